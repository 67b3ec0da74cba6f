// What every page has: light and dark, Japanese and English, the help, short messages.
const root = document.documentElement;
export const $ = (id) => document.getElementById(id);

const store = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* a page opened from a file may have no storage */ } },
};

export function toggleTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  store.set("jorei-theme", root.dataset.theme);
}

export function toggleLanguage() {
  root.dataset.lang = root.dataset.lang === "en" ? "ja" : "en";
  root.lang = root.dataset.lang;
  store.set("jorei-lang", root.dataset.lang);
}

export const translate = (ja, en) => (root.dataset.lang === "en" ? en : ja);

let toastTimer = 0;
export function toast(text, isProblem = false) {
  const box = $("toast");
  if (!box) return;
  box.textContent = text;
  box.classList.toggle("problem", isProblem);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.textContent = ""; }, isProblem ? 8000 : 3000);
}

export const openDialog = (dialog) => { if (!document.querySelector("dialog[open]")) dialog.showModal(); };

// Right after a dialog has closed, the focus is still on its field or button until the page is drawn again.
const inClosedDialog = (element) => element.closest?.("dialog:not([open])");

// Keys do nothing while somebody types or a dialog is open; a key with Ctrl, Alt or Meta is the browser's.
export function handleKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select") && !inClosedDialog(event.target)) return;
    const action = actions[event.key];
    if (action && action(event) !== false) event.preventDefault();
  });
}

export const commonKeys = { l: toggleLanguage, m: toggleTheme, "?": () => openDialog($("help-box")) };

export function startPage() {
  if (store.get("jorei-theme")) root.dataset.theme = store.get("jorei-theme");
  if (store.get("jorei-lang") === "en") toggleLanguage();
  $("theme").addEventListener("click", toggleTheme);
  $("lang").addEventListener("click", toggleLanguage);
  $("help").addEventListener("click", () => openDialog($("help-box")));
}
