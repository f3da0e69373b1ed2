import type { ServedConsole } from "@casemate/testkit";
import { WebSocket } from "ws";

/**
 * Takes the one-time code as a page does, and sends one call no page of Casemate's ever makes; answers the code of the refusal. It stays
 * connected until the console ends: the vault is locked when the last page is closed.
 */
export async function callAsPage(served: ServedConsole, name: string, input: unknown): Promise<string> {
  const { origin, host, hash } = new URL(served.address);
  const code = new URLSearchParams(hash.slice(1)).get("code");
  const session = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: origin },
    body: JSON.stringify({ code }),
  });
  const { token } = (await session.json()) as { token: string };
  const socket = new WebSocket(`ws://${host}/ws`, ["casemate.v1", `token.${token}`], {
    headers: { Origin: origin },
  });
  await new Promise((resolve) => socket.once("open", resolve));
  const answer = new Promise<string>((resolve) => {
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString("utf8")) as { t: string; code?: string };
      if (message.t !== "event") resolve(message.code ?? "ok");
    });
  });
  socket.send(JSON.stringify({ t: "call", id: 1, name, input }));
  return answer;
}
