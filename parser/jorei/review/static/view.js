// One document: the two panes light one another, references and terms have a peek, findings are walked through.
// All listeners sit on the panes and the document; none on a node.
import { $, begin, commonKeys, onKeys, open, say } from "./common.js";

const data = JSON.parse($("data").textContent);
export const { references, definitions, findings } = data;
const panes = document.querySelector(".panes");
const source = $("source"), tree = $("tree"), peek = $("peek");
const citing = new Map(); // node -> the references that lead there
references.forEach((one, at) => {
  for (const node of new Set(one.targets)) citing.has(node) ? citing.get(node).push(at) : citing.set(node, [at]);
});

const nodeOf = (n) => tree.querySelector(`.node[data-n="${n}"]`);
const ownOf = (n) => nodeOf(n)?.querySelector(":scope > .own");
const spansOf = (n) => source.querySelectorAll(`[data-n="${n}"]`);
const citationOf = (n) => nodeOf(n)?.dataset.c ?? "";

// ---- lighting: what the pointer is on (lit), what was chosen (sel)
let lit = null;
let selected = null;
export const chosen = () => selected;

function paint(n, name, on) {
  if (n === null) return;
  ownOf(n)?.classList.toggle(name, on);
  for (const span of spansOf(n)) span.classList.toggle(name, on);
}

function light(n) {
  if (n === lit) return;
  paint(lit, "lit", false);
  lit = n;
  paint(lit, "lit", true);
}

const show = (element, block = "nearest") => element?.scrollIntoView({ block, behavior: "instant" });

export function select(n, { scroll = true, focus = false } = {}) {
  paint(selected, "sel", false);
  selected = n;
  paint(selected, "sel", true);
  const own = ownOf(n);
  if (scroll) {
    show(own?.offsetParent ? own : nodeOf(n), "center");
    show(spansOf(n)[0], "center");
  }
  if (focus) own?.focus({ preventScroll: true });
}

const numberOf = (element) => {
  const found = element?.closest?.("[data-n]");
  return found ? Number(found.dataset.n) : null;
};

panes.addEventListener("pointerover", (event) => light(numberOf(event.target)));
panes.addEventListener("pointerleave", () => light(null));
panes.addEventListener("click", (event) => {
  const reference = event.target.closest("[data-r]");
  if (reference) return follow(event, Number(reference.dataset.r), reference);
  const back = event.target.closest("[data-back]");
  if (back) return peekAt(back, citedBy(Number(back.dataset.back)), "pin");
  const card = event.target.closest(".find");
  if (card) return goTo(Number(card.dataset.f), false);
  const line = event.target.closest(".no");
  if (line) {
    event.preventDefault();
    markLine(line.parentElement);
    if (line.dataset.f) return goTo(Number(line.dataset.f.split(" ")[0]), false);
  }
  const inSource = source.contains(event.target);
  if (inSource && event.target.closest(".ln")) markLine(event.target.closest(".ln"));
  const n = numberOf(event.target);
  if (n === null) return;
  select(n, { scroll: false });
  show(inSource ? ownOf(n) ?? nodeOf(n) : spansOf(n)[0], "center");
  if (!inSource) markLine(spansOf(n)[0]?.closest(".ln"));
});

let line = null;
export const chosenLine = () => line;
function markLine(element) {
  line?.classList.remove("at");
  line = element ?? null;
  line?.classList.add("at");
}

// ---- following references, and the way back
function follow(event, at, link) {
  const href = link.getAttribute("href");
  if (!href) {
    peekAt(link, aboutReference(at), "pin");
    return;
  }
  if (!href.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState({ n: numberOf(link) }, "");
  history.pushState(null, "", href);
  hidePeek();
  arrive();
}

export function arrive() {
  const id = decodeURIComponent(location.hash.slice(1));
  const line = /^L\d+$/.test(id) ? $(id) : null;
  if (line) {
    markLine(line);
    show(line, "center");
    const n = numberOf(line.querySelector("[data-n]"));
    if (n !== null) { select(n, { scroll: false }); show(ownOf(n), "center"); }
    return;
  }
  if (/^f\d+$/.test(id)) return goTo(Number(id.slice(1)));
  const node = id ? document.getElementById(id) : null;
  if (node?.dataset.n) {
    const n = Number(node.dataset.n);
    select(n, { focus: true });
    markLine(spansOf(n)[0]?.closest(".ln"));
  }
}

addEventListener("popstate", (event) => {
  if (typeof event.state?.n === "number") select(event.state.n, { focus: true });
  else arrive();
});

// ---- peeks
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};

function copyOf(n) {
  const node = nodeOf(n);
  if (!node) return make("p", "");
  const copy = node.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
  for (const element of copy.querySelectorAll(".lit, .sel")) element.classList.remove("lit", "sel");
  copy.classList.remove("lit", "sel");
  return copy;
}

function aboutReference(at) {
  const one = references[at], box = document.createDocumentFragment();
  const law = one.title && one.law && one.title !== one.law ? `${one.title}（${one.law}）` : one.title || one.law || "";
  const head = [one.other?.title ?? law, one.cites.slice(0, 6).join("、") + (one.cites.length > 6 ? "…" : ""), one.part].filter(Boolean).join(" ");
  box.append(make("h3", head || one.text));
  const why = {
    dangling: ["参照先がありません", "there is no such provision"],
    ambiguous: ["参照先が一つに決まりません", "it may mean any of these"],
    unresolved: ["参照先が分かりません", "it is not known where this leads"],
    external: ["この文書の外の規定です", "a provision outside this document"],
  }[one.status];
  if (why) box.append(make("p", say(...why), one.status === "external" ? "" : "bad"));
  if (one.candidates.length) box.append(make("p", one.candidates.join("、")));
  if (one.corrected) box.append(make("p", say("人が直した参照です", "corrected by a person")));
  for (const n of one.targets.slice(0, 4)) box.append(copyOf(n));
  return box;
}

function aboutDefinition(at) {
  const one = definitions[at], box = document.createDocumentFragment();
  box.append(make("h3", `「${one.term}」 ${citationOf(one.node)} · ${one.scope} · ${say("使用", "uses")} ${one.uses}`), make("p", one.means));
  return box;
}

function citedBy(n) {
  const box = document.createDocumentFragment(), list = make("ul");
  box.append(make("h3", say(`${citationOf(n)}を引用する条項`, `what cites ${citationOf(n)}`)));
  for (const at of citing.get(n) ?? []) {
    const item = make("li"), link = make("a", `${citationOf(references[at].node) || say("本文", "text")}: ${references[at].text}`);
    link.href = `#${nodeOf(references[at].node)?.id ?? ""}`;
    item.append(link);
    list.append(item);
  }
  for (const other of data.cited_by[n] ?? []) {
    const item = make("li"), link = make("a", other.title);
    link.href = other.href;
    item.append(link);
    list.append(item);
  }
  box.append(list);
  return box;
}

let held = ""; // "focus": until the focus leaves; "pin": until Escape or a click elsewhere
function peekAt(anchor, content, hold = "") {
  peek.replaceChildren(content);
  peek.hidden = false;
  peek.scrollTop = 0;
  held = hold;
  const at = anchor.getBoundingClientRect(), size = peek.getBoundingClientRect();
  const below = at.bottom + 6 + size.height <= innerHeight || at.top < size.height + 6;
  peek.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  peek.style.top = `${Math.max(8, below ? Math.min(at.bottom + 6, innerHeight - size.height - 8) : at.top - size.height - 6)}px`;
}
function hidePeek() { clearTimeout(waiting); peek.hidden = true; held = ""; }

const about = (anchor) => ("r" in anchor.dataset ? aboutReference(Number(anchor.dataset.r)) : aboutDefinition(Number(anchor.dataset.d)));

let waiting = 0;
function offer(element) {
  if (held) return;
  clearTimeout(waiting);
  const anchor = element?.closest?.("[data-r], [data-d]");
  waiting = anchor ? setTimeout(() => peekAt(anchor, about(anchor)), 180) : setTimeout(hidePeek, 150);
}
panes.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") offer(event.target); });
panes.addEventListener("pointerleave", () => offer(null));
panes.addEventListener("focusin", (event) => {
  clearTimeout(waiting);
  if (event.target.matches("[data-r], [data-d]")) peekAt(event.target, about(event.target), "focus");
});
panes.addEventListener("focusout", () => { if (held === "focus") hidePeek(); });
$("now").addEventListener("click", (event) => { if (event.target.closest("a")) setTimeout(arrive); });
peek.addEventListener("pointerenter", () => clearTimeout(waiting));
peek.addEventListener("pointerleave", () => { if (!held) hidePeek(); });
peek.addEventListener("click", (event) => { if (event.target.closest("a")?.getAttribute("href")?.startsWith("#")) { hidePeek(); setTimeout(arrive); } });
document.addEventListener("pointerdown", (event) => { if (held === "pin" && !peek.contains(event.target)) hidePeek(); });

// ---- findings
let current = -1;
export const finding = () => current;
const order = findings.map((_, at) => at);
const cards = (at) => tree.querySelector(`#f${at}`);
const pending = () => order.filter((at) => !findings[at].verdict);

export function decorate(at) {
  const one = findings[at], card = cards(at);
  if (!card) return;
  card.classList.toggle("dismissed", one.verdict === "dismissed");
  card.classList.toggle("accepted", one.verdict === "accepted");
  card.querySelector(".state").textContent = one.verdict ? one.reason || "" : "";
}

export function goTo(at, scroll = true) {
  if (!findings[at]) return;
  cards(current)?.classList.remove("at");
  current = at;
  const card = cards(at), one = findings[at];
  card.classList.add("at");
  select(one.node, { scroll: false });
  const mark = source.querySelector(`[data-f~="${at}"]:not(.no)`) ?? $(`L${one.line}`);
  markLine($(`L${one.line}`));
  show(mark, "center");
  if (scroll) { show(card, "center"); card.focus({ preventScroll: true }); }
  const now = $("now");
  now.replaceChildren(make("b", one.code, `code f-${one.severity}`), " ", make("span", one.ja, "ja"), make("span", one.en, "en"));
  if (one.suggestion) now.append(make("span", one.suggestion, "sug"));
  for (const [text, line] of one.related) {
    const link = make("a", `${text} (${say("行", "line")} ${line})`, "sug");
    link.href = `#L${line}`;
    now.append(link);
  }
  count();
}

export function count() {
  const left = pending().length;
  $("place").textContent = findings.length ? `${current >= 0 ? current + 1 : "–"} / ${findings.length}${left < findings.length ? ` (${left})` : ""}` : "0";
}

export function step(by) {
  const open = pending(), among = open.length ? open : order;
  if (!among.length) return;
  const next = by > 0 ? among.find((at) => at > current) ?? among[0] : among.findLast((at) => at < current) ?? among.at(-1);
  goTo(next);
}

// ---- keys
function walk(by) {
  const own = [...tree.querySelectorAll(".node > .own:not(:empty)")];
  const at = own.findIndex((one) => one.parentElement.dataset.n === String(selected));
  const next = own[Math.max(0, Math.min(own.length - 1, at + by))];
  if (next) { select(Number(next.parentElement.dataset.n), { focus: true }); markLine(spansOf(selected)[0]?.closest(".ln")); }
}

function nextReference() {
  const links = [...(ownOf(selected)?.querySelectorAll("[data-r]") ?? [])];
  if (!links.length) return;
  links[(links.indexOf(document.activeElement) + 1) % links.length].focus();
}

export function switchPane(name) {
  panes.dataset.pane = name ?? (panes.dataset.pane === "tree" ? "source" : "tree");
  for (const button of document.querySelectorAll(".tabs [data-pane]")) button.setAttribute("aria-pressed", String(button.dataset.pane === panes.dataset.pane));
  if (selected !== null) select(selected);
}
document.querySelector(".tabs").addEventListener("click", (event) => {
  const button = event.target.closest("[data-pane]");
  if (button) switchPane(button.dataset.pane);
});

const KANJI = { 〇: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const number = (kanji) => {
  let total = 0, digit = 0;
  for (const letter of kanji) {
    if (letter === "百" || letter === "十") { total += (digit || 1) * (letter === "百" ? 100 : 10); digit = 0; } else digit = digit * 10 + KANJI[letter];
  }
  return String(total + digit);
};
const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "").replace(/(?<=第|の)[〇一二三四五六七八九十百]+/g, number);

export function find(text) {
  const wanted = plain(text);
  if (/^(行|L)?\d+行?目?$/i.test(wanted)) return $(`L${wanted.replace(/\D/g, "")}`);
  const full = /^\d/.test(wanted) ? `第${wanted}` : wanted;
  const nodes = [...tree.querySelectorAll(".node[data-c]")];
  return nodes.find((one) => plain(one.dataset.c) === full) ?? nodes.find((one) => plain(one.dataset.c).replace("第1項", "") === full.replace("第1項", ""));
}

function jump() {
  $("jump-bad").hidden = true;
  open($("jump-box"));
  $("jump-box").querySelector("input").select();
}
$("jump").addEventListener("click", jump);
$("jump-box").querySelector("form").addEventListener("submit", (event) => {
  if (event.submitter?.value !== "go") return;
  const found = find(event.target.elements.to.value);
  $("jump-bad").hidden = Boolean(found);
  if (!found) return event.preventDefault();
  history.pushState(null, "", `#${found.id}`);
  arrive();
});
$("next").addEventListener("click", () => step(1));
$("previous").addEventListener("click", () => step(-1));

export const keys = {
  ...commonKeys,
  n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1),
  g: jump, r: nextReference, b: () => history.back(), s: () => switchPane(),
  ArrowDown: () => walk(1), ArrowUp: () => walk(-1),
  c: () => { const back = ownOf(selected)?.querySelector(".back"); if (back) peekAt(back, citedBy(selected), "pin"); },
  Enter: (event) => { if (!event.target.matches?.("[data-r]:not([href])")) return false; peekAt(event.target, aboutReference(Number(event.target.dataset.r)), "pin"); return true; },
  Escape: () => { hidePeek(); },
};

begin();
order.forEach(decorate);
count();
onKeys(keys);
if (location.hash) arrive();
document.documentElement.dataset.ready = "1";
