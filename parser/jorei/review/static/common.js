// What every page has: light and dark, Japanese and English, the help, short messages.
const root = document.documentElement;
export const $ = (id) => document.getElementById(id);

// What somebody has chosen. In cookies, which all ports of a host share: the port of the server is another each time.
const served = location.protocol.startsWith("http");
const YEAR = 365 * 24 * 60 * 60;
export const store = {
  get(name) {
    try {
      if (!served) return localStorage.getItem(name);
      const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
      return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
    } catch { return null; }
  },
  set(name, value) {
    try {
      if (served) document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Strict`;
      else localStorage.setItem(name, value);
    } catch { /* a page opened from a file may have no storage */ }
  },
};

export function toggleTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  store.set("jorei-theme", root.dataset.theme);
}

// Words that cannot stand in two elements, one of which is hidden: of options, and in attributes.
const BILINGUAL = [["en", "textContent"], ["titleEn", "title"], ["labelEn", "ariaLabel"], ["placeholderEn", "placeholder"]];
function showLanguage() {
  const isEnglish = root.dataset.lang === "en";
  for (const [data, property] of BILINGUAL) {
    for (const element of document.querySelectorAll(`[data-${data.replace("En", "-en")}]`)) {
      const japanese = `${data}Ja`;
      element.dataset[japanese] ??= element[property];
      element[property] = element.dataset[isEnglish ? data : japanese];
    }
  }
}

export function toggleLanguage() {
  root.dataset.lang = root.dataset.lang === "en" ? "ja" : "en";
  root.lang = root.dataset.lang;
  store.set("jorei-lang", root.dataset.lang);
  showLanguage();
  document.dispatchEvent(new Event("jorei:language"));
}

// What was put on the page in one language is put there anew in the other.
export const onLanguage = (show) => document.addEventListener("jorei:language", show);
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

// The list as it was last seen in this tab, its filters with it: where the way back leads.
const LIST = "jorei-list";
export const rememberList = () => sessionStorage.setItem(LIST, location.search);
export const listAddress = () => `/${sessionStorage.getItem(LIST) ?? ""}`;

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
  const home = document.querySelector("a.home");
  if (home) home.href = listAddress();
  $("theme").addEventListener("click", toggleTheme);
  $("lang").addEventListener("click", toggleLanguage);
  $("help").addEventListener("click", () => openDialog($("help-box")));
}
