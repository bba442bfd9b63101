import { format, text } from "../texts";
import type { Table } from "./tails";

/** What one chart shows: its table, its words and how its numbers look. */
export interface ChartKind {
  key: "od" | "nod" | "gr";
  table: Table;
  title: string;
  /** Least range of the y axis. */
  domain: readonly [number, number];
  canLog: boolean;
  /** Whether the source states an interval for its values. */
  hasInterval: boolean;
  show: (y: number | null | undefined) => string;
  height: number;
  phoneHeight: number;
  none: string;
}

const t = text.pages.chart;
const none = text.pages.empty.chart;

export const CHARTS: readonly ChartKind[] = [
  { key: "od", table: "od_readings", title: t.od.title, domain: [0, 0.004], canLog: true, hasInterval: false, show: (y) => format.significant(y, 3), height: 300, phoneHeight: 230, none: none.od },
  { key: "nod", table: "od_readings_filtered", title: t.nod.title, domain: [0.8, 1.5], canLog: true, hasInterval: false, show: format.rate, height: 190, phoneHeight: 170, none: none.nod },
  { key: "gr", table: "growth_rates", title: t.gr.title, domain: [-0.05, 0.3], canLog: false, hasInterval: true, show: format.rate, height: 190, phoneHeight: 170, none: none.gr },
];

/** The unit that stands after the title. */
export function unitOf(kind: ChartKind, isCalibrated: boolean): string {
  if (kind.key === "od") return isCalibrated ? t.od.calibrated : t.od.raw;
  return kind.key === "nod" ? t.nod.unit : t.gr.unit;
}
