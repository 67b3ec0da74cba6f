// The list of documents and findings.
import { $, commonKeys, handleKeys, rememberList, startPage } from "./common.js";
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
for (const select of document.querySelectorAll(".filter select")) select.addEventListener("change", () => select.form.requestSubmit());
$("rebuild").addEventListener("click", () => rebuild());
handleKeys({
  ...commonKeys, n: () => focusFinding(1), j: () => focusFinding(1), ArrowDown: () => focusFinding(1),
  p: () => focusFinding(-1), k: () => focusFinding(-1), ArrowUp: () => focusFinding(-1),
  g: () => document.querySelector(".filter input").focus(), B: () => { rebuild(); },
});
document.documentElement.dataset.ready = "1";
