import type { AppContract, Approval, Arg, CallName } from "@casemate/contract";
import { createInterface } from "node:readline/promises";
import { visible } from "../console/output.ts";
import { hasPassphraseSource, type PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, type Session } from "../console/session.ts";

/** Calls that a command may have to ask about; those that never need it are never found waiting. */
export type Asked = Extract<
  CallName<AppContract>,
  | "forensic.export"
  | "gpu.baseline.replace"
  | "model.release"
  | "model.remove"
  | `policy.${string}`
  | `audit.${string}`
>;

/** Asks the person at the terminal. No terminal: denied, the request stays waiting in a running console. */
export async function approveHere(
  session: Session,
  call: Asked,
  input: Arg<AppContract[Asked]>,
  options: PassphraseOptions,
): Promise<boolean> {
  const request = (await session.state()).approvals.find(
    (one) => one.state === "pending" && one.call === call && sameInput(one, input),
  );
  if (!request || !process.stdin.isTTY) return false;
  process.stderr.write(`${approvalText(request)}\n`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question("Allow this once? Type yes to allow, anything else denies: ");
  lines.close();
  if (answer.trim() !== "yes") {
    await session.client.call("approvals.deny", { id: request.id });
    return false;
  }
  await grant(session, request.id, options);
  return true;
}

/** Grants with the passphrase shown again; where there is no vault there is none. */
export async function grant(session: Session, id: string, options: PassphraseOptions): Promise<string> {
  if ((await session.state()).vault.state === "absent")
    return (await session.client.call("approvals.grant", { id, secretId: null })).outcome;
  const question = hasPassphraseSource(options) ? "" : "Passphrase, to approve: ";
  const secretId = await sendPassphrase(session.client, "approve", options, question);
  return (await session.client.call("approvals.grant", { id, secretId })).outcome;
}

export function approvalText(request: Approval): string {
  return [
    visible(request.sentence),
    ...request.evidence.map((line) => `  ${visible(line)}`),
    `  Asked by: ${request.requestedBy}, ${request.requestedAt}`,
    `  ${request.call} ${visible(request.input)}`,
  ].join("\n");
}

function sameInput(request: Approval, input: unknown): boolean {
  const asked = JSON.parse(request.input) as Record<string, unknown>;
  return Object.entries(input as Record<string, unknown>).every(
    ([key, value]) => JSON.stringify(asked[key]) === JSON.stringify(value),
  );
}
