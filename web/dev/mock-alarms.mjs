// Alarms of the invented units: one of a heater that does not heat, one that somebody is on, and their past.
export function makeAlarms({ units, publish, now, iso, experiment }) {
  const open = new Map();
  const past = [];
  const topic = (unit, code) => `pioreactor/${unit}/$experiment/alarms/${code}`;
  const tell = (unit, code) => publish(topic(unit, code), open.get(`${unit}/${code}`) ? JSON.stringify(open.get(`${unit}/${code}`)) : "", true);
  function raise(unit, code, more) {
    open.set(`${unit}/${code}`, { code, severity: "alarm", title: "", text: "", remedy: "", source: "", experiment, raised_at: iso(now()), state: "new", acknowledged_by: null, acknowledged_at: null, returned_at: null, needs_reset: false, reset_requested: false, reset_requested_by: null, data: null, ...more });
    tell(unit, code);
  }
  if (process.env.ALARMS !== "none") {
    raise("worker02", "heater.no_heat", {
      title: "Heater of worker02 does not heat",
      text: "The heater ran at 80 % for 6 min and the liquid cooled from 36.9 to 31.2 °C. The guard of the unit switched the heater off and paused the thermostat. Stirring, OD reading and dosing go on.",
      remedy: "1. Look whether the heater board sits flat under the vial and its cable is in.\n2. Run the heater self-test. It takes 90 s and leaves the culture alone.\n3. When the test passes, reset this alarm; the thermostat resumes.",
      source: "temperature_automation", needs_reset: true, raised_at: iso(now() - 240), data: { liquid_c: 31.2, heater_percent: 0 },
    });
    raise("worker03", "volume.waste_blocked", { severity: "warning", title: "The waste tube of worker03 may be blocked", text: "The last three waste doses did not lower the signal as expected. Dosing is paused.", remedy: "1. Look for a kink or cells in the waste tube.\n2. Resume dosing.", source: "monitor", raised_at: iso(now() - 3600 * 5), state: "acknowledged", acknowledged_by: "mira", acknowledged_at: iso(now() - 3600 * 4.5) });
  }
  past.push({ pioreactor_unit: "worker01", experiment, code: "output.cut", severity: "warning", title: "The stirrer of worker01 was cut off", text: "Its job was killed; the guard switched the output off.", remedy: "", source: "monitor", state: "ended", raised_at: iso(now() - 86_400), acknowledged_at: iso(now() - 86_000), acknowledged_by: "jonas", returned_at: iso(now() - 85_500), ended_at: iso(now() - 85_500), data: null, steps: [] });
  const answer = (unit, code) => ({ status: 200, body: { alarm: open.get(`${unit}/${code}`) ?? null, status: "success" } });
  return {
    of: (unit) => [...open].filter(([key]) => key.startsWith(`${unit}/`)).map(([, alarm]) => alarm),
    routes: [
      ["GET", /^\/api\/alarms$/, () => ({ status: 200, body: { alarms: Object.fromEntries(units.map((u) => [u.name, [...open].filter(([key]) => key.startsWith(`${u.name}/`)).map(([, alarm]) => alarm)])), errors: {} } })],
      ["GET", /^\/api\/alarms\/history$/, (_m, _b, search) => {
        const now = [...open].map(([key, alarm]) => ({ ...alarm, pioreactor_unit: key.split("/")[0], ended_at: null, steps: [] }));
        return { status: 200, body: [...now, ...past].slice(Number(search.get("skip") ?? 0), Number(search.get("skip") ?? 0) + Number(search.get("limit") ?? 100)) };
      }],
      ["POST", /^\/api\/units\/([^/]+)\/alarms\/([^/]+)\/(acknowledge|reset)$/, ([unit, code, what], body) => {
        const key = `${unit}/${code}`;
        const alarm = open.get(key);
        if (!alarm) return { status: 404, body: { error: `There is no open alarm ${code} on this unit.`, status: 404, cause: null, remediation: null } };
        const seen = { state: "acknowledged", acknowledged_by: alarm.acknowledged_by ?? body.by, acknowledged_at: alarm.acknowledged_at ?? iso(now()) };
        if (alarm.state === "returned") open.delete(key);
        else open.set(key, { ...alarm, ...seen, ...(what === "reset" ? { reset_requested: true, reset_requested_by: body.by } : {}) });
        const answered = answer(unit, code);
        setTimeout(() => tell(unit, code), 200);
        if (what === "reset")
          setTimeout(() => {
            open.delete(key);
            tell(unit, code);
          }, 2500);
        return answered;
      }],
    ],
  };
}
