import { format, text } from "../../texts";
import type { Pump } from "../dosing/doses";
import { BOTTOM, LEFT, levelY, RIGHT } from "./vialShape";

const TUBE_X: Record<Pump, number> = { media: 132, alt_media: 168, waste: 206 };
const INFLOW_END = 86;

/** Media, alt media, waste: the one that pumps is in the colour of action, with a falling drop. */
export function Tubes({ pump, wasteEnd }: { pump: Pump | null; wasteEnd: number }) {
  const names = text.pages.unit.notes.tubes;
  return (
    <>
      {(Object.keys(TUBE_X) as Pump[]).map((one) => {
        const isOn = one === pump;
        const line = `M${TUBE_X[one]} 26V${one === "waste" ? wasteEnd : INFLOW_END}`;
        return (
          <g key={one} data-tube={one} data-on={isOn}>
            <path d={line} stroke={isOn ? "var(--accent)" : "var(--glass)"} strokeWidth="5" strokeLinecap="round" fill="none" />
            <path d={line} stroke={isOn ? "var(--accent-soft)" : "var(--surface)"} strokeWidth="2" strokeLinecap="round" fill="none" />
            <text x={TUBE_X[one]} y="17" textAnchor="middle" className={isOn ? "on" : ""}>
              {names[one]}
            </text>
          </g>
        );
      })}
      {pump && pump !== "waste" ? <circle className="drip" cx={TUBE_X[pump]} cy="96" r="3.500" fill="var(--accent)" /> : null}
    </>
  );
}

export function Cap() {
  const grooves = [LEFT + 2, LEFT + 12, LEFT + 40, LEFT + 76, LEFT + 84, RIGHT - 14].map((x) => `M${x} 49v10`).join("");
  return (
    <>
      <rect x={LEFT - 8} y="44" width={RIGHT - LEFT + 16} height="20" rx="4" fill="var(--steel)" />
      <path d={grooves} stroke="var(--shade)" strokeOpacity=".2" strokeWidth="2" strokeLinecap="round" />
    </>
  );
}

/** Ticks on the glass, a number at every fourth part of the capacity, none where the limit has its own. */
export function Scale({ capacityMl, avoidMl }: { capacityMl: number; avoidMl: number | null }) {
  const step = capacityMl / 4;
  const fine = capacityMl / 20;
  const ticks = Array.from({ length: 21 }, (_, i) => i * fine);
  return (
    <>
      {ticks.map((v, i) => (
        <line key={v} x1={LEFT - (i % 5 === 0 ? 12 : 7)} x2={LEFT - 3} y1={levelY(v, capacityMl)} y2={levelY(v, capacityMl)} stroke="var(--glass)" />
      ))}
      {[1, 2, 3, 4]
        .map((i) => i * step)
        .filter((v) => avoidMl === null || Math.abs(v - avoidMl) > 0.06 * capacityMl)
        .map((v) => (
          <text key={v} x={LEFT - 16} y={levelY(v, capacityMl) + 4} textAnchor="end">
            {format.plain(v)}
          </text>
        ))}
    </>
  );
}

/** The line that no level may pass. Red only when one does, or would. */
export function Limit({ y, ml, isHigh }: { y: number; ml: number; isHigh: boolean }) {
  return (
    <g className={`limit${isHigh ? " high" : ""}`}>
      <line x1={LEFT - 12} x2={RIGHT + 3} y1={y} y2={y} strokeWidth="1.5" />
      <text x={LEFT - 16} y={y + 4} textAnchor="end">
        {text.pages.unit.notes.max(format.plain(ml))}
      </text>
    </g>
  );
}

/** Heater plate and the body below it. */
export function Bench({ heaterPercent }: { heaterPercent: number | null }) {
  const heat = heaterPercent ?? 0;
  return (
    <>
      <rect x={LEFT - 6} y={BOTTOM + 10} width={RIGHT - LEFT + 12} height="9" rx="3" fill={heat > 0 ? "var(--heat)" : "var(--line)"} opacity={heat > 0 ? Math.min(1, 0.35 + heat / 160) : 1} />
      <rect x={LEFT - 18} y={BOTTOM + 24} width={RIGHT - LEFT + 36} height="14" rx="4" fill="var(--line)" />
    </>
  );
}
