import { useSyncExternalStore } from "react";

import type { ChartDescriptor } from "../api/types";
import { format, text } from "../texts";

/** What one chart shows: its table, its words and how its numbers look. */
export interface ChartKind {
  key: string;
  /** `growth_rates`, or `table/column` for a table of a plugin. */
  table: string;
  title: string;
  /** Stands after the title; the optical density knows it only with its first reading. */
  unit: string | null;
  /** Least range of the y axis; null: as the data are. */
  domain: readonly [number, number] | null;
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

/** Charts that this version draws with care; their place among the others is that of their descriptor. */
const OWN: readonly ChartKind[] = [
  { key: "od", table: "od_readings", title: t.od.title, unit: null, domain: [0, 0.004], canLog: true, hasInterval: false, show: (y) => format.significant(y, 3), height: 300, phoneHeight: 230, none: none.od },
  { key: "nod", table: "od_readings_filtered", title: t.nod.title, unit: t.nod.unit, domain: [0.8, 1.5], canLog: true, hasInterval: false, show: format.rate, height: 190, phoneHeight: 170, none: none.nod },
  { key: "gr", table: "growth_rates", title: t.gr.title, unit: t.gr.unit, domain: [0, 0.3], canLog: false, hasInterval: true, show: format.rate, height: 190, phoneHeight: 170, none: none.gr },
];

/** Where the live points of a descriptor's chart come from. */
export interface LiveSource {
  table: string;
  /** Below `pioreactor/<unit>/<experiment>/`. */
  levels: string;
  payloadKey: string | null;
}

let kinds: readonly ChartKind[] = OWN;
let sources: readonly LiveSource[] = [];
const listeners = new Set<() => void>();
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const useChartKinds = (): readonly ChartKind[] => useSyncExternalStore(listen, () => kinds);
export const liveSources = (): readonly LiveSource[] => sources;

const tableOf = (d: ChartDescriptor): string => (d.data_source_column ? `${d.data_source}/${d.data_source_column}` : d.data_source);
const topicsOf = (d: ChartDescriptor): string[] => [d.mqtt_topic ?? []].flat().filter((levels) => /^[^#+]+\/[^#+]+$/.test(levels));
const ownOf = (d: ChartDescriptor): ChartKind | undefined => OWN.find((kind) => kind.table === d.data_source && !d.data_source_column);

function kindOf(d: ChartDescriptor): ChartKind {
  return {
    key: d.chart_key,
    table: tableOf(d),
    title: d.title,
    unit: d.y_axis_label === d.title ? "" : d.y_axis_label,
    domain: d.y_axis_domain ? [d.y_axis_domain[0] as number, d.y_axis_domain[1] as number] : null,
    canLog: false,
    hasInterval: false,
    show: (y) => format.fixed(y, d.fixed_decimals),
    height: 190,
    phoneHeight: 170,
    none: none.other(d.title),
  };
}

export function setChartKinds(descriptors: readonly ChartDescriptor[]): void {
  if (descriptors.length === 0) return;
  kinds = descriptors.map((d) => ownOf(d) ?? kindOf(d));
  sources = descriptors.filter((d) => !ownOf(d)).flatMap((d) => topicsOf(d).map((levels) => ({ table: tableOf(d), levels, payloadKey: d.payload_key ?? null })));
  for (const run of listeners) run();
}

/** Topics of charts that the app does not listen to anyway. */
export const chartTopics = (descriptors: readonly ChartDescriptor[]): string[] => descriptors.filter((d) => !ownOf(d)).flatMap(topicsOf);

/** The unit that stands after the title. */
export const unitOf = (kind: ChartKind, isCalibrated: boolean): string => kind.unit ?? (isCalibrated ? t.od.calibrated : t.od.raw);
