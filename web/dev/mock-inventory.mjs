// Workers with their models and clocks; worker05 has no model, its clock is behind, and it is inactive.
export function makeInventory({ units, now, iso, speed, later }) {
  const leader = "leader01";
  const workers = units.map((u, i) => ({ pioreactor_unit: u.name, added_at: iso(now()), is_active: i === 4 ? 0 : 1, model_name: i === 4 ? null : "pioreactor_20ml", model_version: i === 4 ? null : "1.5", ipv4_address: `192.168.1.${51 + i}` }));
  const find = (name) => workers.find((one) => one.pioreactor_unit === name);
  const done = { status: 200, body: { status: "success" } };
  const clockOf = (name) => iso(now() - (name === "worker05" ? 11_520 * speed : 0));
  return {
    routes: [
      ["GET", /^\/api\/workers$/, () => ({ status: 200, body: workers })],
      ["GET", /^\/api\/units\/\$broadcast\/system\/utc_clock$/, () => later(() => Object.fromEntries([leader, ...workers.map((w) => w.pioreactor_unit)].map((unit) => [unit, { ok: true, unit, value: { status: "success", clock_time: clockOf(unit) } }])))],
      ["POST", /^\/api\/workers\/([^/]+)\/blink$/, () => ({ status: 202, body: { status: "accepted" } })],
      ["PUT", /^\/api\/workers\/([^/]+)\/is_active$/, ([name], body) => (Object.assign(find(name), body), done)],
      ["PUT", /^\/api\/workers\/([^/]+)\/model$/, ([name], body) => (Object.assign(find(name), body), done)],
      ["DELETE", /^\/api\/experiments\/[^/]+\/workers\/([^/]+)$/, ([name]) => {
        units.find((u) => u.name === name).experiment = null;
        return later(() => ({ [name]: { ok: true, unit: name, value: [] } }));
      }],
      ["DELETE", /^\/api\/workers\/([^/]+)$/, ([name]) => (workers.splice(workers.indexOf(find(name)), 1), { status: 202, body: { status: "success" } })],
    ],
  };
}
