import { connect, Decoder, ping, subscribe, unsubscribe } from "./packet";

export interface Broker {
  url: string;
  username: string;
  password: string;
}

export type Phase = "connecting" | "live" | "down";

export interface Link {
  phase: Phase;
  /** Wall milliseconds of `now()`: when the phase began, when the newest message came (null: never). */
  since: number;
  lastMessageAt: number | null;
  /** When the next try starts; null while a try is under way. */
  nextTryAt: number | null;
}

export type OnMessage = (topic: string, payload: string, retained: boolean) => void;

export interface Environment {
  open: (url: string) => WebSocket;
  now: () => number;
}

const browser: Environment = {
  open: (url) => new WebSocket(url, "mqtt"),
  now: () => performance.now(),
};

/** Waits between tries, seconds; the last one repeats for ever. */
const BACK_OFF_S = [1, 2, 3, 5] as const;
/** Nothing heard for so long means that the link is down, whatever the socket says. */
export const SILENCE_MS = 4000;
const PING_EVERY_MS = 1500;
const TICK_MS = 250;

/**
 * The one broker connection of the app.
 *
 * It says which phase it is in, tries again for ever, and counts silence as an outage. Subscriptions are remembered and
 * made again after each reconnect, so callers never notice more than the phase.
 */
export class LiveConnection {
  #broker: () => Promise<Broker>;
  #env: Environment;
  #onMessage: OnMessage;
  #onLink: (link: Link) => void;
  #filters = new Map<string, number>();
  #socket: WebSocket | null = null;
  #isAccepted = false;
  #packetId = 0;
  #failures = 0;
  #lastPingAt = 0;
  #startedAt = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  #text = new TextDecoder();
  link: Link;

  constructor(broker: () => Promise<Broker>, onMessage: OnMessage, onLink: (link: Link) => void, env: Environment = browser) {
    this.#broker = broker;
    this.#onMessage = onMessage;
    this.#onLink = onLink;
    this.#env = env;
    this.link = { phase: "connecting", since: env.now(), lastMessageAt: null, nextTryAt: null };
  }

  start(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.#open();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#drop();
  }

  /** Try at once instead of at the end of the pause. */
  retryNow(): void {
    if (this.link.phase === "down" && this.link.nextTryAt !== null) void this.#open();
  }

  /** Listen to filters; returns the function that stops it. The same filter may be asked for several times. */
  listen(filters: readonly string[]): () => void {
    const fresh = filters.filter((f) => {
      const count = this.#filters.get(f) ?? 0;
      this.#filters.set(f, count + 1);
      return count === 0;
    });
    if (fresh.length > 0) this.#send((id) => subscribe(id, fresh));
    return () => this.#unlisten(filters);
  }

  #unlisten(filters: readonly string[]): void {
    const gone = filters.filter((f) => {
      const count = (this.#filters.get(f) ?? 1) - 1;
      if (count > 0) this.#filters.set(f, count);
      else this.#filters.delete(f);
      return count <= 0;
    });
    if (gone.length > 0) this.#send((id) => unsubscribe(id, gone));
  }

  #send(build: (id: number) => Uint8Array<ArrayBuffer>): void {
    if (!this.#isAccepted || this.#socket?.readyState !== 1) return;
    this.#packetId = (this.#packetId % 65_535) + 1;
    this.#socket.send(build(this.#packetId));
  }

  #say(change: Partial<Link>): void {
    const phaseChanged = change.phase !== undefined && change.phase !== this.link.phase;
    this.link = { ...this.link, ...change, since: phaseChanged ? this.#env.now() : this.link.since };
    this.#onLink(this.link);
  }

  async #open(): Promise<void> {
    this.#drop();
    this.#startedAt = this.#env.now();
    this.#say({ nextTryAt: null });
    let socket: WebSocket;
    try {
      const broker = await this.#broker();
      if (!this.#timer) return;
      socket = this.#env.open(broker.url);
      this.#socket = socket;
      socket.binaryType = "arraybuffer";
      socket.addEventListener("open", () => {
        const clientId = `ui-${Math.random().toString(36).slice(2, 12)}`;
        socket.send(connect({ clientId, username: broker.username, password: broker.password, keepAliveS: 10 }));
      });
    } catch {
      return this.#fail();
    }
    const decoder = new Decoder();
    socket.addEventListener("message", (event: MessageEvent<ArrayBuffer>) => {
      if (this.#socket === socket) this.#take(decoder, new Uint8Array(event.data));
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#fail();
    });
  }

  #take(decoder: Decoder, data: Uint8Array): void {
    const now = this.#env.now();
    this.link.lastMessageAt = now;
    for (const message of decoder.take(data)) {
      if (message.type === "publish") this.#onMessage(message.topic, this.#text.decode(message.payload), message.retained);
      else if (message.type === "connack" && message.code === 0) this.#accepted(now);
      else if (message.type === "connack") this.#fail();
    }
  }

  #accepted(now: number): void {
    this.#isAccepted = true;
    this.#failures = 0;
    this.#lastPingAt = now;
    if (this.#filters.size > 0) this.#send((id) => subscribe(id, [...this.#filters.keys()]));
    this.#say({ phase: "live", lastMessageAt: now, nextTryAt: null });
  }

  #fail(): void {
    this.#drop();
    const pause = BACK_OFF_S[Math.min(this.#failures, BACK_OFF_S.length - 1)] ?? 5;
    this.#failures += 1;
    this.#say({ phase: "down", nextTryAt: this.#env.now() + pause * 1000 });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isAccepted = false;
    socket?.close();
  }

  #tick(): void {
    const now = this.#env.now();
    if (this.link.phase === "live") {
      if (now - (this.link.lastMessageAt ?? now) > SILENCE_MS) return this.#fail();
      if (now - this.#lastPingAt >= PING_EVERY_MS) {
        this.#lastPingAt = now;
        this.#send(ping);
      }
    } else if (this.link.nextTryAt !== null) {
      if (now >= this.link.nextTryAt) void this.#open();
    } else if (now - this.#startedAt > SILENCE_MS) this.#fail();
  }
}
