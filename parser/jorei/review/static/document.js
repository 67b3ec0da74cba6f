// One document: each pane highlights what the pointer is on in the other, references and terms have a preview, findings
// are gone through one after the other. All listeners are on the panes and the document; none is on a node.
import { $, commonKeys, handleKeys, onLanguage, openDialog, startPage, toast, translate } from "./common.js";

const data = JSON.parse($("data").textContent);
export const { references, definitions, findings } = data;
const panes = document.querySelector(".panes");
const source = $("source"), tree = $("tree"), preview = $("preview");
const citing = new Map(); // node -> the references that lead there
references.forEach((reference, index) => {
  for (const node of new Set(reference.targets)) citing.has(node) ? citing.get(node).push(index) : citing.set(node, [index]);
});

const nodeElement = (node) => tree.querySelector(`.node[data-node="${node}"]`);
const ownElement = (node) => nodeElement(node)?.querySelector(":scope > .own");
const sourceSpans = (node) => source.querySelectorAll(`[data-node="${node}"]`);
const citationOf = (node) => nodeElement(node)?.dataset.citation ?? "";
const nodeNumber = (element) => {
  const closest = element?.closest?.("[data-node]");
  return closest ? Number(closest.dataset.node) : null;
};
const firstLine = (node) => sourceSpans(node)[0]?.closest(".line");

// ---- highlighted: the node under the pointer; selected: the node that was chosen
let highlighted = null;
let selected = null;

function mark(node, className, isOn) {
  if (node === null) return;
  ownElement(node)?.classList.toggle(className, isOn);
  for (const span of sourceSpans(node)) span.classList.toggle(className, isOn);
}

function highlight(node) {
  if (node === highlighted) return;
  mark(highlighted, "highlighted", false);
  highlighted = node;
  mark(highlighted, "highlighted", true);
}

const scrollTo = (element, block = "nearest") => element?.scrollIntoView({ block, behavior: "instant" });

function select(node, { scroll = true, focus = false } = {}) {
  mark(selected, "selected", false);
  selected = node;
  mark(selected, "selected", true);
  const own = ownElement(node);
  if (scroll) {
    scrollTo(own?.offsetParent ? own : nodeElement(node), "center");
    scrollTo(sourceSpans(node)[0], "center");
  }
  if (focus) own?.focus({ preventScroll: true });
}

panes.addEventListener("pointerover", (event) => highlight(nodeNumber(event.target)));
panes.addEventListener("pointerleave", () => highlight(null));
panes.addEventListener("click", (event) => {
  const reference = event.target.closest("[data-reference]");
  if (reference) return followReference(event, Number(reference.dataset.reference), reference);
  const citedBy = event.target.closest("[data-cited-node]");
  if (citedBy) return showPreview(citedBy, citingPreview(Number(citedBy.dataset.citedNode)), "pinned");
  const card = event.target.closest(".finding");
  if (card) return goToFinding(Number(card.dataset.findings), false);
  const number = event.target.closest(".line-number");
  if (number) {
    event.preventDefault();
    setCurrentLine(number.parentElement);
    if (number.dataset.findings) return goToFinding(Number(number.dataset.findings.split(" ")[0]), false);
  }
  const inSource = source.contains(event.target);
  if (inSource && event.target.closest(".line")) setCurrentLine(event.target.closest(".line"));
  const node = nodeNumber(event.target);
  if (node === null) return;
  select(node, { scroll: false });
  scrollTo(inSource ? ownElement(node) ?? nodeElement(node) : sourceSpans(node)[0], "center");
  if (!inSource) setCurrentLine(firstLine(node));
});

let lineElement = null;
export const currentLine = () => lineElement;
export function setCurrentLine(element) {
  lineElement?.classList.remove("current");
  lineElement = element ?? null;
  lineElement?.classList.add("current");
}

// ---- following references, and the way back
function followReference(event, index, link) {
  const href = link.getAttribute("href");
  if (!href) {
    showPreview(link, referencePreview(index), "pinned");
    return;
  }
  if (!href.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState({ node: nodeNumber(link) }, "");
  history.pushState(null, "", href);
  hidePreview();
  showHash();
}

// Shows what the fragment of the address names: a line, a finding or a node.
function showHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  const line = /^L\d+$/.test(id) ? $(id) : null;
  if (line) {
    setCurrentLine(line);
    scrollTo(line, "center");
    const node = nodeNumber(line.querySelector("[data-node]"));
    if (node !== null) { select(node, { scroll: false }); scrollTo(ownElement(node), "center"); }
    return;
  }
  if (/^f\d+$/.test(id)) return goToFinding(Number(id.slice(1)));
  const node = nodeNumber(id ? document.getElementById(id) : null);
  if (node !== null) {
    select(node, { focus: true });
    setCurrentLine(firstLine(node));
  }
}

addEventListener("popstate", (event) => {
  if (typeof event.state?.node === "number") select(event.state.node, { focus: true });
  else showHash();
});

// ---- previews
const createElement = (tag, text, className) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};

function createLink(text, href, className) {
  const link = createElement("a", text, className);
  link.href = href;
  return link;
}

function copyOfNode(number) {
  const node = nodeElement(number);
  if (!node) return createElement("p", "");
  const copy = node.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
  for (const element of [copy, ...copy.querySelectorAll(".highlighted, .selected")]) element.classList.remove("highlighted", "selected");
  return copy;
}

const STATUS_MESSAGES = {
  dangling: ["参照先がありません", "there is no such provision"],
  ambiguous: ["参照先が一つに決まりません", "it may mean any of these"],
  unresolved: ["参照先が分かりません", "it is not known where this leads"],
  external: ["この文書の外の規定です", "a provision outside this document"],
};
const MAX_CITATIONS = 6, MAX_COPIES = 4; // in one preview

function referenceHeading({ title, law, document: other, citations, part, relation }) {
  const lawName = title && law && title !== law ? `${title}（${law}）` : title || law || "";
  const shown = citations.slice(0, MAX_CITATIONS).join("、") + (citations.length > MAX_CITATIONS ? "…" : "");
  const what = relation && `· ${translate(...relation)}`;
  return [other?.title ?? lawName, shown, part, what].filter(Boolean).join(" ");
}

function referencePreview(index) {
  const reference = references[index], content = document.createDocumentFragment();
  content.append(createElement("h3", referenceHeading(reference) || reference.text));
  const message = STATUS_MESSAGES[reference.status];
  if (message) content.append(createElement("p", translate(...message), reference.status === "external" ? "" : "problem"));
  if (reference.candidates.length) content.append(createElement("p", reference.candidates.join("、")));
  if (reference.corrected) content.append(createElement("p", translate("人が直した参照です", "corrected by a person")));
  for (const node of reference.targets.slice(0, MAX_COPIES)) content.append(copyOfNode(node));
  return content;
}

function definitionPreview(index) {
  const definition = definitions[index], content = document.createDocumentFragment();
  const heading = `「${definition.term}」 ${citationOf(definition.node)} · ${translate(...definition.scope)} · ${translate("使用", "uses")} ${definition.uses}`;
  content.append(createElement("h3", heading), createElement("p", definition.means));
  return content;
}

// The provisions and documents that cite a node.
function citingPreview(node) {
  const content = document.createDocumentFragment(), list = createElement("ul");
  content.append(createElement("h3", translate(`${citationOf(node)}を引用する条項`, `what cites ${citationOf(node)}`)), list);
  const addItem = (text, href) => {
    const item = createElement("li");
    item.append(createLink(text, href));
    list.append(item);
  };
  for (const index of citing.get(node) ?? []) {
    const reference = references[index];
    const provision = citationOf(reference.node) || translate("本文", "text");
    addItem(`${provision}: ${reference.text}`, `#${nodeElement(reference.node)?.id ?? ""}`);
  }
  for (const other of data.citing_documents[node] ?? []) addItem(other.title, other.href);
  return content;
}

let previewHold = ""; // "focus": until the focus leaves; "pinned": until Escape or a click elsewhere
function showPreview(anchor, content, hold = "") {
  preview.replaceChildren(content);
  preview.hidden = false;
  preview.scrollTop = 0;
  previewHold = hold;
  const box = anchor.getBoundingClientRect(), size = preview.getBoundingClientRect();
  const below = box.bottom + 6 + size.height <= innerHeight || box.top < size.height + 6;
  const top = below ? Math.min(box.bottom + 6, innerHeight - size.height - 8) : box.top - size.height - 6;
  preview.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
  preview.style.top = `${Math.max(8, top)}px`;
}
function hidePreview() { clearTimeout(previewTimer); preview.hidden = true; previewHold = ""; }

const previewOf = ({ dataset }) => ("reference" in dataset ? referencePreview(Number(dataset.reference)) : definitionPreview(Number(dataset.definition)));

const SHOW_DELAY = 180, HIDE_DELAY = 150; // milliseconds of the pointer on a reference or term, and off it
const PREVIEWED = "[data-reference], [data-definition]";
let previewTimer = 0;
function schedulePreview(element) {
  if (previewHold) return;
  clearTimeout(previewTimer);
  const anchor = element?.closest?.(PREVIEWED);
  previewTimer = anchor ? setTimeout(() => showPreview(anchor, previewOf(anchor)), SHOW_DELAY) : setTimeout(hidePreview, HIDE_DELAY);
}
panes.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") schedulePreview(event.target); });
panes.addEventListener("pointerleave", () => schedulePreview(null));
panes.addEventListener("focusin", (event) => {
  clearTimeout(previewTimer);
  if (event.target.matches(PREVIEWED)) showPreview(event.target, previewOf(event.target), "focus");
});
panes.addEventListener("focusout", () => { if (previewHold === "focus") hidePreview(); });
$("current-finding").addEventListener("click", (event) => { if (event.target.closest("a")) setTimeout(showHash); });
preview.addEventListener("pointerenter", () => clearTimeout(previewTimer));
preview.addEventListener("pointerleave", () => { if (!previewHold) hidePreview(); });
preview.addEventListener("click", (event) => {
  if (event.target.closest("a")?.getAttribute("href")?.startsWith("#")) { hidePreview(); setTimeout(showHash); }
});
document.addEventListener("pointerdown", (event) => { if (previewHold === "pinned" && !preview.contains(event.target)) hidePreview(); });

// ---- findings
let findingIndex = -1;
export const currentFinding = () => findingIndex;
const allFindings = findings.map((_, index) => index);
const findingCard = (index) => tree.querySelector(`#f${index}`);
const undecided = () => allFindings.filter((index) => !findings[index].verdict);

export function showDecision(index) {
  const { verdict, reason } = findings[index], card = findingCard(index);
  if (!card) return;
  card.classList.toggle("dismissed", verdict === "dismissed");
  card.classList.toggle("accepted", verdict === "accepted");
  card.querySelector(".decision").textContent = verdict ? reason || "" : "";
}

export function goToFinding(index, scroll = true) {
  if (!findings[index]) return;
  findingCard(findingIndex)?.classList.remove("current");
  findingIndex = index;
  const card = findingCard(index), finding = findings[index], line = $(`L${finding.line}`);
  card.classList.add("current");
  select(finding.node, { scroll: false });
  setCurrentLine(line);
  scrollTo(source.querySelector(`[data-findings~="${index}"]:not(.line-number)`) ?? line, "center");
  if (scroll) { scrollTo(card, "center"); card.focus({ preventScroll: true }); }
  const bar = $("current-finding");
  bar.replaceChildren(createElement("b", finding.code, `code severity-${finding.severity}`), " ", createElement("span", finding.ja, "ja"), createElement("span", finding.en, "en"));
  if (finding.suggestion) bar.append(createElement("span", finding.suggestion, "suggestion"));
  for (const [text, number] of finding.related) bar.append(createLink(`${text} (${translate("行", "line")} ${number})`, `#L${number}`, "suggestion"));
  showPosition();
}

export function showPosition() {
  const left = undecided().length, number = findingIndex >= 0 ? findingIndex + 1 : "–", all = findings.length;
  const decided = left < all ? translate(` · 残り ${left}`, ` · ${left} left`) : "";
  $("position").textContent = all ? `${number} / ${all}${decided}` : "0";
}

// To the next finding (1) or the previous one (-1): among the undecided, or among all when none is. Notes are passed over
// unless they are asked for: there may be a hundred of one kind between two warnings.
export function stepToFinding(step, withNotes = false) {
  const left = undecided(), candidates = left.length ? left : allFindings;
  if (!candidates.length) return;
  const wanted = withNotes ? candidates : candidates.filter((index) => findings[index].severity !== "info");
  if (!wanted.length) {
    const count = candidates.length;
    return toast(translate(`未決の誤り・警告はありません。情報 ${count} 件は Shift+N で見られます`, `no error or warning is left; Shift+N goes through ${count} note(s)`));
  }
  const next = step > 0 ? wanted.find((index) => index > findingIndex) : wanted.findLast((index) => index < findingIndex);
  goToFinding(next ?? wanted.at(step > 0 ? 0 : -1));
}
// The buttons, which a finger has in place of keys: errors and warnings, and the notes when none of these is left.
const onlyNotesLeft = () => undecided().every((index) => findings[index].severity === "info");

// ---- keys
function stepToProvision(step) {
  const owns = [...tree.querySelectorAll(".node > .own:not(:empty)")];
  const index = owns.findIndex((own) => own.parentElement.dataset.node === String(selected));
  const next = owns[Math.max(0, Math.min(owns.length - 1, index + step))];
  if (!next) return;
  select(Number(next.parentElement.dataset.node), { focus: true });
  setCurrentLine(firstLine(selected));
}

function focusNextReference() {
  const links = [...(ownElement(selected)?.querySelectorAll("[data-reference]") ?? [])];
  if (links.length) links[(links.indexOf(document.activeElement) + 1) % links.length].focus();
}

function showCiting() {
  const button = ownElement(selected)?.querySelector(".cited-by");
  if (button) showPreview(button, citingPreview(selected), "pinned");
}

// Enter on a reference without an address shows its preview; elsewhere it is the browser's.
function pinPreview(event) {
  if (!event.target.matches?.("[data-reference]:not([href])")) return false;
  showPreview(event.target, previewOf(event.target), "pinned");
  return true;
}

function switchPane(name) {
  panes.dataset.pane = name ?? (panes.dataset.pane === "tree" ? "source" : "tree");
  for (const button of document.querySelectorAll(".tabs [data-pane]")) button.setAttribute("aria-pressed", String(button.dataset.pane === panes.dataset.pane));
  if (selected !== null) select(selected);
}
document.querySelector(".tabs").addEventListener("click", (event) => {
  const button = event.target.closest("[data-pane]");
  if (button) switchPane(button.dataset.pane);
});

const KANJI_DIGITS = { 〇: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const KANJI_UNITS = { 十: 10, 百: 100 };
function arabic(kanji) {
  let total = 0, digits = 0;
  for (const character of kanji) {
    const unit = KANJI_UNITS[character];
    if (unit) { total += (digits || 1) * unit; digits = 0; } else digits = digits * 10 + KANJI_DIGITS[character];
  }
  return String(total + digits);
}
const normalise = (citation) => citation.normalize("NFKC").replace(/\s+/g, "").replace(/(?<=第|の)[〇一二三四五六七八九十百]+/g, arabic);

// The line or node that a typed text names: 12行目, 第10条の2第3項, 第十条.
function findTarget(text) {
  const wanted = normalise(text);
  if (/^(行|L)?\d+行?目?$/i.test(wanted)) return $(`L${wanted.replace(/\D/g, "")}`);
  const citation = /^\d/.test(wanted) ? `第${wanted}` : wanted;
  const withoutFirst = (name) => name.replace("第1項", "");
  const nodes = [...tree.querySelectorAll(".node[data-citation]")];
  return nodes.find((node) => normalise(node.dataset.citation) === citation)
    ?? nodes.find((node) => withoutFirst(normalise(node.dataset.citation)) === withoutFirst(citation));
}

function openJump() {
  $("jump-problem").hidden = true;
  openDialog($("jump-box"));
  $("jump-box").querySelector("input").select();
}
$("jump").addEventListener("click", openJump);
$("jump-box").querySelector("form").addEventListener("submit", (event) => {
  if (event.submitter?.value !== "go") return;
  const target = findTarget(event.target.elements.target.value);
  $("jump-problem").hidden = Boolean(target);
  if (!target) return event.preventDefault();
  history.pushState(null, "", `#${target.id}`);
  showHash();
});
$("next").addEventListener("click", () => stepToFinding(1, onlyNotesLeft()));
$("previous").addEventListener("click", () => stepToFinding(-1, onlyNotesLeft()));

export const keyActions = {
  ...commonKeys,
  n: () => stepToFinding(1), j: () => stepToFinding(1), p: () => stepToFinding(-1), k: () => stepToFinding(-1), N: () => stepToFinding(1, true), P: () => stepToFinding(-1, true),
  g: openJump, r: focusNextReference, b: () => history.back(), s: () => switchPane(), c: showCiting,
  ArrowDown: () => stepToProvision(1), ArrowUp: () => stepToProvision(-1),
  Enter: pinPreview, Escape: hidePreview,
};

startPage();
allFindings.forEach(showDecision);
showPosition();
onLanguage(showPosition);
handleKeys(keyActions);
if (location.hash) showHash();
document.documentElement.dataset.ready = "1";
