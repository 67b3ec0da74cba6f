// Requests that change something carry the page's token; the server takes them from this page alone.
import { $, toast, translate } from "./common.js";

const token = document.querySelector('meta[name="jorei-token"]').content;

const tell = (problem) => toast(translate(problem.ja, problem.en), true);

// The answer of the server; null when it refuses, and then `refused` gets what it says.
export async function post(path, body, refused = tell) {
  try {
    const response = await fetch(path, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-Jorei-Token": token },
    });
    const content = await response.json();
    if (response.ok) return content;
    refused(content);
  } catch {
    toast(translate("サーバーに届きません（jorei review は動いていますか）", "the server does not answer (is jorei review running?)"), true);
  }
  return null;
}

export async function rebuild(doc = null, path = "") {
  const button = $("rebuild");
  if (button.disabled) return;
  button.disabled = true;
  toast(translate("ビルドしています…", "rebuilding…"));
  const response = await post("/api/rebuild", { doc, path });
  button.disabled = false;
  if (!response) return;
  if (!doc || response.doc === doc) location.reload();
  else location.href = response.doc ? `/doc/${encodeURIComponent(response.doc)}` : "/";
}
