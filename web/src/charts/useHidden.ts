import { useCallback, useMemo } from "react";

import { useParam } from "../app/router";

/** What the legend has hidden, as it stands in the address. */
export function useHidden(): [ReadonlySet<string>, (hidden: ReadonlySet<string>) => void] {
  const [value, set] = useParam("hide");
  const hidden = useMemo(() => new Set(value.split(",").filter(Boolean)), [value]);
  const setHidden = useCallback((next: ReadonlySet<string>) => set([...next].join(",")), [set]);
  return [hidden, setHidden];
}
