// Experiments beside the first picture: what was recorded, changes, ends and deletions.
const DAY = 86_400;

export function makeExperiments({ units, experiments, deleted, now, iso, later, setState }) {
  const find = (name) => experiments.find((one) => one.experiment === name);
  const unitsOf = (name) => units.filter((u) => u.experiment === name);
  const running = (u) => Object.keys(u.jobs).filter((job) => u.jobs[job] && u.jobs[job] !== "disconnected");
  const release = (name) => {
    const stopped = Object.fromEntries(unitsOf(name).map((u) => [u.name, { ok: true, unit: u.name, value: running(u).map((job, i) => ({ job_id: i, job_name: job, pid: i, outcome: "stopped", took_s: 0.3, outputs: [] })) }]));
    for (const u of unitsOf(name)) {
      for (const job of running(u)) setState(u, job, "disconnected");
      u.experiment = null;
    }
    find(name).worker_count = 0;
    return stopped;
  };
  return {
    routes: [
      ["GET", /^\/api\/experiments$/, () => ({ status: 200, body: experiments })],
      ["GET", /^\/api\/experiments\/([^/]+)\/contents$/, ([e]) => ({ status: 200, body: { kept_days: 14, contents: unitsOf(e).some((u) => u.jobs.od_reading) ? { series: 21, first_at: iso(now() - 14 * 3600), last_at: iso(now()), log_lines: 312 } : { series: 0, first_at: null, last_at: null, log_lines: 0 } } })],
      ["GET", /^\/api\/experiments\/([^/]+)\/historical_worker_assignments$/, ([e]) => ({ status: 200, body: unitsOf(e).map((u) => ({ pioreactor_unit: u.name, experiment: e, is_currently_assigned_to_experiment: true })) })],
      ["GET", /^\/api\/experiments\/([^/]+)\/unit_labels$/, ([e]) => ({ status: 200, body: Object.fromEntries(unitsOf(e).filter((u) => u.label).map((u) => [u.name, u.label])) })],
      ["PATCH", /^\/api\/experiments\/([^/]+)$/, ([e], body) => ({ status: 200, body: Object.assign(find(e), body) })],
      ["DELETE", /^\/api\/experiments\/([^/]+)\/workers$/, ([e]) => later(() => release(e), 1500)],
      ["DELETE", /^\/api\/experiments\/([^/]+)$/, ([e]) => later(() => {
        release(e);
        const { created_at, description } = find(e);
        experiments.splice(experiments.indexOf(find(e)), 1);
        const remove_at = iso(now() + 14 * DAY);
        deleted.unshift({ experiment: e, created_at, description, deleted_at: iso(now()), remove_at, is_being_removed: false });
        return { result: true, experiment: e, msg: "", remove_at };
      }, 1500)],
    ],
  };
}
