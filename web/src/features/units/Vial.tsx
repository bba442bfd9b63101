import { useId } from "react";

import { format, text } from "../../texts";
import type { Pump } from "../dosing/doses";
import { broth } from "./MiniVial";
import { Bench, Cap, Limit, Scale, Tubes } from "./VialParts";
import { BOTTOM, LEFT, levelY, outline, RIGHT } from "./vialShape";

export interface VialProps {
  unit: string;
  /** About OD600, for the colour only. */
  shade: number;
  odText: string | null;
  rpm: number | null;
  irLedPercent: number | null;
  /** Other lamps that are on, by channel. */
  lamps?: readonly { channel: string; percent: number }[];
  /** Angles of the photodiodes that are read. */
  angles: readonly string[];
  /** Null: nobody knows the level; then no scale and no figure stand beside it. */
  volumeMl: number | null;
  capacityMl: number;
  maxFillMl: number | null;
  effluxMl: number | null;
  /** Null: no temperature job runs. */
  heaterPercent: number | null;
  temperatureC: number | null;
  pump: Pump | null;
  /** The level after a planned dose. */
  ghostMl?: number | null;
  /** Without names and figures, in a dialog that says them beside the drawing. */
  isBare?: boolean;
  isStale: boolean;
  isOffline: boolean;
}

const USUAL_SHARE = 0.7;
const DIODE_Y: Record<string, number> = { "45": 196, "90": 224, "135": 262, "180": 284 };
const LAMP_Y = 250;

/** The vial with everything that is known about it: level, colour, stirring, heat, light, pumps and limits are data. */
export function Vial(p: VialProps) {
  const id = useId();
  const isStirring = p.rpm !== null && p.rpm > 0 && !p.isStale && !p.isOffline;
  const isLit = (p.irLedPercent ?? 0) > 0 && !p.isStale;
  const y = levelY(p.volumeMl ?? USUAL_SHARE * p.capacityMl, p.capacityMl);
  const dip = isStirring ? Math.min(16, (p.rpm ?? 0) / 45) : 0;
  const { surface, liquid } = outline(y, dip);
  const glass = `M${LEFT} 62V300a24 24 0 0 0 24 24h${RIGHT - LEFT - 48}a24 24 0 0 0 24-24V62`;
  const isHigh = p.maxFillMl !== null && Math.max(p.volumeMl ?? 0, p.ghostMl ?? 0) > p.maxFillMl + 1e-9;
  return (
    <svg className="vial" viewBox={p.isBare ? "52 0 206 366" : "0 0 340 392"} role="img" aria-label={sentence(p, isStirring, isLit)}>
      <defs>
        <linearGradient id={id}>
          <stop offset="0" stopColor="var(--shade)" stopOpacity=".13" />
          <stop offset=".2" stopColor="var(--gloss)" stopOpacity=".14" />
          <stop offset=".55" stopColor="var(--gloss)" stopOpacity="0" />
          <stop offset="1" stopColor="var(--shade)" stopOpacity=".16" />
        </linearGradient>
      </defs>
      <path d={`${glass}z`} fill="var(--glass-fill)" />
      {p.ghostMl ? <Ghost y={levelY(p.ghostMl, p.capacityMl)} from={y} dip={dip} isHigh={isHigh} /> : null}
      {p.isOffline ? null : (
        <>
          <path className="liquid" d={liquid} fill={p.isStale ? "var(--hatch)" : broth(p.shade)} />
          <path d={liquid} fill={`url(#${id})`} />
          <path d={surface} fill="none" stroke="var(--gloss)" strokeOpacity=".5" strokeWidth="1.5" />
        </>
      )}
      {isLit ? <Beam /> : null}
      <Tubes pump={p.isStale || p.isOffline ? null : p.pump} wasteEnd={p.effluxMl === null ? 150 : levelY(p.effluxMl, p.capacityMl)} />
      <path d={glass} fill="none" stroke="var(--glass)" strokeWidth="2.5" {...(p.isOffline ? { strokeDasharray: "7 5" } : {})} />
      <path d={`M${LEFT + 10} 76V288`} stroke="var(--gloss)" strokeOpacity=".28" strokeWidth="4" strokeLinecap="round" />
      <Cap />
      {p.volumeMl === null && !p.ghostMl ? null : <Scale capacityMl={p.capacityMl} avoidMl={p.maxFillMl} />}
      {p.maxFillMl === null ? null : <Limit y={levelY(p.maxFillMl, p.capacityMl)} ml={p.maxFillMl} isHigh={isHigh} />}
      <g className={isStirring ? "stir" : ""}>
        <rect x="140" y="303" width="60" height="10" rx="5" fill="var(--steel)" />
      </g>
      <Bench heaterPercent={p.isStale ? null : p.heaterPercent} />
      <rect x="70" y="224" width="18" height="16" rx="3" fill={isLit ? "var(--light-on)" : "var(--line)"} stroke="var(--glass)" />
      {p.angles.map((angle) => (
        <rect key={angle} x={RIGHT + 3} y={DIODE_Y[angle] ?? 224} width="16" height="16" rx="3" fill="var(--steel)" />
      ))}
      {p.isBare ? null : <Notes {...p} levelAt={y} />}
    </svg>
  );
}

/** The level after a planned dose: dashed, tinted. */
function Ghost({ y, from, dip, isHigh }: { y: number; from: number; dip: number; isHigh: boolean }) {
  if (Math.abs(y - from) < 0.5) return null;
  if (y > from) return <line x1={LEFT + 2} x2={RIGHT - 2} y1={y} y2={y} stroke="var(--text-2)" strokeWidth="1.5" strokeDasharray="5 3" />;
  const ink = isHigh ? "var(--alarm)" : "var(--accent)";
  const below = `V${from}C${RIGHT - 34} ${from} ${RIGHT - 42} ${from + dip} ${RIGHT - 60} ${from + dip}S${LEFT + 34} ${from} ${LEFT + 2} ${from}z`;
  return (
    <>
      <path d={`M${LEFT + 2} ${y}h${RIGHT - LEFT - 4}${below}`} fill={ink} opacity=".22" />
      <line x1={LEFT + 2} x2={RIGHT - 2} y1={y} y2={y} stroke={ink} strokeWidth="1.5" strokeDasharray="5 3" />
    </>
  );
}

function Beam() {
  return (
    <>
      <line x1="86" x2={LEFT + 2} y1="232" y2="232" stroke="var(--light-on)" strokeWidth="2" />
      <line x1={LEFT + 2} x2={RIGHT - 2} y1="232" y2="232" stroke="var(--gloss)" strokeOpacity=".55" strokeWidth="2" strokeDasharray="3 4" />
    </>
  );
}

function Notes({ levelAt, ...p }: VialProps & { levelAt: number }) {
  const n = text.pages.unit.notes;
  return (
    <>
      {p.angles.map((angle) => (
        <text key={angle} x="256" y={(DIODE_Y[angle] ?? 224) + 12}>
          {n.diode(angle)}
        </text>
      ))}
      <Note x={62} y={229} anchor="end" name={n.irLed} value={p.irLedPercent === null ? format.NONE : `${format.percent(p.irLedPercent)}${format.THIN}%`} />
      {(p.lamps ?? []).map((lamp, i) => (
        <g key={lamp.channel}>
          <rect x="64" y={LAMP_Y + i * 20} width="14" height="12" rx="3" fill={p.isStale ? "var(--line)" : "var(--light-on)"} stroke="var(--glass)" />
          <text x="56" y={LAMP_Y + 10 + i * 20} textAnchor="end">
            {lamp.channel} <tspan className="v">{format.percent(lamp.percent)}{format.THIN}%</tspan>
          </text>
        </g>
      ))}
      {p.volumeMl === null ? null : <Note x={244} y={Math.min(levelAt - 3, 176)} anchor="start" name={n.level} value={`${format.fixed(p.volumeMl, 1)}${format.THIN}mL`} />}
      <Note x={244} y={306} anchor="start" name={n.stirring} value={p.rpm === null ? format.NONE : `${format.rpm(p.rpm)}${format.THIN}rpm`} />
      {p.heaterPercent === null ? null : <Note x={LEFT - 28} y={341} anchor="end" name={n.heater} value={`${format.percent(p.heaterPercent)}${format.THIN}%`} />}
      {p.temperatureC === null ? null : (
        <text x="170" y={BOTTOM + 59} textAnchor="middle">
          {n.liquid} <tspan className="v">{`${format.fixed(p.temperatureC, 1)}${format.THIN}°C`}</tspan>
        </text>
      )}
    </>
  );
}

function Note({ x, y, anchor, name, value }: { x: number; y: number; anchor: "start" | "end"; name: string; value: string }) {
  return (
    <>
      <text x={x} y={y} textAnchor={anchor}>
        {name}
      </text>
      <text x={x} y={y + 16} textAnchor={anchor} className="v">
        {value}
      </text>
    </>
  );
}

function sentence(p: VialProps, isStirring: boolean, isLit: boolean): string {
  const t = text.pages.unit;
  if (p.isOffline) return t.alt(p.unit, [t.altOffline]);
  const parts = [
    ...(p.volumeMl === null ? [t.altNoVolume] : [t.altVolume(format.fixed(p.volumeMl, 1), p.maxFillMl === null ? null : format.plain(p.maxFillMl))]),
    isStirring ? t.altRpm(format.rpm(p.rpm)) : t.altOff,
    ...(p.temperatureC === null ? [] : [t.altTemperature(format.fixed(p.temperatureC, 1))]),
    ...(p.heaterPercent === null ? [] : [t.altHeater(format.percent(p.heaterPercent))]),
    isLit ? t.altLight(format.percent(p.irLedPercent)) : t.altDark,
    ...(p.odText ? [t.altOd(p.odText)] : []),
    ...(p.pump ? [t.altPump(t.notes.pumps[p.pump])] : []),
    ...(p.isStale ? [t.altStale] : []),
  ];
  return t.alt(p.unit, parts);
}
