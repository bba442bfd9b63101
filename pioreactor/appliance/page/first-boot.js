"use strict";
const byId = (id) => document.getElementById(id);
const form = byId("form");
let last = null; // what the unit said last
let isFilled = false;
let silentS = 0;

function fill(list, texts, make) {
  list.replaceChildren(...texts.map((one) => {
    const item = document.createElement(make ? make(one).tag : "li");
    if (make) Object.assign(item, make(one).with);
    else item.textContent = one;
    return item;
  }));
}

function prefill(shown) {
  const given = shown.given || {};
  const wifi = given.wifi || {};
  const values = { hostname: given.hostname || shown.unit, leader: given.leader, country: given.country, ssid: wifi.ssid };
  values.time_zone = given.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value || "";
  if (given.role) form.elements.role.value = given.role;
  byId("of-worker").hidden = form.elements.role.value !== "worker";
}

function show(shown) {
  last = shown;
  const isDone = shown.step === "done";
  const unit = shown.unit || "This unit";
  byId("headline").textContent = isDone ? `${unit} is ready.`
    : shown.is_asking ? `${unit} waits for your answers.`
    : `${unit} starts for the first time. This takes some minutes; it may lose its power and goes on afterwards.`;
  fill(byId("steps"), shown.steps || [], ([title, state]) => ({ tag: "li", with: { className: state, textContent: title } }));
  byId("text").textContent = shown.text || "";
  byId("failure").hidden = !shown.failure;
  byId("failure-text").textContent = shown.failure || "";
  for (const [box, list, texts] of [["problems", "problem-list", shown.problems], ["notes", "note-list", shown.notes]]) {
    byId(box).hidden = !(texts && texts.length);
    fill(byId(list), texts || []);
  }
  form.hidden = !shown.is_asking;
  if (shown.is_asking && !isFilled) {
    isFilled = true;
    prefill(shown);
    fill(byId("networks"), shown.networks || [], (network) => ({
      tag: "option", with: { value: network.ssid, label: `${network.signal} %${network.is_open ? ", open" : ""}` },
    }));
  }
  if (!shown.is_asking) isFilled = false;
}

// The unit's own web server has taken this page's place, or a worker waits for its leader.
function replaced() {
  if (last === null || last.role !== "worker") {
    location.replace("/");
    return true;
  }
  byId("headline").textContent = `${last.unit} is ready. Add it on the page of its leader.`;
  fill(byId("note-list"), ["Its claim code stands on its screen and in claim_code.txt on its card."]);
  byId("notes").hidden = false;
  fill(byId("steps"), []);
  byId("text").textContent = "";
  return true;
}

async function look() {
  try {
    const reply = await fetch("/progress.json", { cache: "no-store" });
    const isOurs = (reply.headers.get("X-First-Boot") || "") !== "";
    if (isOurs) {
      silentS = 0;
      show(await reply.json());
    } else if (reply.status !== 503 && reply.status !== 502 && reply.status !== 504 && replaced()) {
      return;
    }
  } catch {
    silentS += 1;
    if (silentS > 20) {
      byId("text").textContent = "The unit does not answer at the moment. If it has joined your Wi-Fi, be in the same one and open "
        + `http://${(last && last.unit) || "pioreactor"}.local`;
    }
  }
  setTimeout(look, 1000);
}

async function post(body) {
  const headers = { "Content-Type": "application/json" };
  return fetch("/answer", { method: "POST", headers, body: JSON.stringify(body) });
}

form.addEventListener("change", () => {
  byId("of-worker").hidden = form.elements.role.value !== "worker";
});
byId("show").addEventListener("change", (event) => {
  form.elements.passphrase.type = event.target.checked ? "text" : "password";
});
byId("again").addEventListener("click", () => post({ again: true }));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  const { role, hostname, leader, claim_code, country, time_zone, ssid, passphrase } = form.elements;
  const settings = { role: role.value, hostname: hostname.value, claim_code: claim_code.value, country: country.value, time_zone: time_zone.value };
  if (role.value === "worker") settings.leader = leader.value;
  if (ssid.value) settings.wifi = { ssid: ssid.value, passphrase: passphrase.value };
  button.disabled = true;
  try {
    const reply = await post({ settings });
    const said = await reply.json();
    byId("wrong").hidden = reply.ok;
    fill(byId("wrong"), reply.ok ? [] : said.problems || [said.error]);
    if (reply.ok) form.hidden = true;
    else byId("wrong").scrollIntoView({ block: "center" });
  } catch {
    byId("wrong").hidden = false;
    fill(byId("wrong"), ["The unit did not answer. Try again."]);
  } finally {
    button.disabled = false;
  }
});
look();
