/* The review page: N goes to the next change or open finding, R with no opinion goes to the opinion; a finding is decided in its place, so
   that what was typed elsewhere on the page stays.  Chromium 86. */

const places = () => [...document.querySelectorAll("[data-change]")];

for (const button of document.querySelectorAll("[data-next-change]")) {
  button.addEventListener("click", () => {
    const all = places(), here = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    const next = all[here + 1] || all[0];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  });
}

/* #cell=part/row/column, as a finding or a report's sentence leads here: that cell is shown and marked; of what was left blank its row. */
function arrive() {
  if (!location.hash.startsWith("#cell=")) return;
  const [part, row, column] = decodeURIComponent(location.hash.slice(6)).split("/");
  const at = [...document.querySelectorAll("[data-at]")].find((one) => one.dataset.at === part + "/" + row);
  if (!at) return;
  const cell = [...at.querySelectorAll("[data-col]")].find((one) => one.dataset.col.split(" ").includes(column)) || at;
  for (const one of document.querySelectorAll(".is-here")) one.classList.remove("is-here");
  cell.classList.add("is-here");
  cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "center" });
}
arrive();
window.addEventListener("hashchange", arrive);
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#cell="]');
  if (link && link.hash === location.hash) { event.preventDefault(); arrive(); }   // the same cell once more: no hashchange
});

const judge = document.getElementById("judge");
if (judge) {
  judge.addEventListener("submit", (event) => {
    const opinion = judge.elements.opinion;
    if (!event.submitter || !/\/return\/$/.test(event.submitter.formAction) || opinion.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    opinion.setAttribute("aria-invalid", "true");
    opinion.focus();
  }, true);
  judge.elements.opinion.addEventListener("input", () => judge.elements.opinion.removeAttribute("aria-invalid"));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-decide]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const line = form.closest("[data-finding]"), said = form.querySelector("[data-said]");
  said.textContent = "";
  let answer = null, response;
  try {
    const button = event.submitter; // formAction of a button without the attribute is the page's own address
    response = await fetch(button && button.hasAttribute("formaction") ? button.formAction : form.action, {
      method: "POST", credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form))
    });
    answer = await response.json();
  } catch (_) { /* said below */ }
  if (!response || !response.ok || !answer) { said.textContent = (answer && answer.sentence) || "没有办成，请检查网络后再试。"; return; }
  const made = document.createElement("div");
  made.innerHTML = answer.html;
  const fresh = made.querySelector("[data-finding]");
  line.replaceWith(fresh);
  fresh.focus({ preventScroll: true });
}, true);
