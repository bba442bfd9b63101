import { actions } from "./actions";
import { frame } from "./frame";
import { pages } from "./pages";

/** Every sentence of the app, keyed by meaning. Parameters are filled by functions, sentences are never concatenated. */
export const text = { frame, actions, pages };
export * as format from "./format";
