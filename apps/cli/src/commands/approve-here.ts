import {
  RpcError,
  TICKET_SECONDS,
  type AppContract,
  type Approval,
  type Arg,
  type CallName,
} from "@casemate/contract";
import { createInterface } from "node:readline/promises";
import { visible } from "../console/output.ts";
import { hasPassphraseSource, type PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, type Session } from "../console/session.ts";
import { changeLines, factLine } from "./decision-text.ts";

/** Calls that a command may have to ask about; those that never need it are never found waiting. */
export type Asked = Extract<
  CallName<AppContract>,
  "forensic.export" | "model.release" | "model.remove" | `policy.${string}` | `audit.${string}`
>;

/** Asks the person at the terminal. Throws `denied` when they say no. No terminal: false, the request stays waiting in a running console. */
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
  await coolOff(request);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question("Allow this once? Type yes to allow, anything else denies: ");
  lines.close();
  if (answer.trim() !== "yes") {
    await session.client.call("approvals.deny", { id: request.id });
    throw new RpcError("denied", "Denied. Nothing was done.");
  }
  await grant(session, request.id, options);
  return true;
}

/** Waits until the request can be allowed. Meanwhile Ctrl C leaves it unanswered, and nothing is done. */
async function coolOff({ grantableFrom }: Approval): Promise<void> {
  const left = grantableFrom === null ? 0 : Date.parse(grantableFrom) - Date.now();
  if (left <= 0) return;
  process.stderr.write(
    `It can be allowed in ${String(Math.ceil(left / 1000))} s. Ctrl C leaves it undone.\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, left));
}

/** Grants with the passphrase shown again; where there is no vault there is none. */
export async function grant(session: Session, id: string, options: PassphraseOptions): Promise<string> {
  if ((await session.state()).vault.state === "absent")
    return (await session.client.call("approvals.grant", { id, secretId: null })).outcome;
  const question = hasPassphraseSource(options) ? "" : "Passphrase, to approve: ";
  const secretId = await sendPassphrase(session.client, "approve", options, question);
  return (await session.client.call("approvals.grant", { id, secretId })).outcome;
}

/** Everything that a person needs to decide, with every argument. What others wrote cannot move the cursor. */
export function approvalText(request: Approval): string {
  return [
    visible(request.sentence),
    visible(request.risk),
    ...request.diff.map(
      ({ what, before, after }) =>
        `  ${visible(what)}: ${before === null ? "nothing" : visible(before)} -> ${after === null ? "nothing" : visible(after)}`,
    ),
    ...request.evidence.map((line) => `  ${visible(line)}`),
    `  Asked by: ${request.requestedBy}, ${request.requestedAt}`,
    `  Exactly: ${request.call} ${visible(request.input)}`,
    `  Rule: ${request.rule}. ${visible(request.reason)}`,
    `  Because: ${factLine(request.facts)}`,
    ...changeLines({ decision: "ask", changes: request.changes }).map((line) => `  ${line}`),
    `  Bound to: policy ${request.policy.slice(0, 12)}, log at record ${String(request.log.size)}. Allowed, it runs once, within ${String(TICKET_SECONDS)} s.`,
    ...(request.grantableFrom === null ? [] : [`  Can be allowed from: ${request.grantableFrom}`]),
    ...(request.expiresAt === null ? [] : [`  Denied if nobody answers until: ${request.expiresAt}`]),
  ].join("\n");
}

function sameInput(request: Approval, input: unknown): boolean {
  const asked = JSON.parse(request.input) as Record<string, unknown>;
  return Object.entries(input as Record<string, unknown>).every(
    ([key, value]) => JSON.stringify(asked[key]) === JSON.stringify(value),
  );
}
