import { useMemo } from "react";

import { useChartDescriptors, useJobDescriptors } from "../../api/queries";
import { chartTopics } from "../../charts/kinds";
import { settingTopics } from "./catalogue";

/** Topics of the settings and charts that descriptors name, as `<job>/<name>`. */
export function useNamedTopics(): readonly string[] {
  const jobs = useJobDescriptors().data;
  const charts = useChartDescriptors().data;
  return useMemo(() => [...settingTopics(jobs ?? []), ...chartTopics(charts ?? [])], [jobs, charts]);
}
