// Fails when the scripts that the first view loads (the entry, what it imports, and the charts) exceed the budget.
import { readFileSync, statSync } from "node:fs";

const BUDGET_KB = 200;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const wanted = new Set();
const visit = (key) => {
  if (wanted.has(key) || !manifest[key]) return;
  wanted.add(key);
  for (const next of manifest[key].imports ?? []) visit(next);
};
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
visit(entry);
// Loaded by the overview right after its first picture.
visit("src/charts/ChartFrame.tsx");

let total = { br: 0, gz: 0 };
for (const key of wanted) {
  const file = manifest[key].file;
  const size = (suffix) => statSync(new URL(file + suffix, dist)).size / 1000;
  const [br, gz] = [size(".br"), size(".gz")];
  total = { br: total.br + br, gz: total.gz + gz };
  console.log(`${file.padEnd(44)} ${br.toFixed(1).padStart(7)} kB br ${gz.toFixed(1).padStart(7)} kB gz`);
}
console.log(`${"first view".padEnd(44)} ${total.br.toFixed(1).padStart(7)} kB br ${total.gz.toFixed(1).padStart(7)} kB gz, budget ${BUDGET_KB} kB`);
if (total.gz > BUDGET_KB) {
  console.error(`The first view loads ${total.gz.toFixed(1)} kB of script (gzip); the budget is ${BUDGET_KB} kB. Load a part later, or drop one.`);
  process.exitCode = 1;
}
