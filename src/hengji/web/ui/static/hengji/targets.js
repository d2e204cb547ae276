/* The page of a target declaration: texts saved as typed, findings panel kept fresh, indicators of the library offered while typing.
   The grid itself is grid.js; forms marked data-versioned carry the version it has reached.  Chromium 86. */

import { clashBar } from "./grid-findings.js";

const DELAY = 600;                       // ms after the last keystroke
const STORE = "hengji-text:";

function token() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const input = document.querySelector("input[name=csrfmiddlewaretoken]");
  return found ? decodeURIComponent(found[1]) : input ? input.value : "";
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST", credentials: "same-origin", redirect: "manual",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body)
  });
  let answer = null;
  try { answer = await response.json(); } catch (_) { answer = null; }
  return { ok: response.ok, gone: response.type === "opaqueredirect", answer };
}

/* ---- texts beside the grid: each is saved against what was last seen ---- */
const texts = [];

class Text {
  constructor(box) {
    this.box = box;
    this.was = box === document.activeElement ? box.defaultValue : box.value; // typed before this script ran: not saved yet
    this.key = STORE + box.dataset.url + box.dataset.text;
    this.timer = 0;
    this.sending = null;
    this.held = null;                    // somebody else's text: nothing is sent until one of the two is chosen
    this.takeUp();
    box.addEventListener("input", () => { this.keep(); this.soon(DELAY); });
    box.addEventListener("blur", () => this.soon(0));
    box.addEventListener("change", () => { if (this.held) this.ask(); });
    if (!this.clean && !this.held) this.soon(DELAY);
  }
  /* What the browser still holds of an earlier visit is sent only over the text it was written upon. */
  takeUp() {
    let left = null;
    try { left = JSON.parse(localStorage.getItem(this.key)); } catch (_) { left = null; }
    if (!left || typeof left.text !== "string" || left.text === this.was) return;
    const stands = this.was;
    this.box.value = left.text;
    if (left.base === stands) this.soon(0); else this.clash(stands, "别人");
  }
  get clean() { return this.box.value === this.was; }
  keep() {
    try {
      if (this.clean) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ base: this.was, text: this.box.value }));
    } catch (_) { /* no store: the text stays in the box */ }
  }
  soon(delay) { clearTimeout(this.timer); this.timer = setTimeout(() => this.send(), delay); }
  send() {
    if (this.held) { this.warn(); return Promise.resolve(false); }
    if (this.sending) return this.sending;
    if (this.clean) return Promise.resolve(true);
    this.sending = this.push().finally(() => { this.sending = null; });
    return this.sending.then((done) => (done && !this.clean ? this.send() : done));
  }
  async push() {
    const text = this.box.value;
    let said;
    try { said = await post(this.box.dataset.url, { field: this.box.dataset.text, was: this.was, text }); } catch (_) {
      tell("断线，已存本机，连上后自动上传"); this.soon(5000); return false;
    }
    if (said.ok) { this.was = text; this.keep(); tell("已保存 " + said.answer.at); refresh(); return true; }
    if (said.answer && typeof said.answer.now === "string") { this.clash(said.answer.now, said.answer.by || "别人"); return false; }
    tell(said.gone ? "登录已过期，文字已存本机。请在新窗口登录后再回到这里" : (said.answer && said.answer.sentence) || "没有保存，文字已存本机。请刷新后重试。", true);
    return false;
  }
  /* Somebody else wrote it first: both texts, and the choice. */
  clash(theirs, who) { this.held = { theirs, who }; this.ask(); this.box.scrollIntoView({ block: "center" }); }
  ask() {
    const { theirs, who } = this.held, caption = "“" + this.box.labels[0].textContent + "”";
    if (this.bar) this.bar.remove();
    this.bar = clashBar(who, caption, theirs || "（空）", this.box.value || "（空）", (mine) => {
      this.held = this.bar = null;
      this.box.classList.remove("is-error");
      this.was = theirs;
      if (!mine) this.box.value = theirs;
      this.keep();
      tell("");
      this.send();
      this.box.focus();
    });
    this.bar.classList.add("hj-text-clash");
    this.box.classList.add("is-error");
    this.box.after(this.bar);
    this.warn();
  }
  warn() { tell("没有保存：两边都改了同一段文字，请在红框里选一个", true); }
}

function tell(text, bad) {
  for (const one of document.querySelectorAll("[data-text-status]")) { one.textContent = text; one.classList.toggle("hj-bad", Boolean(bad)); }
}

/* ---- findings ---- */
let asked = 0;
function refresh() {
  const panel = document.querySelector("[data-remarks]");
  if (!panel || panel.contains(document.activeElement)) return;
  clearTimeout(asked);
  asked = setTimeout(async () => {
    try {
      const response = await fetch(panel.dataset.remarks, { credentials: "same-origin", redirect: "manual" });
      if (response.ok && !panel.contains(document.activeElement)) panel.innerHTML = await response.text();
    } catch (_) { /* stays as it was */ }
  }, 400);
}

/* ---- indicators of the library ---- */
class Offers {
  constructor(box, grid) {
    this.box = box; this.grid = grid; this.timer = 0; this.turn = 0;
    this.list = box.querySelector("[data-suggest-list]");
    this.said = box.querySelector("[data-suggest-said]");
    grid.editor.addEventListener("input", () => this.soon());
    grid.editor.addEventListener("focus", () => { if (this.name()) this.soon(); });
    grid.table.addEventListener("click", () => { if (this.name()) this.soon(); });
  }
  name() { return this.grid.columns[this.grid.at.column].key === "name"; }
  soon() { if (!this.name()) return; clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 250); }
  typed() {
    const grid = this.grid;
    return grid.editing ? grid.editor.value : grid.value(grid.at.row, grid.at.column);
  }
  async ask() {
    const turn = ++this.turn, typed = this.typed().trim();
    let answer;
    try {
      const response = await fetch(this.box.dataset.url + "?typed=" + encodeURIComponent(typed), { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
      answer = await response.json();
    } catch (_) { return; }
    if (turn !== this.turn) return;
    this.show(answer.offered || [], typed);
  }
  show(offered, typed) {
    this.list.textContent = "";
    this.said.textContent = offered.length ? "点一条填入当前行" : typed ? "指标库里没有相近的指标。" : "在三级指标一格输入文字，这里列出同类指标。";
    for (const one of offered) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-line btn-sm";
      button.textContent = one.name + "（" + one.operator + (one.unit || "") + "）";
      button.title = one.reason + (one.reference ? "；参考指标，非官方" : "");
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.take(one));
      const item = document.createElement("li");
      const why = document.createElement("span");
      why.className = "hj-s hj-3"; why.textContent = one.reason + (one.reference ? "　参考（非官方）" : "");
      item.append(button, " ", why);
      this.list.append(item);
    }
  }
  async take(one) {
    const grid = this.grid, row = grid.at.row, at = (key) => grid.columns.findIndex((column) => column.key === key);
    if (grid.editing) { grid.editor.value = one.name; grid.commit(); }
    const sign = ["≥", "≤", "=", ">", "<", "定性"].includes(one.operator) ? one.operator : "";
    const put = { level1: one.level1, level2: one.level2, name: one.name, sign, unit: one.unit, measure: one.measure, evidence: one.evidence };
    grid.put(Object.keys(put).filter((key) => put[key] && at(key) >= 0).map((key) => [row, at(key), put[key]]));
    this.list.textContent = ""; this.said.textContent = "已填入“" + one.name + "”，请填指标值和分值。";
    grid.go(row, at("value"));
    await grid.saver.flush();
    post(this.box.dataset.cite, { row: grid.rows[row].id, indicator: one.id }).catch(() => undefined);
  }
}

/* ---- everything together ---- */
for (const box of document.querySelectorAll("[data-text]")) texts.push(new Text(box));
if (document.querySelector("[data-grid]")) {
  import("./grid.js").then(({ grids }) => {
    const grid = grids[0], answered = grid.answered.bind(grid);
    grid.answered = (answer) => { answered(answer); refresh(); };
    const box = document.querySelector("[data-suggest]");
    if (box && !grid.readonly) new Offers(box, grid);
    document.addEventListener("submit", (event) => {
      const unsaved = texts.filter((text) => !text.clean);
      if (unsaved.length && event.target.matches("[data-versioned]")) {
        event.preventDefault();
        Promise.all(unsaved.map((text) => text.send())).then((all) => { if (all.every(Boolean)) event.target.requestSubmit(event.submitter || undefined); else { const one = unsaved.find((text) => text.held); if (one) one.box.scrollIntoView({ block: "center" }); } });
        return;
      }
      for (const input of event.target.querySelectorAll("input[name=version]")) if (event.target.matches("[data-versioned]") || input.matches("[data-version]")) input.value = grid.saver.version;
    });
  });
}
