/* The fill page: two grids and the texts are one form.  What a save brings is shown everywhere: findings of all parts, the verdict as it
   will be judged, the signatures.  Forms marked data-versioned carry the version reached.  Chromium 86. */

import { grids } from "./grid.js";
import { Texts } from "./grid-texts.js";

const hosts = [...grids, ...[...document.querySelectorAll("[data-texts]")].map((box) => new Texts(box))];
let latest = 0;

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
  };
}

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
