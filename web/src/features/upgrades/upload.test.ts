import { describe, expect, it } from "vitest";

import { ApiError } from "../../api/client";
import type { Upload } from "../../api/types";
import { send, type Line } from "./upload";

/** A leader that keeps what arrives, and fails as it is told to. */
class Leader implements Line {
  got = "";
  readonly offsets: number[] = [];
  readonly paused: number[] = [];
  private readonly failures: (Error | "lost")[];

  constructor(failures: (Error | "lost")[] = []) {
    this.failures = failures;
  }
  private total = 0;
  private state = (): Upload => ({ upload_id: "a1", name: "x.tar", bytes: this.total, received_bytes: this.got.length, piece_bytes: 4 });
  begin = async (_name: string, bytes: number): Promise<Upload> => {
    this.total = bytes;
    return this.state();
  };
  look = async (): Promise<Upload> => {
    const failure = this.failures.shift();
    if (failure instanceof Error) throw failure;
    return this.state();
  };
  piece = async (_id: string, offset: number, piece: Blob): Promise<Upload> => {
    this.offsets.push(offset);
    const failure = this.failures.shift();
    if (failure instanceof Error) throw failure;
    expect(offset).toBe(this.got.length);
    this.got += await piece.text();
    if (failure === "lost") throw new TypeError("the answer did not arrive");
    return this.state();
  };
  pause = async (ms: number): Promise<void> => void this.paused.push(ms);
}

const file = (content: string) => Object.assign(new Blob([content]), { name: "x.tar" });
const sending = (signal = new AbortController().signal) => {
  const seen: { sent: number[]; waits: number[] } = { sent: [], waits: [] };
  return { seen, options: { onProgress: (n: number) => seen.sent.push(n), onWaiting: (s: number) => seen.waits.push(s), signal } };
};

describe("a file on its way", () => {
  it("goes in pieces, in their order", async () => {
    const leader = new Leader();
    const { seen, options } = sending();
    expect(await send(file("0123456789"), leader, options)).toBe("a1");
    expect(leader.got).toBe("0123456789");
    expect(seen).toEqual({ sent: [4, 8, 10], waits: [] });
  });

  it("goes on where it was when the web server starts again, waiting longer each time", async () => {
    const leader = new Leader([new TypeError("refused"), new TypeError("refused"), new ApiError(502, "starting", null, null)]);
    const { seen, options } = sending();
    await send(file("0123456789"), leader, options);
    expect(leader.got).toBe("0123456789");
    expect(leader.paused).toEqual([1000, 2000, 3000]);
    expect(seen.waits).toEqual([1, 2, 3, 0]);
  });

  it("does not send twice what arrived although its answer was lost", async () => {
    const leader = new Leader(["lost"]);
    await send(file("0123456789"), leader, sending().options);
    expect(leader.got).toBe("0123456789");
    expect(leader.offsets).toEqual([0, 4, 8]);
  });

  it("ends at once with what the leader refuses", async () => {
    const leader = new Leader([new ApiError(413, "too large", null, "Choose another file.")]);
    await expect(send(file("0123456789"), leader, sending().options)).rejects.toThrow("too large");
    expect(leader.paused).toEqual([]);
  });

  it("ends when somebody cancels it", async () => {
    const abort = new AbortController();
    const leader = new Leader();
    const { options } = sending(abort.signal);
    await expect(send(file("0123456789"), leader, { ...options, onProgress: () => abort.abort() })).rejects.toThrow();
    expect(leader.got).toBe("0123");
  });
});
