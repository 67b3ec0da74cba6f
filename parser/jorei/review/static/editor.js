// Decisions and corrections of the editor: they go to corrections.toml, through this page's own server alone.
import { $, openDialog, toast, translate } from "./common.js";
import { currentFinding, currentLine, findings, keyActions, references, showDecision, showPosition, stepToFinding } from "./document.js";
import { post, rebuild } from "./requests.js";

const doc = decodeURIComponent(location.pathname.split("/").pop());
let corrections = JSON.parse($("data").textContent).corrections;
const addedKeys = []; // of the entries added on this page, the latest last

function showCorrections(response) {
  if (!response) return;
  const known = new Set(corrections.map((entry) => entry.key));
  addedKeys.push(...response.corrections.map((entry) => entry.key).filter((key) => !known.has(key)));
  corrections = response.corrections;
  $("count").textContent = corrections.length;
  $("corrections").hidden = !corrections.length;
  $("stale").hidden = !response.stale;
  listCorrections();
}

function listCorrections() {
  $("corrections").querySelector("ul").replaceChildren(...corrections.map((entry) => {
    const item = document.createElement("li"), text = document.createElement("span"), button = document.createElement("button");
    text.textContent = `「${entry.quote}」 ${translate(entry.ja, entry.en)}`;
    button.type = "button";
    button.dataset.key = entry.key;
    button.textContent = translate("取り消す", "Undo");
    item.append(text, button);
    return item;
  }));
}

$("corrections").addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (button) undo(button.dataset.key);
});

async function undo(key) {
  const response = await post("/api/undo", { doc, key });
  if (!response) return;
  showCorrections(response);
  for (const finding of findings) Object.assign(finding, { verdict: "", reason: "" });
  for (const [index, verdict, reason] of response.decisions) Object.assign(findings[index], { verdict, reason });
  findings.forEach((_, index) => showDecision(index));
  showPosition();
  toast(translate("取り消しました", "undone"));
}

function undoLatest() {
  const latest = addedKeys.findLast((key) => corrections.some((entry) => entry.key === key)) ?? corrections.at(-1)?.key;
  if (latest) undo(latest);
}

async function decide(verdict, reason = "") {
  const index = currentFinding();
  if (index < 0) return toast(translate("指摘を選んでください（n）", "choose a finding first (n)"), true);
  const response = await post("/api/finding", { doc, finding: index, verdict, reason });
  if (!response) return;
  Object.assign(findings[index], { verdict, reason });
  showDecision(index);
  showCorrections(response);
  stepToFinding(1);
}

// Opens a dialog; `submit` gets its fields when it is closed by the button that submits.
function openForm(dialog, submit) {
  openDialog(dialog);
  const form = dialog.querySelector("form");
  form.onsubmit = (event) => { if (event.submitter?.value === "go") submit(form.elements); };
  return form.elements;
}

function dismiss() {
  const index = currentFinding();
  if (index < 0) return decide("dismissed");
  const { code, ja, en } = findings[index];
  $("dismiss-box").querySelector(".finding-text").textContent = `${code} ${translate(ja, en)}`;
  const fields = openForm($("dismiss-box"), (form) => decide("dismissed", form.reason.value.trim()));
  fields.reason.value = "";
  fields.reason.focus();
}

// The words selected in one line of the source: its number and their columns, in code points.
function selectedWords() {
  const selection = getSelection(), range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const lineText = range && !range.collapsed && range.startContainer.parentElement?.closest("#source .line-text");
  if (!lineText || !lineText.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(lineText, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length, text = range.toString();
  return { line: Number(lineText.parentElement.id.slice(1)), start, end: start + [...text].length, text };
}

function correct() {
  const words = selectedWords();
  if (words) return correctReference({ line: words.line, start: words.start, end: words.end }, { text: words.text, citations: [] });
  const focused = document.activeElement?.closest?.("[data-reference]");
  if (!focused) return correctLine();
  const index = Number(focused.dataset.reference);
  correctReference({ reference: index }, references[index]);
}

const reportCorrection = (response) => {
  if (!response) return;
  showCorrections(response);
  toast(translate("直しました。ビルドし直すと反映されます", "corrected; rebuild to see it"));
};

function correctReference(passage, reference) {
  const dialog = $("reference-box"), isExternal = reference.status === "external";
  dialog.querySelector(".number").textContent = reference.text;
  const fields = openForm(dialog, async (form) => {
    const targets = form.targets.value.split(/[;；]/).map((text) => text.trim()).filter(Boolean);
    reportCorrection(await post("/api/reference", { doc, ...passage, targets, law: form.law.value.trim() || null }));
  });
  fields.targets.value = isExternal ? "" : reference.citations.join("; ");
  fields.law.value = isExternal ? reference.law ?? "" : "";
  fields.targets.select();
}

function correctLine() {
  const line = currentLine();
  if (!line) return toast(translate("原文の行を選んでください", "choose a line of the source first"), true);
  const dialog = $("line-box"), number = Number(line.id.slice(1)), text = line.querySelector(".line-text").textContent;
  if (!text.trim()) return toast(translate("その行には何もありません", "there is nothing on that line"), true);
  dialog.querySelector(".number").textContent = number;
  const fields = openForm(dialog, async (form) => {
    const body = {
      doc, line: number, kind: form.kind.value || null,
      label: form.nolabel.checked ? "" : form.label.value.trim() || null,
      join: { join: true, part: false }[form.join.value] ?? null,
      split: form.split.checked ? [...form.text.value.slice(0, form.text.selectionStart)].length : null,
    };
    reportCorrection(await post("/api/line", body));
  });
  dialog.querySelector("form").reset();
  fields.text.value = text;
  fields.kind.focus();
}

function verify() {
  const fields = openForm($("verify-box"), async (form) => {
    const response = await post("/api/verify", { doc, by: form.by.value.trim() });
    if (response) { showCorrections(response); toast(translate("記録しました", "recorded")); }
  });
  fields.by.select();
}

async function explain() {
  const code = findings[currentFinding()]?.code;
  if (!code) return;
  const response = await fetch(`/explain/${encodeURIComponent(code)}`);
  const text = response.ok ? await response.text() : translate("解説はありません", "no explanation");
  $("explain-box").querySelector("pre").textContent = text;
  openDialog($("explain-box"));
}

$("accept").addEventListener("click", () => decide("accepted"));
$("dismiss").addEventListener("click", dismiss);
$("edit").addEventListener("click", correct);
$("explain").addEventListener("click", explain);
$("verify").addEventListener("click", verify);
$("rebuild").addEventListener("click", () => rebuild(doc));
// a button takes the focus from the reference that is to be corrected: keep it
$("edit").addEventListener("pointerdown", (event) => event.preventDefault());
Object.assign(keyActions, {
  a: () => { decide("accepted"); }, d: dismiss, e: correct, x: () => { explain(); }, v: verify, B: () => { rebuild(doc); },
  u: undoLatest, i: () => { location.href = "/"; },
});
listCorrections();
