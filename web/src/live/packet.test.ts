import { describe, expect, it } from "vitest";

import { connect, Decoder, subscribe } from "./packet";

const publish = (topic: string, payload: string, isRetained = false): Uint8Array => {
  const name = new TextEncoder().encode(topic);
  const body = new TextEncoder().encode(payload);
  const size = 2 + name.length + body.length;
  const length = size < 128 ? [size] : [(size % 128) | 128, Math.floor(size / 128)];
  return Uint8Array.from([0x30 | (isRetained ? 1 : 0), ...length, name.length >> 8, name.length & 255, ...name, ...body]);
};

describe("packets", () => {
  it("writes a connect with account and clean session", () => {
    const bytes = connect({ clientId: "ui-1", username: "ui", password: "pw", keepAliveS: 10 });
    expect(Array.from(bytes.slice(0, 12))).toEqual([0x10, 24, 0, 4, 77, 81, 84, 84, 4, 0xc2, 0, 10]);
  });

  it("writes subscriptions longer than 127 bytes with a length of two bytes", () => {
    const bytes = subscribe(7, ["a".repeat(200)]);
    expect(bytes[0]).toBe(0x82);
    expect((bytes[1] ?? 0) & 0x80).toBe(0x80);
    expect(bytes.length).toBe(3 + 2 + 2 + 200 + 1);
  });

  it("reads messages wherever the stream is cut", () => {
    const stream = Uint8Array.from([...publish("pioreactor/w/Tet 37 °C/stirring/$state", "ready", true), ...publish("a", "µ".repeat(90)), 0xd0, 0]);
    for (let cut = 0; cut <= stream.length; cut++) {
      const decoder = new Decoder();
      const found = [...decoder.take(stream.slice(0, cut)), ...decoder.take(stream.slice(cut))];
      expect(found.map((m) => m.type)).toEqual(["publish", "publish", "pingresp"]);
      const first = found[0];
      if (first?.type !== "publish") throw new Error("no message");
      expect(first.topic).toBe("pioreactor/w/Tet 37 °C/stirring/$state");
      expect(first.retained).toBe(true);
      expect(new TextDecoder().decode(first.payload)).toBe("ready");
    }
  });

  it("counts refused subscriptions", () => {
    expect([...new Decoder().take(Uint8Array.of(0x90, 4, 0, 1, 0, 0x80))]).toEqual([{ type: "suback", refused: 1 }]);
  });

  it("refuses a length that never ends", () => {
    expect(() => [...new Decoder().take(Uint8Array.of(0x30, 255, 255, 255, 255, 255))]).toThrow(RangeError);
  });
});
