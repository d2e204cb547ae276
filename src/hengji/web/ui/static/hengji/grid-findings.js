/* A finding as it stands under its row: tag, place, what was found, what would put it right; a doubt may be answered there.
   ``host``: where it stands, with ``answerUrl``, ``saver`` and ``answered`` (the answer to an answer is that to a save). */

import { make } from "./grid-cells.js";

export const WORD = { error: "错误", warning: "疑点", notice: "提示" };
const STORE = "hengji-answer:";

/* How many cells a finding of blanks speaks of. */
export const times = (finding) => Number((/有(\d+)处/.exec(finding.sentence) || [0, 1])[1]);

const boxes = new Map();

export function findingBox(finding, id, place, host) {
  const told = [finding.sentence];
  const answered = finding.key && host.readonly && finding.answer;
  if (finding.remedy) told.push(make("span", { class: "hj-remedy" }, finding.remedy));
  if (answered) told.push(make("br", {}), make("b", {}, "已说明："), finding.answer);
  const words = make("div", { class: "hj-finding", id: id }, make("span", { class: "hj-sev is-" + finding.severity }, WORD[finding.severity]), make("b", {}, place), make("span", {}, ...told));
  if (!finding.ask || !finding.key || !host.answerUrl) return words;
  const box = boxes.get(finding.key) || new AnswerBox(finding, place, host);
  boxes.set(finding.key, box);
  return make("div", {}, words, box.line);
}

/* Somebody wrote the same place first: both texts, and the choice (``theirs`` null: the place is gone, ``why`` says how). */
export function clashBar(who, where, theirs, mine, choose, why) {
  const bar = make("div", { class: "hj-say is-error hj-grid-conflict", role: "alert" });
  const button = (text, own) => {
    const made = make("button", { type: "button", class: "btn btn-line btn-sm" }, text);
    made.addEventListener("click", () => { bar.remove(); choose(own); });
    return made;
  };
  if (theirs === null) bar.append(make("b", {}, why ? where + "：" + why + "，" : where + "所在的行已被" + who + "删去，"), "你填的“" + mine + "”没有存上，可在此抄下。", button("知道了", false));
  else bar.append(make("b", {}, who + "也改了" + where + "，"), "现在是“" + theirs + "”，你填的“" + mine + "”还在，选一个：", button("用我的", true), button("用对方的", false));
  return bar;
}

class AnswerBox {
  constructor(finding, place, host) {
    this.key = finding.key;
    this.host = host;
    this.sent = finding.answer;
    this.store = STORE + host.answerUrl + finding.key;
    this.input = make("input", { class: "form-control hj-answer-in", maxlength: "500", "aria-label": "说明：" + place, placeholder: "不改的，写明情况", value: finding.answer });
    this.state = make("span", { class: "hj-s hj-2", role: "status" }, finding.answer ? "已说明" : "");
    this.line = make("div", { class: "hj-answer hj-noprint" }, this.input, this.state);
    try { const left = localStorage.getItem(this.store); if (left !== null) { this.input.value = left; this.send(); } } catch (_) { /* no store: what the server has */ }
    this.input.addEventListener("input", () => this.keep());
    this.input.addEventListener("change", () => this.send());
    this.input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); this.send(); } });
  }
  keep() { try { if (this.input.value === this.sent) localStorage.removeItem(this.store); else localStorage.setItem(this.store, this.input.value); } catch (_) { /* as above */ } }
  async send() {
    const text = this.input.value.trim();
    if (text === this.sent) return;
    this.state.textContent = "正在保存……";
    let response, answer;
    try {
      response = await fetch(this.host.answerUrl, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.host.saver.token() },
        body: JSON.stringify({ key: this.key, text: text })
      });
      answer = await response.json();
    } catch (_) { this.state.textContent = "没有存上，文字留在本机，连上后自动保存"; setTimeout(() => this.send(), 5000); return; }
    if (!response.ok) { this.state.textContent = (answer && answer.sentence) || "没有保存，请刷新后重试"; return; }
    this.sent = text;
    this.keep();
    this.state.textContent = text ? "已说明" : "";
    this.host.saver.version = answer.version;
    this.host.answered(answer);
  }
}
