// An amendment: the clause under the pointer lights what it touches in both versions, a provision lights its clauses.
import { $, commonKeys, handleKeys, listAddress, startPage } from "./common.js";

const touched = JSON.parse($("data").textContent).clauses; // clause -> units
const both = document.querySelector(".both"), clauses = $("clauses");
const touching = new Map(); // unit -> clauses
touched.forEach((units, clause) => {
  for (const unit of units) touching.has(unit) ? touching.get(unit).push(clause) : touching.set(unit, [clause]);
});
const unitsOf = (unit) => both.querySelectorAll(`[data-unit="${unit}"]`);
const clauseElement = (clause) => clauses.querySelector(`[data-clause="${clause}"]`);
const numberIn = (element, name) => {
  const value = element?.closest?.(`[data-${name}]`)?.dataset[name];
  return value === undefined ? -1 : Number(value);
};

let lit = [];
function light(elements) {
  for (const element of lit) element.classList.remove("lit");
  lit = elements;
  for (const element of lit) element.classList.add("lit");
}
const inSight = (element, box) => {
  const place = element.getBoundingClientRect(), frame = box.getBoundingClientRect();
  return place.height > 0 && place.top >= frame.top && place.bottom <= frame.bottom;
};
const show = (element, box) => { if (element && !inSight(element, box)) element.scrollIntoView({ block: "center", behavior: "instant" }); };
const visible = (elements) => elements.find((element) => element.offsetParent) ?? elements[0];

function lightClause(clause, scroll) {
  const units = (touched[clause] ?? []).flatMap((unit) => [...unitsOf(unit)]);
  light([clauseElement(clause), ...units].filter(Boolean));
  if (scroll && units.length) show(visible(units), both);
}
function lightUnit(unit) {
  const found = (touching.get(unit) ?? []).map(clauseElement).filter(Boolean);
  light(unit < 0 ? [] : [...unitsOf(unit), ...found]);
  if (found.length) show(found[0], clauses);
}

const SCROLL_DELAY = 250; // milliseconds of the pointer on a clause until its provision is brought into sight
let timer = 0;
clauses.addEventListener("pointerover", (event) => {
  const clause = numberIn(event.target, "clause");
  clearTimeout(timer);
  if (clause < 0) return light([]);
  lightClause(clause, false);
  timer = setTimeout(() => lightClause(clause, true), SCROLL_DELAY);
});
both.addEventListener("pointerover", (event) => lightUnit(numberIn(event.target, "unit")));
for (const box of [clauses, both]) box.addEventListener("pointerleave", () => { clearTimeout(timer); light([]); });
clauses.addEventListener("focusin", (event) => lightClause(numberIn(event.target, "clause"), true));
clauses.addEventListener("click", (event) => {
  const clause = numberIn(event.target, "clause");
  if (clause >= 0) lightClause(clause, true);
});

// ---- findings
const problems = [...document.querySelectorAll(".problem-line")];
function goTo(problem) {
  const clause = Number(problem.dataset.clause), unit = Number(problem.dataset.unit);
  problem.focus({ preventScroll: true });
  show(problem, $("problems"));
  if (clause >= 0) { show(clauseElement(clause), clauses); lightClause(clause, true); }
  else if (unit >= 0) { lightUnit(unit); show(visible([...unitsOf(unit)]), both); }
}
$("problems").addEventListener("click", (event) => {
  const problem = event.target.closest(".problem-line");
  if (problem?.getAttribute("href").startsWith("#")) { event.preventDefault(); goTo(problem); }
});
function nextProblem() {
  if (problems.length) goTo(problems[(problems.indexOf(document.activeElement) + 1) % problems.length]);
}

// ---- views
function switchPane(name = both.dataset.pane === "new" ? "old" : "new") {
  both.dataset.pane = name;
  for (const button of document.querySelectorAll(".tabs button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
}
for (const button of document.querySelectorAll(".tabs button")) button.addEventListener("click", () => switchPane(button.dataset.pane));
function toggleChanges() {
  const isOn = both.classList.toggle("changes-only");
  $("changes")?.setAttribute("aria-pressed", String(isOn));
}
$("changes")?.addEventListener("click", toggleChanges);

function stepToClause(step) {
  const elements = [...clauses.querySelectorAll(".clause[data-clause]")], index = elements.indexOf(document.activeElement);
  elements[index < 0 ? 0 : Math.max(0, Math.min(elements.length - 1, index + step))]?.focus();
}

startPage();
handleKeys({
  ...commonKeys, n: () => stepToClause(1), j: () => stepToClause(1), p: () => stepToClause(-1), k: () => stepToClause(-1),
  f: nextProblem, c: toggleChanges, s: () => switchPane(), i: () => { location.href = listAddress(); }, Escape: () => light([]),
});
document.documentElement.dataset.ready = "1";
