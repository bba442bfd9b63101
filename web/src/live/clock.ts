/**
 * The clock of the cluster, as far as a browser can know it.
 *
 * A simulated cluster runs faster than the wall; on a real one the browser's own clock may be wrong. Every message that
 * carries the time of its sender gives a lower bound of the sender's present; the tightest bound is the message that
 * travelled fastest. Bounds age slowly, so that a clock that really was set back is followed too.
 */
export class ClusterClock {
  speed = 1;
  #wallNow: () => number;
  #offsets = new Map<string, { offsetMs: number; at: number }>();
  #clusterKey = "";

  constructor(wallNow: () => number = () => performance.now()) {
    this.#wallNow = wallNow;
    this.#offsets.set("", { offsetMs: Date.now() - wallNow(), at: wallNow() });
  }

  /** First knowledge, from the session: unix seconds and clock seconds per wall second. */
  set(utcS: number, speed: number, leader: string): void {
    this.speed = speed;
    const at = this.#wallNow();
    this.#clusterKey = leader;
    this.#offsets.clear();
    this.#offsets.set("", { offsetMs: utcS * 1000 - at * speed, at });
  }

  /** A unit said what time it is there. */
  observe(unit: string, utcMs: number): void {
    const at = this.#wallNow();
    const offsetMs = utcMs - at * this.speed;
    const known = this.#offsets.get(unit);
    // One wall second of doubt per minute: a bound ten minutes old counts little.
    const decayMs = known ? ((at - known.at) / 60) * this.speed : 0;
    if (!known || offsetMs >= known.offsetMs - decayMs) this.#offsets.set(unit, { offsetMs, at });
  }

  /** Unix milliseconds now, by the clock of `unit`; without one, by the leader's. */
  nowMs(unit = ""): number {
    const known = this.#offsets.get(unit) ?? this.#offsets.get(this.#clusterKey) ?? this.#offsets.get("");
    return this.#wallNow() * this.speed + (known?.offsetMs ?? 0);
  }
}
