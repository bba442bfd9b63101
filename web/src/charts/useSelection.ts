import { useCallback, useMemo } from "react";

import { useParam } from "../app/router";
import { parseSelection, selectionText, type Selection } from "./selection";

/** The selection in the address; null clears it. */
export function useSelection(): [Selection | null, (selection: Selection | null) => void] {
  const [value, set] = useParam("sel");
  const setSelection = useCallback((next: Selection | null) => set(next ? selectionText(next.chart, next.a, next.b) : ""), [set]);
  return [useMemo(() => parseSelection(value), [value]), setSelection];
}
