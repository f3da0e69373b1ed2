import * as z from "zod";

const TOKEN_KEY = "casemate.session";
const Answer = z.object({ token: z.string().regex(/^[0-9A-Za-z_-]{16,256}$/) });

/**
 * The token of this tab. A one-time code in the address is exchanged for it and removed from the address and the history entry.
 * Null when there is neither: the page then says how it is opened.
 */
export async function takeSession(): Promise<string | null> {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code === null) return sessionStorage.getItem(TOKEN_KEY);
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  const response = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
    cache: "no-store",
  }).catch(() => null);
  const answer = Answer.safeParse(await response?.json().catch(() => null));
  // A used code may mean that this tab was duplicated: an older token of the tab can still be good.
  if (!answer.success) return sessionStorage.getItem(TOKEN_KEY);
  sessionStorage.setItem(TOKEN_KEY, answer.data.token);
  return answer.data.token;
}

export function forgetSession(): void {
  sessionStorage.removeItem(TOKEN_KEY);
}

/** True when something answers at this page's address: then a refused connection means that the token is no longer good. */
export async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch("./", { method: "HEAD", cache: "no-store" })).status > 0;
  } catch {
    return false;
  }
}
