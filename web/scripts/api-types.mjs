// Types of the API from the leader's own OpenAPI document. `--check` fails when src/api/schema.d.ts is not current.
// PYTHON names the interpreter that has the package; default: the virtual environment of the project.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url));
const own = `${root}.venv/bin/python`;
const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");

const document = execFileSync(python, ["-m", "pioreactor.web.openapi"], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
const ast = await openapiTS(JSON.parse(document.toString()), { alphabetize: true });
const head = "// Made by `npm run types` from `python -m pioreactor.web.openapi`. Not edited by hand.\n\n";
const text = head + astToString(ast);

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
  console.log(`wrote ${target.slice(root.length)}, ${text.split("\n").length} lines`);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("web/src/api/schema.d.ts differs from the structs of the leader. Run `npm run types` in web/ and look at what changed.");
  process.exitCode = 1;
} else console.log("API types are current");
