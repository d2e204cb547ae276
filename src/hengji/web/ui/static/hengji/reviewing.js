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

/* How many errors and doubts nobody has decided on yet; with none left nothing is asked. */
function recount() {
  const open = document.querySelectorAll("[data-open]").length;
  for (const one of document.querySelectorAll("[data-open-count]")) one.textContent = open;
  for (const one of document.querySelectorAll("[data-open-ask]")) one.hidden = !open;
}

/* What a decision lacks: a return its opinion, an acceptance that what is left undecided is left on purpose. */
function lacking(judge, button) {
  const { opinion, undecided } = judge.elements;
  if (/\/return\/$/.test(button.formAction)) return opinion.value.trim() ? null : [opinion, "没有退回：请先写明意见，改哪里、怎么改。"];
  const open = document.querySelectorAll("[data-open]").length;
  return !undecided || undecided.checked || !open ? null : [undecided, "还有 " + open + " 条错误、疑点未认定；仍要通过的请勾选，再按“接受”。"];
}

const judge = document.getElementById("judge");
if (judge) {
  const says = judge.querySelector("[data-judge-says]");
  judge.addEventListener("submit", (event) => {
    const lack = event.submitter && lacking(judge, event.submitter);
    if (!lack) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lack[0].setAttribute("aria-invalid", "true");
    lack[0].focus();
    says.textContent = lack[1];
  }, true);
  judge.addEventListener("input", (event) => { event.target.removeAttribute("aria-invalid"); says.textContent = ""; });
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
  recount();
}, true);
