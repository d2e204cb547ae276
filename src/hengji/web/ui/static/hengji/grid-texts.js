/* Boxes beside the grids of a page of parts ([data-texts] holds their state): every [data-cell] is a cell of the part "texts", saved as
   typed like those of a grid, with the same offline keeping, the same conflicts, the same findings and the same dock.  What was found of
   the whole form, or of what is no box here, stands in [data-whole]. */

import { Saver } from "./grid-save.js";
import { clashBar, findingBox } from "./grid-findings.js";
import { dock } from "./grid.js";

export class Texts {
  constructor(box) {
    this.box = box;
    const state = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    Object.assign(this, { part: "texts", answerUrl: state.answerUrl, readonly: state.readonly, findings: state.findings, last: state.rows[0].last });
    this.proposed = state.rows[0].proposed || {};
    this.rows = []; this.editing = false; this.at = { row: 0, column: 0 };
    this.whole = document.querySelector("[data-whole]");
    this.cells = [...document.querySelectorAll("[data-cell]")];
    const early = (cell) => cell === document.activeElement && "defaultValue" in cell;  // typed in before this script ran: not saved yet
    this.was = new Map(this.cells.map((cell) => [cell.dataset.cell, early(cell) ? cell.defaultValue : cell.value]));
    this.saver = new Saver({ ...state, part: this.part, rows: [], csrf: box.dataset.csrf }, {
      status: (kind, text) => dock.status(this, kind, text), answered: (answer) => this.answered(answer), conflict: () => undefined,
      named: (row, column) => "“" + this.captionOf(this.cell(column)) + "”"
    });
    this.cells.forEach((cell, i) => {
      cell.addEventListener("input", () => { this.note(cell); this.fit(cell); });
      cell.addEventListener("focus", () => { this.at.row = i; dock.active = this; dock.show(); });
      cell.addEventListener("keydown", (event) => this.keydown(event, cell));
    });
    this.takeUp();
    this.cells.forEach((cell) => { this.fit(cell); this.mark(cell); });
    this.cells.filter((cell) => cell.value !== this.was.get(cell.dataset.cell)).forEach((cell) => this.note(cell));
    this.drawFindings();
    dock.add(this);
  }

  cell(name) { return this.cells.find((one) => one.dataset.cell === name); }
  captionOf(cell) { return cell.dataset.caption; }
  commit() { /* a box has nothing half typed */ }

  /* A box is as high as its text: nothing is hidden, on paper neither. */
  fit(cell) {
    if (cell.tagName !== "TEXTAREA") return;
    cell.style.height = "auto";
    cell.style.height = cell.scrollHeight + 2 + "px";
  }

  /* What may be taken over, and what was: it says so beside its caption as long as it stands as proposed. */
  proposals() { return this.readonly ? [] : this.cells.filter((cell) => this.proposed[cell.dataset.cell] && !cell.value); }
  prefill() {
    for (const cell of this.proposals()) this.put(cell, this.proposed[cell.dataset.cell]);
  }
  put(cell, text) { cell.value = text; this.note(cell); this.fit(cell); }
  mark(cell) {
    const taken = !this.readonly && cell.value !== "" && this.proposed[cell.dataset.cell] === cell.value;
    cell.classList.toggle("is-pre", taken);
    const label = cell.labels && cell.labels[0], said = label && label.querySelector(".hj-pre");
    if (said && !taken) said.remove();
    if (label && taken && !said) { const words = document.createElement("span"); words.className = "hj-pre"; words.textContent = "预填，可改"; label.append(words); }
  }

  /* A new proposal: what stands as it was proposed before follows it. */
  follow(proposed) {
    for (const name of Object.keys(proposed)) {
      const cell = this.cell(name), before = this.proposed[name];
      this.proposed[name] = proposed[name];
      if (!cell) continue;
      if (before && proposed[name] && cell.value === before && before !== proposed[name] && cell !== document.activeElement) this.put(cell, proposed[name]);
      this.mark(cell);
    }
  }

  todo(finding) {
    const cell = this.cell(finding.column);
    return Boolean(finding.todo && cell && !cell.value);
  }

  note(cell) {
    const name = cell.dataset.cell;
    this.mark(cell);
    this.saver.note([{ row: "", column: name, value: cell.value, base: this.was.get(name) }]);
    this.was.set(name, cell.value);
  }

  keydown(event, cell) {
    if (event.isComposing) return;
    if (event.key === "F4" && this.last[cell.dataset.cell] && !cell.readOnly) { event.preventDefault(); this.put(cell, this.last[cell.dataset.cell]); }
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); this.saver.flush(); }
  }

  /* What the browser still holds from an earlier visit. */
  takeUp() {
    const left = this.saver.left();
    if (this.readonly || !left || !Array.isArray(left.changes)) { this.saver.said("saved"); return; }
    const send = [], held = [];
    for (const change of left.changes) {
      const cell = this.cell(change.column);
      if (!cell || cell.value === change.value) continue;
      const stands = cell.value;
      cell.value = change.value;
      this.was.set(change.column, change.value);
      (stands === change.base ? send : held).push({ ...change, base: stands });
    }
    this.saver.settle(send, held, null);
    for (const change of held) this.clash(change, change.base, "别人");
  }

  answered(answer, told) {
    const mine = (one) => one.part === this.part;
    for (const one of (answer.cells || []).filter(mine)) {
      const cell = this.cell(one.column);
      if (!cell || cell === document.activeElement || this.saver.waiting.has(one.row + "\t" + one.column)) continue;
      cell.value = one.value;
      this.fit(cell);
      this.was.set(one.column, one.value);
    }
    if (!this.readonly) this.follow(answer.proposed || {});
    this.findings = (answer.findings || []).filter((one) => one.part === this.part || !one.part);
    for (const one of (answer.conflicts || []).filter(mine)) {
      const change = this.saver.waiting.get("\t" + one.column);
      if (change) this.clash(change, one.text, [one.by || "别人", one.at].filter(Boolean).join(" "));
    }
    this.drawFindings();
    if (this.heard && !told) this.heard(answer);
  }

  clash(change, theirs, who) {
    const cell = this.cell(change.column), place = cell.closest("[data-text-box]");
    for (const old of place.querySelectorAll(".hj-grid-conflict")) old.remove();
    place.append(clashBar(who, this.captionOf(cell), theirs || "空", change.value || "空", (mine) => {
      if (!mine) { cell.value = theirs; this.was.set(change.column, theirs); }
      this.saver.choose(change, mine);
      cell.focus();
    }));
  }

  drawFindings() {
    if (document.activeElement && document.activeElement.matches(".hj-answer-in")) { dock.show(); return; }
    for (const old of [...document.querySelectorAll("[data-of]")]) old.remove();
    for (const cell of this.cells) {
      const own = this.findings.filter((finding) => finding.column === cell.dataset.cell), wrong = own.some((f) => f.severity === "error" && !this.todo(f));
      cell.classList.toggle("is-todo", own.some((f) => this.todo(f)));
      cell.classList.toggle("is-error", wrong);
      cell.classList.toggle("is-warning", own.some((f) => f.severity === "warning"));
      if (wrong) cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
      const ids = own.map((finding) => this.line(finding, cell.closest("[data-text-box]").querySelector("[data-text-findings]"), this.captionOf(cell)));
      if (ids.length) cell.setAttribute("aria-describedby", ids.join(" ")); else cell.removeAttribute("aria-describedby");
    }
    for (const finding of this.findings) if (!this.cell(finding.column)) this.line(finding, this.whole, "整表");
    this.whole.hidden = !this.whole.children.length;
    dock.show();
  }

  line(finding, place, caption) {
    const line = document.createElement("div"), id = "t-" + this.findings.indexOf(finding);
    const todo = this.todo(finding);
    line.className = todo ? "hj-todo hj-noprint" : "hj-f is-" + finding.severity;
    line.dataset.of = finding.column;
    if (todo) { line.id = id; line.append("待填：" + finding.remedy); }
    else line.append(findingBox(finding, id, finding.place || caption, this));
    place.append(line);
    return id;
  }

  /* For the dock. */
  describe() {
    const cell = this.cells[this.at.row];
    if (!cell) return ["整表", "整张表", ""];
    const last = this.last[cell.dataset.cell];
    return ["文字", this.captionOf(cell), last ? "上轮：" + last.slice(0, 40) + "（按 F4 取用）" : ""];
  }
  places() {
    const rows = this.findings.map((finding) => this.cells.findIndex((cell) => cell.dataset.cell === finding.column));
    return rows.map((row) => (row < 0 ? this.cells.length : row)).sort((a, b) => a - b).map((row) => ({ row, column: 0 }));
  }
  visit(place) {
    const target = this.cells[place.row] || this.whole.querySelector("input") || this.whole;
    this.at.row = place.row;
    target.focus();
    target.scrollIntoView({ block: "center" });
  }
}
