import {
  EXPORT_PHRASE,
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
import { UsageError } from "../usage-error.ts";
import { changeLines, factLine } from "./decision-text.ts";

/** Calls that a command may have to ask about; those that never need it are never found waiting. */
export type Asked = Extract<
  CallName<AppContract>,
  | "forensic.export"
  | "integrity.accept"
  | "incident.resolve"
  | "model.release"
  | "model.remove"
  | `policy.${string}`
  | `audit.${string}`
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
  const { proof } = await session.client.call("approvals.show", { id: request.id });
  const word = proof === "typed" ? EXPORT_PHRASE : "yes";
  const answer = await ask(
    `Allow this once? Type ${proof === "typed" ? `"${word}"` : word} to allow, anything else denies: `,
  );
  if (answer.trim() !== word) {
    await session.client.call("approvals.deny", { id: request.id });
    throw new RpcError("denied", "Denied. Nothing was done.");
  }
  await grant(session, request.id, options, answer);
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

/** Grants with what is needed: the passphrase shown again, the phrase that was `typed`, or nothing where there is no vault. */
export async function grant(
  { client }: Session,
  id: string,
  options: PassphraseOptions,
  typed: string | null = null,
): Promise<string> {
  const { proof } = await client.call("approvals.show", { id });
  if (proof === "typed" && typed === null && !process.stdin.isTTY)
    throw new UsageError(`The vault is not open, so this needs a phrase: --type "${EXPORT_PHRASE}"`);
  if (proof !== "passphrase") {
    const phrase =
      proof === "typed" ? (typed ?? (await ask(`To allow it, type "${EXPORT_PHRASE}": `))) : null;
    return (await client.call("approvals.grant", { id, secretId: null, typed: phrase })).outcome;
  }
  const question = hasPassphraseSource(options) ? "" : "Passphrase, to approve: ";
  const secretId = await sendPassphrase(client, "approve", options, question);
  return (await client.call("approvals.grant", { id, secretId })).outcome;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(question);
  lines.close();
  return answer;
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
