import { actions } from "./actions";
import { alarms } from "./alarms";
import { bulk } from "./bulk";
import { charts } from "./charts";
import { dosing } from "./dosing";
import { frame } from "./frame";
import { pages } from "./pages";
import { people } from "./people";
import { plate } from "./plate";

/** Every sentence of the app, keyed by meaning. Parameters are filled by functions, sentences are never concatenated. */
export const text = { frame, actions, alarms, bulk, charts, dosing, pages, people, plate };
export * as format from "./format";
