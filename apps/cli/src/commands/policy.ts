import type { AppContract, Out } from "@casemate/contract";
import type { Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, type Common } from "./common-options.ts";
import { changeLines, factLine } from "./decision-text.ts";
import { addPolicyCheck } from "./policy-check.ts";
import { addListCommands } from "./policy-lists.ts";

interface ShowOptions extends Common {
  readonly calls?: boolean;
  readonly call?: string;
}

const STATES = {
  default: "No policy file: Casemate's own rules decide.",
  file: "A policy tightens the rules.",
  broken: "Nothing is admitted: the policy or a list cannot be read.",
} as const;
const CALL_STATES = {
  none: "Calls: Casemate's own rules decide.",
  file: "Calls: your call policy tightens Casemate's own rules.",
  broken: "Calls: nothing that acts is allowed, your call policy cannot be read.",
} as const;

type Calls = Out<AppContract["policy.calls"]>;

/** `casemate policy …`: what may be admitted, which calls run, and why. */
export function addPolicyCommands(program: Command): void {
  const policy = program
    .command("policy")
    .description("what may be admitted and which calls run: policy files, pins, blocks");
  jsonOption(policy.command("show").description("what is in force now"))
    .option("--calls", "what is decided at this moment about every call of the command line")
    .option("--call <name>", "one of them, with what would change it")
    .action(show);
  addPolicyCheck(policy);
  addListCommands(policy);
}

async function show(options: ShowOptions): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    const { admission, canonical } = await client.call("policy.show", {});
    const calls = await client.call("policy.calls", {});
    const admissionText = [
      STATES[admission.state],
      ...(admission.error === null ? [] : [visible(admission.error)]),
      table([
        ["Digest", admission.policy],
        ["Pins", String(admission.pins)],
        ["Blocks", String(admission.blocks)],
      ]),
      ...(canonical === null ? [] : [visible(canonical)]),
    ];
    const ok =
      admission.state !== "broken" && calls.policy.state !== "broken" && calls.policy.frozen === null;
    const text =
      options.call === undefined
        ? [...admissionText, ...callLines(calls, options.calls === true)].join("\n")
        : oneCall(calls, options.call);
    printAnswer({ ok, text, json: { ...admission, canonical, calls } }, options.json);
  });
}

function callLines({ policy, decisions }: Calls, all: boolean): string[] {
  const rows = decisions.map(({ call, decision, rule, reason }) => [call, decision, rule, visible(reason)]);
  return [
    CALL_STATES[policy.state],
    ...(policy.error === null ? [] : [visible(policy.error)]),
    ...(policy.frozen === null ? [] : [`Everything that acts is frozen. ${visible(policy.frozen)}`]),
    table([
      ["Digest", policy.digest],
      ["Rules", String(policy.rules)],
      ["Limits", String(policy.limits)],
    ]),
    ...(all ? [table([["CALL", "NOW", "RULE", "WHY"], ...rows])] : []),
  ];
}

function oneCall({ decisions }: Calls, name: string): string {
  const found = decisions.find(({ call }) => call === name);
  if (!found)
    throw new UsageError(`There is no call named ${visible(name.slice(0, 80))}. docs/calls.md lists them.`);
  return [
    `${found.call}: ${found.decision} (${found.rule})`,
    visible(found.reason),
    `Because: ${factLine(found.facts)}`,
    ...changeLines(found),
  ].join("\n");
}
