// The list of documents and findings.
import { $, begin, commonKeys, onKeys } from "./common.js";
import { rebuild } from "./post.js";

const items = () => [...document.querySelectorAll(".queue .item")];
function move(by) {
  const all = items(), at = all.indexOf(document.activeElement);
  all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
}
begin();
$("rebuild").addEventListener("click", () => rebuild());
onKeys({
  ...commonKeys, n: () => move(1), j: () => move(1), ArrowDown: () => move(1), p: () => move(-1), k: () => move(-1),
  ArrowUp: () => move(-1), g: () => document.querySelector(".filter input").focus(), B: () => { rebuild(); },
});
document.documentElement.dataset.ready = "1";
