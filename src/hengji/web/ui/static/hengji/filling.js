/* The fill page: two grids and the texts are one form.  What a save brings is shown everywhere: findings of all parts, the verdict as it
   will be judged, the signatures.  Forms marked data-versioned carry the version reached.  Chromium 86. */

import { grids } from "./grid.js";
import { Texts } from "./grid-texts.js";

const hosts = [...grids, ...[...document.querySelectorAll("[data-texts]")].map((box) => new Texts(box))];
let latest = 0;

/* What may be filled in beforehand, with one press. */
const bar = document.querySelector("[data-prefill]");
function offer() {
  if (!bar) return;
  const count = hosts.reduce((sum, host) => sum + host.proposals().length, 0);
  bar.hidden = !count;
  bar.querySelector("button").textContent = "预填 " + count + " 格";
}
if (bar) bar.querySelector("button").addEventListener("click", () => { hosts.forEach((host) => host.prefill()); offer(); });
offer();

function put(selector, html) {
  const place = document.querySelector(selector);
  if (place && html !== undefined && !place.contains(document.activeElement) && place.innerHTML !== html) place.innerHTML = html;
}

for (const host of hosts) {
  host.heard = (answer) => {
    if (answer.version < latest) return;
    latest = answer.version;
    for (const other of hosts) if (other !== host) other.answered(answer, true);
    put("[data-verdict]", answer.verdict);
    put("[data-signatures]", answer.signatures);
    put("[data-whole]", answer.whole);
    offer();
  };
}

/* #cell=part/row/column, as a report's sentence leads here: that cell is the current one. */
function arrive() {
  const [part, row, name] = location.hash.startsWith("#cell=") ? decodeURIComponent(location.hash.slice(6)).split("/") : [];
  const host = part && hosts.find((one) => one.part === part);
  if (!host) return;
  if (host instanceof Texts) {
    const box = host.cell(name);
    if (box) { box.focus(); box.scrollIntoView({ block: "center" }); }
    return;
  }
  const at = host.indexOf(row), column = Math.max(0, host.columns.findIndex((one) => one.key === name)), fold = host.columns[column].fold;
  if (at < 0) return;
  if (host.folded.has(fold)) host.fold(fold);
  host.go(at, column, false);
}
arrive();
window.addEventListener("hashchange", arrive);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-versioned]")) return;
  const version = event.target.querySelector("input[name=version]");
  version.value = Math.max(Number(version.value), ...hosts.map((host) => host.saver.version));
});

/* "添加" in an indicator's cell of papers leads to the one form for papers, with the indicator chosen. */
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#papers-"]');
  const form = document.querySelector("[data-papers]");
  if (!link || !form) return;
  event.preventDefault();
  form.elements.row.value = link.hash.slice(8);
  form.scrollIntoView({ block: "center" });
  form.elements.file.focus();
});
