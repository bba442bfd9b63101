import type { components } from "./schema";

/** Names of the API's structs as the app uses them. All come from the generated document; nothing is written by hand. */
type Schemas = components["schemas"];

export type Experiment = Schemas["Experiment"];
export type Session = Schemas["Session"];
export type Overview = Schemas["Overview"];
export type UnitRow = Schemas["UnitOverview"];
export type Latest = Schemas["LatestValues"];
export type LogRow = Schemas["LogLine"];
export type Assignment = Schemas["WorkerAssignment"];
export type SeriesColumns = Schemas["Series"];
export type SeriesReply = Schemas["SeriesColumns"];
export type StopOutcome = Schemas["StopOutcome"];
export type Accepted = Partial<Schemas["TaskAccepted"]>;
export type UnitAnswer = Schemas["UnitReply"];
export type JobDescriptor = Schemas["JobDescriptor"];
export type SettingDescriptor = Schemas["SettingDescriptor"];
export type ChartDescriptor = Schemas["ChartDescriptor"];
export type Capability = Schemas["Capability"];
export type JobOption = Schemas["Option"];
export type UnitConfigs = Schemas["ConfigsOfUnits"];
export type AutomationDescriptor = Schemas["AutomationDescriptor"];
export type AutomationField = Schemas["AutomationField"];
export type Model = Schemas["Model"];
export type DosePreview = Schemas["DosePreview"];
export type Alarm = Schemas["Alarm"];
export type PastAlarm = Schemas["PastAlarm"];
export type AlarmsOfUnits = Schemas["AlarmsOfUnits"];
export type Bottle = Schemas["BottleOverview"];
export type OutputNow = Schemas["OutputNow"];
