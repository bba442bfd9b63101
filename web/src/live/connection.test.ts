import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LiveConnection, type Link } from "./connection";

/** A socket that the test answers by hand. */
class Socket extends EventTarget {
  readyState = 1;
  sent: Uint8Array[] = [];
  send(data: Uint8Array): void {
    this.sent.push(data);
  }
  close(): void {
    this.readyState = 3;
  }
  take(...bytes: number[]): void {
    this.dispatchEvent(new MessageEvent("message", { data: Uint8Array.from(bytes).buffer }));
  }
  accept(): void {
    this.dispatchEvent(new Event("open"));
    this.take(0x20, 2, 0, 0);
  }
}

let sockets: Socket[] = [];
let phases: string[] = [];
let links: Link[] = [];
const heard: string[] = [];

function make(): LiveConnection {
  return new LiveConnection(
    () => Promise.resolve({ url: "ws://leader/mqtt", username: "ui", password: "pw" }),
    (topic, payload) => heard.push(`${topic}=${payload}`),
    (link) => {
      links.push({ ...link });
      if (phases.at(-1) !== link.phase) phases.push(link.phase);
    },
    {
      now: () => Date.now(),
      open: () => {
        const socket = new Socket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, phases, links] = [[], [], []];
});
afterEach(() => vi.useRealTimers());

describe("the live connection", () => {
  it("subscribes after the broker has accepted, and again after a reconnect", async () => {
    const connection = make();
    connection.listen(["a/#"]);
    connection.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets[0]?.sent).toHaveLength(0);
    sockets[0]?.accept();
    expect(phases).toEqual(["connecting", "live"]);
    expect(sockets[0]?.sent.map((p) => p[0])).toEqual([0x10, 0x82]);
    sockets[0]?.dispatchEvent(new Event("close"));
    expect(phases.at(-1)).toBe("down");
    await vi.advanceTimersByTimeAsync(1300);
    sockets[1]?.accept();
    expect(phases.at(-1)).toBe("live");
    expect(sockets[1]?.sent.map((p) => p[0])).toEqual([0x10, 0x82]);
    connection.stop();
  });

  it("counts four seconds of silence as an outage although the socket stays open", async () => {
    const connection = make();
    connection.start();
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]?.accept();
    await vi.advanceTimersByTimeAsync(3900);
    expect(phases.at(-1)).toBe("live");
    await vi.advanceTimersByTimeAsync(600);
    expect(phases.at(-1)).toBe("down");
    connection.stop();
  });

  it("stays live while pings are answered", async () => {
    const connection = make();
    connection.start();
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]?.accept();
    for (let s = 0; s < 20; s++) {
      await vi.advanceTimersByTimeAsync(1000);
      sockets[0]?.take(0xd0, 0);
    }
    expect(phases.at(-1)).toBe("live");
    connection.stop();
  });

  it("tries for ever after 1, 2, 3, 5 and again 5 seconds", async () => {
    const connection = make();
    connection.start();
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      await vi.advanceTimersByTimeAsync(300);
      sockets.at(-1)?.dispatchEvent(new Event("close"));
      const down = links.at(-1);
      waits.push(Math.round(((down?.nextTryAt ?? 0) - Date.now()) / 1000));
      await vi.advanceTimersByTimeAsync((waits.at(-1) ?? 0) * 1000);
    }
    expect(waits).toEqual([1, 2, 3, 5, 5, 5]);
    connection.stop();
  });

  it("drops a filter on the wire only when its last listener has gone", async () => {
    const connection = make();
    connection.start();
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]?.accept();
    const first = connection.listen(["x"]);
    const second = connection.listen(["x"]);
    first();
    expect(sockets[0]?.sent.map((p) => p[0])).toEqual([0x10, 0x82]);
    second();
    expect(sockets[0]?.sent.map((p) => p[0])).toEqual([0x10, 0x82, 0xa2]);
    connection.stop();
  });
});
