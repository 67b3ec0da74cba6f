// The list of documents and findings.
import { $, commonKeys, handleKeys, rememberList, startPage, toast, translate } from "./common.js";
import { decideAll, undoAll } from "./deciding.js";
import { rebuild } from "./requests.js";

function focusFinding(step) {
  const items = [...document.querySelectorAll(".queue .item")], index = items.indexOf(document.activeElement);
  items[index < 0 ? 0 : Math.max(0, Math.min(items.length - 1, index + step))]?.focus();
}
startPage();
rememberList();
const filter = document.querySelector(".filter");
filter.addEventListener("formdata", ({ formData }) => { // an address says what is asked for, and no more
  for (const [name, value] of [...formData]) if (!value || (name === "order" && value === "grave")) formData.delete(name);
});
let byPointer = false; // a choice of the pointer is meant; the arrow keys pass by others on their way
filter.addEventListener("pointerdown", () => { byPointer = true; });
filter.addEventListener("keydown", () => { byPointer = false; });
filter.addEventListener("change", (event) => { if (byPointer && event.target.matches("select")) filter.requestSubmit(); });

async function decideListed(typed = {}) {
  const asked = new URLSearchParams(location.search), code = filter.elements.code.value;
  if (!$("bulk")) return toast(translate("先に点検項目を選んでください", "choose a check first"), true);
  const scope = { code, doc: asked.get("doc") ?? "", q: filter.elements.q.value.trim(), severity: asked.get("severity") ?? "" };
  const done = await decideAll(code, [scope], {
    typed,
    refused: (problem, written) => { // counted anew, what was typed kept
      toast(translate(problem.ja, problem.en), true);
      decideListed(written);
    },
  });
  if (done) location.reload();
}
$("bulk")?.addEventListener("click", () => decideListed());
$("bulk-undo")?.addEventListener("click", async (event) => {
  if (await undoAll(event.currentTarget.dataset.bulk)) location.reload();
});
$("rebuild").addEventListener("click", () => rebuild());
handleKeys({
  ...commonKeys, n: () => focusFinding(1), j: () => focusFinding(1), ArrowDown: () => focusFinding(1),
  p: () => focusFinding(-1), k: () => focusFinding(-1), ArrowUp: () => focusFinding(-1),
  g: () => document.querySelector(".filter input").focus(), A: () => { decideListed(); }, B: () => { rebuild(); },
});
document.documentElement.dataset.ready = "1";
