// What both the list and a document need for decisions: who decides, and many findings at once.
import { $, onLanguage, openDialog, store, toast, translate } from "./common.js";
import { post } from "./requests.js";

// ---- who decides: asked once, kept in this browser; whom the server was started for (--by) comes first
const EDITOR = "jorei-editor";
const { editor: given } = JSON.parse($("data").textContent);
const session = { get: () => sessionStorage.getItem(EDITOR), set: (name) => sessionStorage.setItem(EDITOR, name) };
export const editorName = () => session.get() || given || store.get(EDITOR) || "";

function showEditor() {
  $("editor-name").querySelector("b").textContent = editorName() || translate("（未記入）", "(nobody yet)");
}

// The answer of a dialog when it has closed: its fields, or null when it was cancelled.
export function ask(dialog) {
  if (document.querySelector("dialog[open]")) return Promise.resolve(null);
  dialog.returnValue = "";
  openDialog(dialog);
  return new Promise((resolve) => {
    const form = dialog.querySelector("form");
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go" ? form.elements : null), { once: true });
  });
}

export async function askEditor() {
  const field = $("editor-box").querySelector("[name=by]");
  field.value = editorName();
  const answer = ask($("editor-box"));
  field.select();
  const name = (await answer)?.by.value.trim();
  if (!name) return "";
  session.set(name);
  store.set(EDITOR, name);
  showEditor();
  return name;
}
export const whoDecides = async () => editorName() || (await askEditor());

// ---- many findings at once
const query = (scope) => new URLSearchParams(scope).toString();
async function count(scope) {
  const response = await fetch(`/bulk?${query(scope)}`);
  return response.ok ? response.json() : null;
}

// Asks about the findings of each scope (the narrowest first) and decides those of the one that is chosen. `extra` goes
// with the request, `build` is the stamp of the page where it shows findings; the answer, or null.
export async function decideAll(code, scopes, { typed = {}, extra = {}, build = null, refused } = {}) {
  const by = await whoDecides();
  if (!by) return null;
  const targets = await Promise.all(scopes.map(count));
  if (targets.includes(null)) return toast(translate("数えられませんでした", "they could not be counted"), true), null;
  const dialog = $("bulk-box"), fields = dialog.querySelector("form").elements;
  const choices = dialog.querySelectorAll(".scope");
  dialog.querySelector(".number").textContent = code;
  choices.forEach((choice, index) => {
    choice.hidden = scopes.length < 2;
    const target = targets[Math.min(index, targets.length - 1)];
    choice.querySelector(".count").textContent = translate(`${target.count} 件`, `${target.count}`);
  });
  fields.scope.value = typed.scope ?? "0";
  fields.verdict.value = typed.verdict ?? "dismissed";
  fields.reason.value = typed.reason ?? "";
  const show = () => {
    const { count: number, documents } = targets[Number(fields.scope.value)] ?? targets[0];
    fields.reason.required = fields.verdict.value === "dismissed";
    dialog.querySelector(".how-many").textContent = translate(
      `未決の指摘 ${number} 件（${documents} 文書）を一度に決めます。`, `${number} open finding(s) of ${documents} document(s) are decided at once.`);
    const button = dialog.querySelector("[value=go]");
    button.disabled = !number;
    button.textContent = translate(`${number} 件を${fields.verdict.value === "dismissed" ? "却下する" : "認める"}`, `${fields.verdict.value === "dismissed" ? "Dismiss" : "Accept"} ${number}`);
  };
  dialog.querySelector("form").oninput = show;
  show();
  if (!(await ask(dialog))) return null;
  const chosen = Math.min(Number(fields.scope.value), scopes.length - 1), target = targets[chosen];
  const written = { scope: fields.scope.value, verdict: fields.verdict.value, reason: fields.reason.value };
  toast(translate("保存しています…", "saving…"));
  const body = {
    scope: scopes[chosen], build: build ?? target.build, about: target.about,
    verdict: written.verdict, reason: written.reason.trim(), by, ...extra,
  };
  return post("/api/bulk", body, (problem) => refused(problem, written));
}

export const undoAll = (id, doc = "") => post("/api/bulk-undo", { id, doc });

$("editor-name").addEventListener("click", askEditor);
showEditor();
onLanguage(showEditor);
