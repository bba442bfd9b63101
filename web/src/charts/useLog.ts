import { useParam } from "../app/router";

/** Whether a chart has a log scale, as it stands in the address. */
export function useLog(key: string): [boolean, (isLog: boolean) => void] {
  const [value, set] = useParam("log");
  const keys = value.split(",").filter(Boolean);
  return [keys.includes(key), (isLog) => set(isLog ? [...new Set([...keys, key])].join(",") : keys.filter((one) => one !== key).join(","))];
}
