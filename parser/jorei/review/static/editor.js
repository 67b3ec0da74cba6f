// Decisions and corrections of the editor: they go to corrections.toml, through this page's own server alone.
import { $, listAddress, onLanguage, openDialog, toast, translate } from "./common.js";
import { currentFinding, currentLine, findings, goToFinding, keyActions, references, setCurrentLine, showDecision, showPosition, stepToFinding } from "./document.js";
import { decideAll, editorName, undoAll, whoDecides } from "./deciding.js";
import { post, rebuild } from "./requests.js";

const doc = decodeURIComponent(location.pathname.split("/").pop());
const { page, path, corrections: listed, bulks: done } = JSON.parse($("data").textContent);
let corrections = listed, bulks = done;
const addedKeys = []; // of the entries added on this page, the latest last: others may be another editor's

function showCorrections(response) {
  if (!response) return;
  if (response.added) addedKeys.push(response.added);
  corrections = response.corrections;
  bulks = response.bulks ?? bulks;
  $("count").textContent = corrections.length;
  $("corrections").hidden = !corrections.length && !bulks.length;
  $("stale").hidden = !response.stale;
  listCorrections();
}

function listCorrections() {
  const item = (words, action, data) => {
    const element = document.createElement("li"), text = document.createElement("span"), button = document.createElement("button");
    text.textContent = words;
    button.type = "button";
    Object.assign(button.dataset, data);
    button.textContent = action;
    element.append(text, button);
    return element;
  };
  $("corrections").querySelector("ul").replaceChildren(
    ...bulks.map((bulk) => item(translate(bulk.ja, bulk.en), translate("まとめて取り消す", "Take it back"), { bulk: bulk.id })),
    ...corrections.map((entry) => item(`「${entry.quote}」 ${translate(entry.ja, entry.en)}`, translate("取り消す", "Undo"), { key: entry.key })),
  );
}

// ---- requests: each says what this page shows; what was typed is kept when the server knows better
const DRAFT = "jorei-draft"; // in the storage of this tab, until the page has been opened again

async function change(address, body, draft = null) {
  const response = await post(address, { doc, path, page, ...body }, (problem) => refused(problem, draft));
  if (response) page.corrections = response.seen;
  return response;
}

function refused(problem, draft) {
  if (problem.outOfDate) return offerReload(problem, draft);
  if (problem.seen !== undefined) {
    page.corrections = problem.seen;
    showCorrections(problem);
    showDecisions(problem.decisions);
  }
  toast(translate(problem.ja, problem.en), true);
  if (draft) resume(draft);
}

const CHOSEN = ["scope", "verdict", "join"]; // radio buttons: nobody typed their values
const typedWords = (draft) => Object.entries(draft?.typed ?? {}).filter(([name]) => !CHOSEN.includes(name)).map(([, value]) => value).filter((value) => typeof value === "string" && value).join("\n");

function offerReload(problem, draft) {
  const dialog = $("stale-box"), form = dialog.querySelector("form"), words = typedWords(draft);
  dialog.querySelector(".problem").textContent = translate(problem.ja, problem.en);
  dialog.querySelector(".kept").hidden = !words;
  form.elements.kept.value = words;
  form.onsubmit = (event) => {
    if (event.submitter?.value !== "go") return;
    if (draft && problem.doc) sessionStorage.setItem(DRAFT, JSON.stringify({ ...draft, doc: problem.doc }));
    if (problem.doc === doc) location.reload();
    else location.href = problem.doc ? `/doc/${encodeURIComponent(problem.doc)}` : "/";
  };
  openDialog(dialog);
}

// What was typed on the page as it was before, where it belongs now; shown to be copied where that is gone.
function resumeKept() {
  const kept = sessionStorage.getItem(DRAFT);
  if (!kept) return;
  sessionStorage.removeItem(DRAFT);
  const draft = JSON.parse(kept);
  if (draft.doc !== doc || resume(draft) || !typedWords(draft)) return;
  offerReload({ ja: "書いていた箇所がこのページにありません。書いたものを控えてください", en: "the passage is no longer on this page: copy what you wrote", doc }, draft);
}

const nearest = (candidates, start) => candidates.sort((a, b) => Math.abs(a[1].shown.start - start) - Math.abs(b[1].shown.start - start))[0]?.[0] ?? -1;
const indexOf = (list, { code, quote, start }) => nearest([...list.entries()].filter(([, item]) => item.shown.code === code && item.shown.quote === quote), start);

function resume({ what, about, typed }) {
  if (what === "finding") {
    const index = indexOf(findings, about);
    if (index >= 0) goToFinding(index);
    if (index >= 0 && typed) dismiss(typed);
    return index >= 0;
  }
  if (what === "reference") {
    const index = indexOf(references, about);
    if (index >= 0) correctReference({ reference: index, shown: references[index].shown }, references[index], typed);
    return index >= 0;
  }
  if (what === "verify") return verify(typed), true;
  if (what === "bulk") return decideSame(about.code, typed), true;
  const lines = [...document.querySelectorAll("#source .line")].filter((line) => lineText(line) === about.text);
  const line = lines.sort((a, b) => Math.abs(lineNumber(a) - about.line) - Math.abs(lineNumber(b) - about.line))[0];
  if (!line) return false;
  setCurrentLine(line);
  if (what === "line") correctLine(typed);
  else correctReference({ ...about.words, line: lineNumber(line) }, { text: about.words.shown.quote, citations: [] }, typed);
  return true;
}

const lineNumber = (line) => Number(line.id.slice(1));
const lineText = (line) => line.querySelector(".line-text").textContent;

$("corrections").addEventListener("click", (event) => {
  const button = event.target.closest("[data-key], [data-bulk]");
  if (button?.dataset.bulk) undoBulk(button.dataset.bulk);
  else if (button) undo(button.dataset.key);
});

async function undo(key) {
  const response = await change("/api/undo", { key });
  if (!response) return;
  showCorrections(response);
  showDecisions(response.decisions);
  toast(translate("取り消しました", "undone"));
}

function showAll(response) {
  page.corrections = response.seen;
  showCorrections(response);
  showDecisions(response.decisions);
}

async function undoBulk(id) {
  const response = await undoAll(id, doc);
  if (!response) return;
  showAll(response);
  toast(translate("まとめた決定を取り消しました", "taken back as a whole"));
}

// All findings of the check of the current one: of this document, or of every one.
async function decideSame(code = findings[currentFinding()]?.code, typed = {}) {
  if (!code) return toast(translate("指摘を選んでください（n）", "choose a finding first (n)"), true);
  const response = await decideAll(code, [{ code, doc }, { code }], {
    typed, build: page.build, extra: { doc, path },
    refused: (problem, written) => {
      const draft = { what: "bulk", about: { code }, typed: written };
      if (problem.outOfDate) return offerReload(problem, draft);
      toast(translate(problem.ja, problem.en), true);
      resume(draft);
    },
  });
  if (!response) return;
  showAll(response);
  toast(translate(response.ja, response.en));
}

function showDecisions(decisions) {
  for (const finding of findings) Object.assign(finding, { verdict: "", reason: "" });
  for (const [index, verdict, reason] of decisions) Object.assign(findings[index], { verdict, reason });
  findings.forEach((_, index) => showDecision(index));
  showPosition();
}

function undoLatest() {
  const isThere = (key) => corrections.some((entry) => entry.key === key) || bulks.some((bulk) => bulk.id === key);
  const latest = addedKeys.findLast(isThere) ?? corrections.at(-1)?.key;
  if (bulks.some((bulk) => bulk.id === latest)) undoBulk(latest);
  else if (latest) undo(latest);
}

async function decide(verdict, reason = "") {
  const index = currentFinding();
  if (index < 0) return toast(translate("指摘を選んでください（n）", "choose a finding first (n)"), true);
  const by = await whoDecides();
  if (!by) return;
  const { shown } = findings[index], draft = { what: "finding", about: shown, typed: verdict === "dismissed" ? { reason } : null };
  const response = await change("/api/finding", { finding: index, shown, verdict, reason, by }, draft);
  if (!response) return;
  showCorrections(response);
  showDecisions(response.decisions);
  if (verdict === "accepted") toast(translate("指摘のとおりと記録しました（条例の文言は変わりません）", "recorded as right (the words of the law stay)"));
  stepToFinding(1, findings[index].severity === "info");
}

// Opens a dialog; `submit` gets its fields, and what they hold, when it is closed by the button that submits.
function openForm(dialog, submit) {
  openDialog(dialog);
  const form = dialog.querySelector("form");
  form.onsubmit = (event) => { if (event.submitter?.value === "go") submit(form.elements, typedIn(form)); };
  return form.elements;
}

const typedIn = (form) => Object.fromEntries([...form.elements].filter((field) => field.name && !field.readOnly && (field.type !== "radio" || field.checked))
  .map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));

function typeIn(fields, typed) {
  for (const [name, value] of Object.entries(typed)) {
    if (typeof value === "boolean") fields[name].checked = value;
    else fields[name].value = value;
  }
}

async function dismiss(typed = {}) {
  const index = currentFinding();
  if (index < 0) return decide("dismissed");
  if (!(await whoDecides())) return;
  const { code, ja, en } = findings[index];
  $("dismiss-box").querySelector(".finding-text").textContent = `${code} ${translate(ja, en)}`;
  const fields = openForm($("dismiss-box"), (form) => decide("dismissed", form.reason.value.trim()));
  fields.reason.value = typed.reason ?? "";
  fields.reason.focus();
}

// The words selected in one line of the source: its number and their columns, in code points.
function selectedWords() {
  const selection = getSelection(), range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const textElement = range && !range.collapsed && range.startContainer.parentElement?.closest("#source .line-text");
  if (!textElement || !textElement.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(textElement, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length, text = range.toString();
  return { line: lineNumber(textElement.parentElement), start, end: start + [...text].length, text };
}

function correct() {
  const words = selectedWords();
  if (words) return correctReference({ ...words, shown: { start: words.start, quote: words.text } }, { text: words.text, citations: [] });
  const focused = document.activeElement?.closest?.("[data-reference]");
  if (!focused) return correctLine();
  const index = Number(focused.dataset.reference);
  correctReference({ reference: index, shown: references[index].shown }, references[index]);
}

const reportCorrection = (response) => {
  if (!response) return;
  showCorrections(response);
  toast(translate("読み方を直しました（条例の文言は変わりません）。ビルドし直すと反映されます", "the reading is corrected, the words of the law stay; rebuild to see it"));
};

function correctReference(passage, reference, typed = {}) {
  const { text: _, ...asked } = passage, isNew = passage.reference === undefined;
  const about = isNew ? { line: passage.line, text: lineText($(`L${passage.line}`)), words: asked } : passage.shown;
  const dialog = $("reference-box"), isExternal = reference.status === "external";
  dialog.querySelector(".number").textContent = reference.text;
  const fields = openForm(dialog, async (form, written) => {
    const targets = form.targets.value.split(/[;；]/).map((text) => text.trim()).filter(Boolean);
    const draft = { what: isNew ? "words" : "reference", about, typed: written };
    reportCorrection(await change("/api/reference", { ...asked, targets, law: form.law.value.trim() || null }, draft));
  });
  fields.targets.value = isExternal ? "" : reference.citations.join("; ");
  fields.law.value = isExternal ? reference.law ?? "" : "";
  typeIn(fields, typed);
  fields.targets.select();
}

function correctLine(typed = {}) {
  const line = currentLine();
  if (!line) return toast(translate("原文の行を選んでください", "choose a line of the source first"), true);
  const dialog = $("line-box"), number = lineNumber(line), text = lineText(line);
  if (!text.trim()) return toast(translate("その行には何もありません", "there is nothing on that line"), true);
  dialog.querySelector(".number").textContent = number;
  const fields = openForm(dialog, async (form, written) => {
    const body = {
      line: number, shown: text, kind: form.kind.value || null,
      label: form.nolabel.checked ? "" : form.label.value.trim() || null,
      join: { join: true, part: false }[form.join.value] ?? null,
      split: form.split.checked ? [...form.text.value.slice(0, form.text.selectionStart)].length : null,
    };
    reportCorrection(await change("/api/line", body, { what: "line", about: { line: number, text }, typed: written }));
  });
  dialog.querySelector("form").reset();
  fields.text.value = text;
  typeIn(fields, typed);
  fields.kind.focus();
}

function verify(typed = {}) {
  const fields = openForm($("verify-box"), async (form, written) => {
    const response = await change("/api/verify", { by: form.by.value.trim() }, { what: "verify", typed: written });
    if (response) { showCorrections(response); toast(translate("記録しました", "recorded")); }
  });
  fields.by.value ||= editorName();
  typeIn(fields, typed);
  fields.by.select();
}

const paragraph = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
async function explain() {
  const finding = findings[currentFinding()];
  if (!finding) return toast(translate("指摘を選んでください（n）", "choose a finding first (n)"), true);
  const response = await fetch(`/explain/${encodeURIComponent(finding.code)}`), box = $("explain-box").querySelector(".explanation");
  if (response.ok) {
    const [heading, ...lines] = translate(...(await response.json()));
    box.replaceChildren(paragraph("h2", `${finding.code} ${heading}`), ...lines.map((line) => paragraph("p", line)));
  } else box.replaceChildren(paragraph("p", translate("解説はありません", "no explanation")));
  openDialog($("explain-box"));
}

$("accept").addEventListener("click", () => decide("accepted"));
$("dismiss").addEventListener("click", () => dismiss());
$("bulk").addEventListener("click", () => decideSame());
$("edit").addEventListener("click", correct);
$("explain").addEventListener("click", explain);
$("verify").addEventListener("click", () => verify());
$("rebuild").addEventListener("click", () => rebuild(doc, path));
// a button takes the focus from the reference that is to be corrected: keep it
$("edit").addEventListener("pointerdown", (event) => event.preventDefault());
Object.assign(keyActions, {
  a: () => { decide("accepted"); }, d: () => { dismiss(); }, A: () => { decideSame(); }, e: correct, x: () => { explain(); }, v: () => { verify(); },
  B: () => { rebuild(doc, path); },
  u: undoLatest, i: () => { location.href = listAddress(); },
});
listCorrections();
onLanguage(listCorrections);
resumeKept();
