// The editor's desk: what is decided and corrected goes to corrections.toml, through this page's own server alone.
import { $, open, say, toast } from "./common.js";
import { references, findings, chosenLine, count, decorate, finding, keys, step } from "./view.js";
import { post, rebuild } from "./post.js";

const doc = decodeURIComponent(location.pathname.split("/").pop());
let said = JSON.parse($("data").textContent).said;
const added = []; // what was said here, the last of it last

function refresh(answer) {
  if (!answer) return;
  added.push(...answer.said.map((one) => one.key).filter((key) => !said.some((one) => one.key === key)));
  said = answer.said;
  $("count").textContent = said.length;
  $("corrections").hidden = !said.length;
  $("stale").hidden = !answer.stale;
  draw();
}

function draw() {
  $("corrections").querySelector("ul").replaceChildren(...said.map((one) => {
    const item = document.createElement("li"), text = document.createElement("span"), undo = document.createElement("button");
    text.textContent = `「${one.quote}」 ${say(one.ja, one.en)}`;
    undo.type = "button";
    undo.dataset.key = one.key;
    undo.textContent = say("取り消す", "Undo");
    item.append(text, undo);
    return item;
  }));
}

$("corrections").addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (button) takeBack(button.dataset.key);
});

async function takeBack(key) {
  const answer = await post("/api/undo", { doc, key });
  if (!answer) return;
  refresh(answer);
  answer.verdicts.forEach(([at, verdict, reason]) => { findings[at].verdict = verdict; findings[at].reason = reason; });
  findings.forEach((one, at) => { if (!answer.verdicts.some(([some]) => some === at)) { one.verdict = ""; one.reason = ""; } decorate(at); });
  count();
  toast(say("取り消しました", "undone"));
}

async function decide(verdict, reason = "") {
  const at = finding();
  if (at < 0) return toast(say("指摘を選んでください（n）", "choose a finding first (n)"), true);
  const answer = await post("/api/finding", { doc, finding: at, verdict, reason });
  if (!answer) return;
  findings[at].verdict = verdict;
  findings[at].reason = reason;
  decorate(at);
  refresh(answer);
  step(1);
}

// Each dialog asks once; what it answers depends on the button that closed it.
function ask(box, then) {
  open(box);
  const form = box.querySelector("form");
  form.onsubmit = (event) => { if (event.submitter?.value === "go") then(form.elements); };
  return form.elements;
}

function dismiss() {
  const at = finding();
  if (at < 0) return decide("dismissed");
  $("dismiss-box").querySelector(".about").textContent = `${findings[at].code} ${say(findings[at].ja, findings[at].en)}`;
  const fields = ask($("dismiss-box"), (form) => decide("dismissed", form.reason.value.trim()));
  fields.reason.value = "";
  fields.reason.focus();
}

// Words chosen in one line of the source: its number and their columns.
function chosenWords() {
  const words = getSelection(), from = words.rangeCount ? words.getRangeAt(0) : null;
  const line = from && !from.collapsed && from.startContainer.parentElement?.closest("#source .tx");
  if (!line || !line.contains(from.endContainer)) return null;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(from.startContainer, from.startOffset);
  const start = [...before.toString()].length;
  return { line: Number(line.parentElement.id.slice(1)), start, end: start + [...from.toString()].length, text: from.toString() };
}

function correct() {
  const words = chosenWords();
  if (words) return correctReference({ line: words.line, start: words.start, end: words.end }, { text: words.text, cites: [] });
  const focused = document.activeElement?.closest?.("[data-r]");
  return focused ? correctReference({ reference: Number(focused.dataset.r) }, references[focused.dataset.r]) : correctLine();
}

function correctReference(where, one) {
  const box = $("reference-box");
  box.querySelector(".number").textContent = one.text;
  const fields = ask(box, async (form) => {
    const targets = form.targets.value.split(/[;；]/).map((text) => text.trim()).filter(Boolean);
    const answer = await post("/api/reference", { doc, ...where, targets, law: form.law.value.trim() || null });
    if (answer) { refresh(answer); toast(say("直しました。ビルドし直すと反映されます", "corrected; rebuild to see it")); }
  });
  fields.targets.value = one.status === "external" ? "" : one.cites.join("; ");
  fields.law.value = one.status === "external" ? one.law ?? "" : "";
  fields.targets.select();
}

function correctLine() {
  const line = chosenLine();
  if (!line) return toast(say("原文の行を選んでください", "choose a line of the source first"), true);
  const box = $("line-box"), number = Number(line.id.slice(1)), words = line.querySelector(".tx").textContent;
  if (!words.trim()) return toast(say("その行には何もありません", "there is nothing on that line"), true);
  box.querySelector(".number").textContent = number;
  const fields = ask(box, async (form) => {
    const body = {
      doc, line: number, kind: form.kind.value || null,
      label: form.nolabel.checked ? "" : form.label.value.trim() || null,
      join: { join: true, part: false }[form.join.value] ?? null,
      split: form.split.checked ? [...form.text.value.slice(0, form.text.selectionStart)].length : null,
    };
    const answer = await post("/api/line", body);
    if (answer) { refresh(answer); toast(say("直しました。ビルドし直すと反映されます", "corrected; rebuild to see it")); }
  });
  box.querySelector("form").reset();
  fields.text.value = words;
  fields.kind.focus();
}

function verify() {
  const fields = ask($("verify-box"), async (form) => {
    const answer = await post("/api/verify", { doc, by: form.by.value.trim() });
    if (answer) { refresh(answer); toast(say("記録しました", "recorded")); }
  });
  fields.by.select();
}

async function explain() {
  const code = findings[finding()]?.code;
  if (!code) return;
  const answer = await fetch(`/explain/${encodeURIComponent(code)}`);
  $("explain-box").querySelector("pre").textContent = answer.ok ? await answer.text() : say("解説はありません", "no explanation");
  open($("explain-box"));
}

$("accept").addEventListener("click", () => decide("accepted"));
$("dismiss").addEventListener("click", dismiss);
$("edit").addEventListener("click", correct);
$("explain").addEventListener("click", explain);
$("verify").addEventListener("click", verify);
$("rebuild").addEventListener("click", () => rebuild(doc));
// a button takes the focus from the reference that is to be corrected: keep it
$("edit").addEventListener("pointerdown", (event) => event.preventDefault());
Object.assign(keys, {
  a: () => { decide("accepted"); }, d: dismiss, e: correct, x: () => { explain(); }, v: verify, B: () => { rebuild(doc); },
  u: () => { const last = added.findLast((key) => said.some((one) => one.key === key)) ?? said.at(-1)?.key; if (last) takeBack(last); }, i: () => { location.href = "/"; },
});
draw();
