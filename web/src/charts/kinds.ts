import { useMemo, useSyncExternalStore } from "react";

import type { ChartDescriptor } from "../api/types";
import { format, text } from "../texts";

/** Pages that have charts; those of the analysis show what the overview shows unless chosen otherwise. */
export type ChartPage = "overview" | "unit" | "charts";

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
  /** Grows exponentially, as an optical density does: has a log scale and a growth fit. */
  canLog: boolean;
  /** Whether the source states an interval for its values. */
  hasInterval: boolean;
  show: (y: number | null | undefined) => string;
  height: number;
  phoneHeight: number;
  none: string;
  /** A state that holds until the next value, such as a level: drawn in steps, and a pause is no gap. */
  isStepped?: boolean;
  /** Whether the pages that show all units have it: switched in `[ui.overview.charts]`. */
  isOnOverview: boolean;
  /** Whether the page of one unit has it. */
  isOnUnit: boolean;
}

/** What a chart is, before the configuration says where it stands. */
type Drawing = Omit<ChartKind, "isOnOverview" | "isOnUnit">;

/** Built-in charts that stand on the overview unless the configuration says otherwise; those of plugins always do. */
const ON_OVERVIEW = new Set(["optical_density", "normalized_optical_density", "implied_growth_rate", "temperature"]);
/** Further built-in charts of the page of one unit. */
const ON_UNIT = new Set(["current_volume_ml", "fraction_of_volume_that_is_alternative_media", "heater_duty_cycle"]);

const t = text.pages.chart;
const none = text.pages.empty.chart;

/** Charts that this version draws with care; their place among the others is that of their descriptor. */
const OWN: readonly Drawing[] = [
  { key: "od", table: "od_readings", title: t.od.title, unit: null, domain: [0, 0.004], canLog: true, hasInterval: false, show: (y) => format.significant(y, 3), height: 300, phoneHeight: 230, none: none.od },
  { key: "nod", table: "od_readings_filtered", title: t.nod.title, unit: t.nod.unit, domain: [0.8, 1.5], canLog: true, hasInterval: false, show: format.rate, height: 190, phoneHeight: 170, none: none.nod },
  { key: "gr", table: "growth_rates", title: t.gr.title, unit: t.gr.unit, domain: [0, 0.3], canLog: false, hasInterval: true, show: format.rate, height: 190, phoneHeight: 170, none: none.gr },
  { key: "temperature", table: "temperature_readings", title: t.temperature.title, unit: t.temperature.unit, domain: null, canLog: false, hasInterval: false, show: (y) => format.fixed(y, 1), height: 150, phoneHeight: 140, none: none.temperature },
  { key: "volume", table: "liquid_volumes", title: t.volume.title, unit: t.volume.unit, domain: null, canLog: false, hasInterval: false, show: (y) => format.fixed(y, 2), height: 150, phoneHeight: 140, none: none.volume, isStepped: true },
  { key: "heater", table: "heater_duty_cycles", title: t.heater.title, unit: t.heater.unit, domain: [0, 10], canLog: false, hasInterval: false, show: format.percent, height: 130, phoneHeight: 140, none: none.heater, isStepped: true },
  { key: "alt_media", table: "alt_media_fractions", title: t.alt.title, unit: t.alt.unit, domain: [0, 0.1], canLog: false, hasInterval: false, show: (y) => format.fixed(y, 3), height: 130, phoneHeight: 140, none: none.volume, isStepped: true },
];

/** Doses stand as ticks above the first chart instead of in a chart of their own. */
const IN_LANE = new Set(["dosing_events"]);

/** Where the live points of a descriptor's chart come from. */
export interface LiveSource {
  table: string;
  /** Below `pioreactor/<unit>/<experiment>/`. */
  levels: string;
  payloadKey: string | null;
}

let kinds: readonly ChartKind[] = OWN.map((kind, i) => ({ ...kind, isOnOverview: i < 4, isOnUnit: true }));
let sources: readonly LiveSource[] = [];
const listeners = new Set<() => void>();
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

/** All charts that there are, in the order of their descriptors. */
export const useAllKinds = (): readonly ChartKind[] => useSyncExternalStore(listen, () => kinds);
/** Whether a chart stands on a page unless somebody has chosen otherwise. */
export const isUsual = (kind: ChartKind, page: ChartPage): boolean => (page === "unit" ? kind.isOnUnit : kind.isOnOverview);

/** The charts that a page usually has, in the order of their descriptors. */
export function useChartKinds(page: ChartPage): readonly ChartKind[] {
  const all = useAllKinds();
  return useMemo(() => all.filter((kind) => isUsual(kind, page)), [all, page]);
}
export const liveSources = (): readonly LiveSource[] => sources;

const tableOf = (d: ChartDescriptor): string => (d.data_source_column ? `${d.data_source}/${d.data_source_column}` : d.data_source);
const topicsOf = (d: ChartDescriptor): string[] => [d.mqtt_topic ?? []].flat().filter((levels) => /^[^#+]+\/[^#+]+$/.test(levels));
const ownOf = (d: ChartDescriptor): Drawing | undefined => OWN.find((kind) => kind.table === d.data_source && !d.data_source_column);

/** Tables whose live points the app reads by itself, from topics that it listens to anyway. */
const READ = new Set(["od_readings", "od_readings_filtered", "growth_rates", "dosing_events"]);
const isRead = (d: ChartDescriptor): boolean => READ.has(d.data_source) && !d.data_source_column;

function kindOf(d: ChartDescriptor): Drawing {
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

/** `switches`: `[ui.overview.charts]` of the leader; a chart that it does not name stands where it usually does. */
export function setChartKinds(descriptors: readonly ChartDescriptor[], switches: Record<string, string | null>): void {
  if (descriptors.length === 0) return;
  kinds = descriptors
    .filter((d) => !IN_LANE.has(d.data_source))
    .map((d) => {
      const said = switches[d.chart_key];
      const isOnOverview = said === undefined || said === null ? d.source !== "app" || ON_OVERVIEW.has(d.chart_key) : /^(1|true|yes|on)$/i.test(said.trim());
      return { ...(ownOf(d) ?? kindOf(d)), isOnOverview, isOnUnit: isOnOverview || ON_UNIT.has(d.chart_key) };
    });
  sources = descriptors.filter((d) => !isRead(d)).flatMap((d) => topicsOf(d).map((levels) => ({ table: tableOf(d), levels, payloadKey: d.payload_key ?? null })));
  for (const run of listeners) run();
}

/** Topics of charts that the app does not listen to anyway. */
export const chartTopics = (descriptors: readonly ChartDescriptor[]): string[] => descriptors.filter((d) => !isRead(d)).flatMap(topicsOf);

/** The unit that stands after the title. */
export const unitOf = (kind: ChartKind, isCalibrated: boolean): string => kind.unit ?? (isCalibrated ? t.od.calibrated : t.od.raw);
