// Contrast (WCAG 2.2) of every pair of colour roles that stand on each other, in both themes.
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../src/ui/tokens.css", import.meta.url), "utf8");
function block(selector) {
  const start = css.indexOf(`${selector} {`);
  return Object.fromEntries([...css.slice(start, css.indexOf("\n}", start)).matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((m) => [m[1], m[2]]));
}
const light = block(":root");
const themes = { light, dark: { ...light, ...block(':root[data-theme="dark"]') } };

const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * linear(parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255), 0);
function ratio(a, b) {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const TEXT = 4.5, EDGE = 3;
const grounds = ["canvas", "surface", "sunken", "raised"];
const pairs = [];
for (const ink of ["text", "text-2", "text-3", "accent", "ok", "info", "warn", "alarm", "stale"]) for (const ground of grounds) pairs.push([ink, ground, TEXT]);
for (const status of ["ok", "info", "warn", "alarm", "stale", "accent"]) pairs.push([status, `${status}-soft`, TEXT], ["text", `${status}-soft`, TEXT]);
for (const status of ["ok", "info", "warn", "alarm"]) pairs.push(["text-2", `${status}-soft`, TEXT]);
pairs.push(["on-accent", "accent", TEXT], ["on-accent", "accent-hover", TEXT], ["on-alarm-solid", "alarm-solid", TEXT], ["on-warn-solid", "warn-solid", TEXT], ["plot-axis", "surface", TEXT]);
for (const ground of grounds) pairs.push(["line-strong", ground, EDGE], ["focus", ground, EDGE]);
for (const part of ["glass", "steel", "heat"]) pairs.push([part, "surface", EDGE]);
for (let slot = 1; slot <= 12; slot++) pairs.push([`series-${slot}`, "surface", EDGE]);

let bad = 0;
for (const [name, tokens] of Object.entries(themes)) {
  const low = pairs.map(([a, b, least]) => ({ a, b, least, has: ratio(tokens[a], tokens[b]) })).filter((p) => p.has < p.least);
  bad += low.length;
  console.log(`${name}: ${pairs.length} pairs, ${low.length} below their minimum`);
  for (const p of low) console.error(`  ${p.a} on ${p.b}: ${p.has.toFixed(2)} < ${p.least}`);
}
process.exitCode = bad === 0 ? 0 : 1;
