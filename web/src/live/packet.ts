/**
 * The part of MQTT 3.1.1 that a reading browser needs: connect, subscribe, take QoS 0 messages, ping.
 * Commands never go over this connection, so there is no code for sending messages.
 */
export type Incoming =
  | { type: "connack"; code: number }
  | { type: "publish"; topic: string; payload: Uint8Array; retained: boolean }
  | { type: "suback"; refused: number }
  | { type: "pingresp" };

const CONNECT = 0x10, CONNACK = 2, PUBLISH = 3, SUBSCRIBE = 0x82, SUBACK = 9, UNSUBSCRIBE = 0xa2, PINGREQ = 0xc0, PINGRESP = 13;
const REFUSED = 0x80;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Text as MQTT writes it: two bytes of length, then UTF-8. */
function field(text: string): Uint8Array {
  const body = utf8.encode(text);
  const out = new Uint8Array(body.length + 2);
  new DataView(out.buffer).setUint16(0, body.length);
  out.set(body, 2);
  return out;
}

function packet(head: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((n, p) => n + p.length, 0);
  const length: number[] = [];
  let rest = size;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  const out = new Uint8Array(1 + length.length + size);
  out[0] = head;
  out.set(length, 1);
  let at = 1 + length.length;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export interface ConnectOptions {
  clientId: string;
  username?: string;
  password?: string;
  /** Seconds, 0 to 65535. */
  keepAliveS: number;
}

export function connect(o: ConnectOptions): Uint8Array<ArrayBuffer> {
  const flags = 0x02 | (o.username ? 0x80 : 0) | (o.password ? 0x40 : 0);
  const head = Uint8Array.of(4, flags, o.keepAliveS >> 8, o.keepAliveS & 0xff);
  const parts = [field("MQTT"), head, field(o.clientId)];
  if (o.username) parts.push(field(o.username));
  if (o.password) parts.push(field(o.password));
  return packet(CONNECT, parts);
}

const numbered = (id: number): Uint8Array => Uint8Array.of(id >> 8, id & 0xff);

export const subscribe = (id: number, filters: readonly string[]): Uint8Array<ArrayBuffer> =>
  packet(SUBSCRIBE, [numbered(id), ...filters.flatMap((f) => [field(f), Uint8Array.of(0)])]);

export const unsubscribe = (id: number, filters: readonly string[]): Uint8Array<ArrayBuffer> =>
  packet(UNSUBSCRIBE, [numbered(id), ...filters.map(field)]);

export const ping = (): Uint8Array<ArrayBuffer> => Uint8Array.of(PINGREQ, 0);

/** Cuts the byte stream into packets; a websocket frame may hold several of them, or a part of one. */
export class Decoder {
  #rest: Uint8Array = new Uint8Array(0);

  *take(chunk: Uint8Array): Generator<Incoming> {
    let data = chunk;
    if (this.#rest.length > 0) {
      data = new Uint8Array(this.#rest.length + chunk.length);
      data.set(this.#rest);
      data.set(chunk, this.#rest.length);
    }
    let at = 0;
    for (;;) {
      const length = remainingLength(data, at + 1);
      if (!length || length.end + length.value > data.length) break;
      const stop = length.end + length.value;
      const message = parse(data[at] ?? 0, data.subarray(length.end, stop));
      at = stop;
      if (message) yield message;
    }
    this.#rest = data.slice(at);
  }
}

function remainingLength(data: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  let factor = 1;
  for (let at = start; at < start + 4; at++) {
    const byte = data[at];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * factor;
    if ((byte & 0x80) === 0) return { value, end: at + 1 };
    factor *= 128;
  }
  throw new RangeError("The broker sent a packet with a broken length.");
}

function parse(head: number, body: Uint8Array): Incoming | null {
  switch (head >> 4) {
    case CONNACK:
      return { type: "connack", code: body[1] ?? REFUSED };
    case PUBLISH: {
      const topicEnd = 2 + (((body[0] ?? 0) << 8) | (body[1] ?? 0));
      const payloadStart = topicEnd + ((head & 0x06) > 0 ? 2 : 0);
      return {
        type: "publish",
        topic: fromUtf8.decode(body.subarray(2, topicEnd)),
        payload: body.slice(payloadStart),
        retained: (head & 1) === 1,
      };
    }
    case SUBACK:
      return { type: "suback", refused: body.subarray(2).filter((code) => code >= REFUSED).length };
    case PINGRESP:
      return { type: "pingresp" };
    default:
      return null;
  }
}
