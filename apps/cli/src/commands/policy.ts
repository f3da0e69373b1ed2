import type { Command } from "commander";
import { readPolicyFile } from "@casemate/supervisor";
import { resolve } from "node:path";
import { printAnswer, table, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { jsonOption, type Common } from "./common-options.ts";
import { addListCommands } from "./policy-lists.ts";

const STATES = {
  default: "No policy file: Casemate's own rules decide.",
  file: "A policy tightens the rules.",
  broken: "Nothing is admitted: the policy or a list cannot be read.",
} as const;

/** `casemate policy …`: what may be admitted, beside the rules. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command("policy").description("what may be admitted: policy file, pins, blocks");
  jsonOption(policy.command("show").description("what is in force now")).action(show);
  jsonOption(
    policy.command("check <file>").description("read a policy file strictly, without using it"),
  ).action(check);
  addListCommands(policy);
}

async function show(options: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { admission, canonical } = await client.call("policy.show", {});
    const text = [
      STATES[admission.state],
      ...(admission.error === null ? [] : [visible(admission.error)]),
      table([
        ["Digest", admission.policy],
        ["Pins", String(admission.pins)],
        ["Blocks", String(admission.blocks)],
      ]),
      ...(canonical === null ? [] : [visible(canonical)]),
    ].join("\n");
    const json = { ...admission, canonical };
    printAnswer({ ok: admission.state !== "broken", text, json }, options.json);
  });
}

function check(file: string, options: Common): void {
  const { digest, problem, value } = readPolicyFile(resolve(file), true);
  printAnswer(
    {
      ok: problem === null,
      text: problem === null ? `The policy is good. SHA-256 ${digest}` : visible(problem),
      json: { ok: problem === null, policy: digest, problem, canonical: value?.canonical ?? null },
    },
    options.json,
  );
}
