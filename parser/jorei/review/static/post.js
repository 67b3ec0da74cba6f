// Requests that change something carry the page's token; the server takes them from this page alone.
import { $, say, toast } from "./common.js";

const token = document.querySelector('meta[name="jorei-token"]').content;

export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-Jorei-Token": token },
    });
    const read = await answer.json();
    if (answer.ok) return read;
    toast(say(read.ja, read.en), true);
  } catch {
    toast(say("サーバーに届きません（jorei review は動いていますか）", "the server does not answer (is jorei review running?)"), true);
  }
  return null;
}

export async function rebuild(doc = null) {
  const button = $("rebuild");
  if (button.disabled) return;
  button.disabled = true;
  toast(say("ビルドしています…", "rebuilding…"));
  const answer = await post("/api/rebuild", { doc });
  button.disabled = false;
  if (!answer) return;
  if (!doc) location.reload();
  else if (answer.doc === doc) location.reload();
  else location.href = answer.doc ? `/doc/${encodeURIComponent(answer.doc)}` : "/";
}
