// Requests that change something carry the page's token; the server takes them from this page alone.
import { $, toast, translate } from "./common.js";

const token = document.querySelector('meta[name="jorei-token"]').content;

export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-Jorei-Token": token },
    });
    const content = await response.json();
    if (response.ok) return content;
    toast(translate(content.ja, content.en), true);
  } catch {
    toast(translate("サーバーに届きません（jorei review は動いていますか）", "the server does not answer (is jorei review running?)"), true);
  }
  return null;
}

export async function rebuild(doc = null) {
  const button = $("rebuild");
  if (button.disabled) return;
  button.disabled = true;
  toast(translate("ビルドしています…", "rebuilding…"));
  const response = await post("/api/rebuild", { doc });
  button.disabled = false;
  if (!response) return;
  if (!doc || response.doc === doc) location.reload();
  else location.href = response.doc ? `/doc/${encodeURIComponent(response.doc)}` : "/";
}
