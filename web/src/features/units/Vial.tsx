import { format, text } from "../../texts";
import { broth } from "./MiniVial";

interface Props {
  unit: string;
  /** About OD600, for the colour only. */
  shade: number;
  odText: string | null;
  rpm: number | null;
  irLedPercent: number | null;
  /** Angles of the photodiodes that are read. */
  angles: readonly string[];
  volumeMl: number | null;
  isStale: boolean;
  isOffline: boolean;
}

const LEFT = 110, RIGHT = 230, TOP = 92, BOTTOM = 322, CAPACITY_ML = 20;
/** Drawn when nobody knows the level; then no scale and no figure stand beside it. */
const USUAL_ML = 14;
const DIODE_Y: Record<string, number> = { "45": 196, "90": 224, "135": 262, "180": 290 };
const levelY = (ml: number): number => BOTTOM - (Math.min(ml, CAPACITY_ML) / CAPACITY_ML) * (BOTTOM - TOP);

function outline(y: number, dip: number): { surface: string; liquid: string } {
  const surface = `C${LEFT + 34} ${y} ${LEFT + 42} ${y + dip} ${LEFT + 60} ${y + dip}S${RIGHT - 34} ${y} ${RIGHT - 2} ${y}`;
  return { surface: `M${LEFT + 2} ${y}${surface}`, liquid: `M${LEFT + 2} ${y}${surface}V300a22 22 0 0 1-22 22H${LEFT + 24}a22 22 0 0 1-22-22z` };
}

/** The vial with everything that is known about it: level, colour, stirring, light and photodiodes are data. */
export function Vial(p: Props) {
  const isStirring = p.rpm !== null && p.rpm > 0 && !p.isStale;
  const isLit = (p.irLedPercent ?? 0) > 0 && !p.isStale;
  const { surface, liquid } = outline(levelY(p.volumeMl ?? USUAL_ML), Math.min(16, (p.rpm ?? 0) / 45));
  const glass = `M${LEFT} 62V300a24 24 0 0 0 24 24h${RIGHT - LEFT - 48}a24 24 0 0 0 24-24V62`;
  return (
    <svg className="vial" viewBox="0 30 340 330" role="img" aria-label={sentence(p, isStirring, isLit)}>
      <defs>
        <linearGradient id="vial-gloss">
          <stop offset="0" stopColor="var(--shade)" stopOpacity=".13" />
          <stop offset=".2" stopColor="var(--gloss)" stopOpacity=".14" />
          <stop offset=".55" stopColor="var(--gloss)" stopOpacity="0" />
          <stop offset="1" stopColor="var(--shade)" stopOpacity=".16" />
        </linearGradient>
      </defs>
      <path d={`${glass}z`} fill="var(--glass-fill)" />
      {p.isOffline ? null : (
        <>
          <path d={liquid} fill={p.isStale ? "var(--hatch)" : broth(p.shade)} />
          <path d={liquid} fill="url(#vial-gloss)" />
          <path d={surface} fill="none" stroke="var(--gloss)" strokeOpacity=".5" strokeWidth="1.5" />
        </>
      )}
      {isLit ? <Beam /> : null}
      <path d={glass} fill="none" stroke="var(--glass)" strokeWidth="2.5" {...(p.isOffline ? { strokeDasharray: "7 5" } : {})} />
      <path d={`M${LEFT + 10} 76V288`} stroke="var(--gloss)" strokeOpacity=".28" strokeWidth="4" strokeLinecap="round" />
      <Cap />
      {p.volumeMl === null ? null : <Scale ml={p.volumeMl} />}
      <g className={isStirring ? "stir" : ""}>
        <rect x="140" y="303" width="60" height="10" rx="5" fill="var(--steel)" />
      </g>
      <rect x={LEFT - 18} y="334" width={RIGHT - LEFT + 36} height="14" rx="4" fill="var(--line)" />
      <rect x="70" y="224" width="18" height="16" rx="3" fill={isLit ? "var(--light-on)" : "var(--line)"} stroke="var(--glass)" />
      {p.angles.map((angle) => (
        <g key={angle}>
          <rect x={RIGHT + 3} y={DIODE_Y[angle] ?? 224} width="16" height="16" rx="3" fill="var(--steel)" />
          <text x="256" y={(DIODE_Y[angle] ?? 224) + 12}>
            PD {angle}°
          </text>
        </g>
      ))}
      <Note x={62} y={229} anchor="end" name={text.pages.unit.notes.irLed} value={p.irLedPercent === null ? format.NONE : `${format.percent(p.irLedPercent)} %`} />
      <Note x={244} y={316} anchor="start" name={text.pages.unit.notes.stirring} value={p.rpm === null ? format.NONE : `${format.rpm(p.rpm)} rpm`} />
    </svg>
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

function Cap() {
  const grooves = [LEFT + 2, LEFT + 12, LEFT + 40, LEFT + 76, LEFT + 84, RIGHT - 14].map((x) => `M${x} 49v10`).join("");
  return (
    <>
      <rect x={LEFT - 8} y="44" width={RIGHT - LEFT + 16} height="20" rx="4" fill="var(--steel)" />
      <path d={grooves} stroke="var(--shade)" strokeOpacity=".2" strokeWidth="2" strokeLinecap="round" />
    </>
  );
}

function Scale({ ml }: { ml: number }) {
  const ticks = Array.from({ length: CAPACITY_ML + 1 }, (_, v) => v);
  return (
    <>
      {ticks.map((v) => (
        <line key={v} x1={LEFT - (v % 5 === 0 ? 12 : 7)} x2={LEFT - 3} y1={levelY(v)} y2={levelY(v)} stroke="var(--glass)" />
      ))}
      {[5, 10, 15, 20].map((v) => (
        <text key={v} x={LEFT - 16} y={levelY(v) + 4} textAnchor="end">
          {v}
        </text>
      ))}
      <Note x={244} y={levelY(ml) - 3} anchor="start" name="level" value={`${format.fixed(ml, 1)} mL`} />
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

function sentence(p: Props, isStirring: boolean, isLit: boolean): string {
  const t = text.pages.unit;
  const parts = [
    isStirring ? t.altRpm(format.rpm(p.rpm)) : t.altOff,
    isLit ? t.altLight(format.percent(p.irLedPercent)) : t.altDark,
    ...(p.odText ? [t.altOd(p.odText)] : []),
    ...(p.volumeMl === null ? [] : [`${format.fixed(p.volumeMl, 1)} mL`]),
  ];
  return t.alt(p.unit, parts);
}
