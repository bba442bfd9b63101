/** One line's points as columns of equal length, to which only newer points are added; `t` in unix milliseconds, rising. */
export interface Columns {
  t: number[];
  y: number[];
  /** Extremes behind each mean; null where the points are readings. */
  min: number[] | null;
  max: number[] | null;
}

/** What a line did in pieces of time of equal length. Empty pieces are left out. */
export interface Bins {
  /** Number of the piece, counted from the epoch. */
  at: number[];
  /** First and last moment that was measured in it. */
  from: number[];
  to: number[];
  min: number[];
  max: number[];
  isMinFirst: boolean[];
  last: number[];
}

interface Level {
  bins: Bins;
  /** So many points are in it. */
  taken: number;
}

/** So many widths are kept; zooming goes through some, moving through none. */
const KEPT = 6;

/** The widest step of the ladder (each √2 times the one before) that is not wider than a pixel. */
export const binWidth = (pixelMs: number): number => 2 ** (Math.floor(Math.log2(pixelMs) * 2 + 1e-9) / 2);

/**
 * Bins of one line, kept per width, so that a window that moves costs what it shows and not what was measured.
 *
 * Bins start at whole multiples of their width since the epoch: while a window moves, each keeps its points and the
 * line does not flicker.
 */
export class Levels {
  #columns: Columns;
  #levels = new Map<number, Level>();

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  of(widthMs: number): Bins {
    const level = this.#levels.get(widthMs) ?? { bins: { at: [], from: [], to: [], min: [], max: [], isMinFirst: [], last: [] }, taken: 0 };
    this.#levels.delete(widthMs);
    this.#levels.set(widthMs, level);
    for (const width of this.#levels.keys()) {
      if (this.#levels.size <= KEPT) break;
      this.#levels.delete(width);
    }
    take(this.#columns, level, widthMs);
    return level.bins;
  }
}

/** Brings a level up to date with its line. */
function take({ t, y, min, max }: Columns, level: Level, widthMs: number): void {
  const { bins } = level;
  let i = bins.at.length - 1;
  for (let k = level.taken; k < t.length; k++) {
    const at = t[k] as number;
    const value = y[k] as number;
    const low = min ? (min[k] as number) : value;
    const high = max ? (max[k] as number) : value;
    const bin = Math.floor(at / widthMs);
    if (i < 0 || bins.at[i] !== bin) {
      i += 1;
      bins.at.push(bin);
      bins.from.push(at);
      bins.to.push(at);
      bins.min.push(low);
      bins.max.push(high);
      bins.isMinFirst.push(true);
      bins.last.push(value);
      continue;
    }
    bins.to[i] = at;
    bins.last[i] = value;
    if (high > (bins.max[i] as number)) {
      bins.max[i] = high;
      bins.isMinFirst[i] = true;
    }
    if (low < (bins.min[i] as number)) {
      bins.min[i] = low;
      bins.isMinFirst[i] = false;
    }
  }
  level.taken = t.length;
}
