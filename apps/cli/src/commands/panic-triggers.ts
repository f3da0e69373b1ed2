import { IncidentClass, type PanicTriggers } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { printAnswer } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { sendPassphrase, withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Level = 1 | 2 | 3;

interface ArmOptions extends Common, PassphraseOptions {
  readonly failedUnlocks?: number;
  readonly incident: readonly IncidentClass[];
  readonly level: Level;
  readonly off: boolean;
}

const FAILED_UNLOCKS = "failed-unlocks";
const INCIDENTS = "incidents";
const NONE: PanicTriggers = { failedUnlocks: null, incidents: null };

const KIND_NAMES = IncidentClass.options.join(", ");

const LEVELS: Readonly<Record<Level, string>> = {
  1: "level 1, lock: the passphrase opens the vault again",
  2: "level 2: after it only the recovery words open the vault",
  3: "level 3, erase: after it nobody, including you, can open the vault",
};

const KINDS: Readonly<Record<IncidentClass, string>> = {
  attestation_failure: "confinement or accelerators became weaker",
  integrity_violation: "a file of Casemate, the log or the vault was changed",
  unauthorized_access: "many wrong passphrases, or their count was lost",
  manifest_mismatch: "a stored model is not the one that was inspected",
  policy_bypass_attempt: "a model tried to connect, or a page asked for what it never may",
  prompt_injection: "hidden instructions (nothing reports this yet)",
  model_behavior_anomaly: "a model does what it should not, or its process ends again and again",
  tool_call_burst: "too many tool calls (nothing reports this yet)",
  forbidden_airlock_request: "a forbidden request (nothing reports this yet)",
};

/** `casemate panic triggers|arm|disarm`: what sets off a panic by itself. */
export function addPanicTriggers(panic: Command): void {
  jsonOption(panic.command("triggers"))
    .description("what sets off a panic by itself, and what could")
    .action(triggers);
  passphraseOption(jsonOption(panic.command("arm")))
    .description(
      "let something set off a panic by itself, without a countdown; nothing is armed until you do this",
    )
    .option("--failed-unlocks <n>", "so many wrong passphrases in a row, from 5 to 100", count)
    .option(
      "--incident <kind>",
      "an incident of this kind, beside those that are armed; may be repeated. All kinds have one level. See: casemate panic triggers",
      addKind,
      [],
    )
    .option("--level <n>", "1, 2 or 3; begin with 1", level, 1)
    .option("--off", "nothing sets off a panic by itself any more", false)
    .action(arm);
  passphraseOption(jsonOption(panic.command("disarm")))
    .description("let something no longer set off a panic")
    .argument("<what...>", `${FAILED_UNLOCKS}, ${INCIDENTS} (all kinds), or the name of one kind`)
    .action(disarm);
}

/** What is armed, a line each. */
export function armedText({ failedUnlocks, incidents }: PanicTriggers): string {
  if (failedUnlocks === null && incidents === null) return "Nothing sets off a panic by itself.";
  return [
    ...(failedUnlocks === null
      ? []
      : [
          `${String(failedUnlocks.count)} wrong passphrases in a row set off ${LEVELS[failedUnlocks.level]}.`,
        ]),
    ...(incidents?.classes ?? []).map(
      (name) => `An incident of kind ${name} sets off ${LEVELS[incidents?.level ?? 1]}.`,
    ),
  ].join("\n");
}

async function triggers({ json }: Common): Promise<void> {
  await withSession({ unlock: false }, async ({ state }) => {
    const { armed } = (await state()).panic;
    const kinds = IncidentClass.options.map((name) => `  ${name}: ${KINDS[name]}`);
    const text = [
      armedText(armed),
      "",
      "What can be armed: --failed-unlocks N, and --incident with one of these kinds:",
      ...kinds,
      "A duress passphrase is a way into the vault: casemate vault slots shows them.",
    ].join("\n");
    printAnswer({ ok: true, text, json: armed }, json);
  });
}

async function arm(options: ArmOptions): Promise<void> {
  const { failedUnlocks, incident, off } = options;
  const some = failedUnlocks !== undefined || incident.length > 0;
  if (off === some) throw new UsageError("Say --failed-unlocks N, --incident KIND, or --off alone.");
  await change(options, (armed) =>
    off
      ? NONE
      : {
          failedUnlocks:
            failedUnlocks === undefined
              ? armed.failedUnlocks
              : { count: failedUnlocks, level: options.level },
          incidents:
            incident.length === 0
              ? armed.incidents
              : {
                  classes: inOrder([...(armed.incidents?.classes ?? []), ...incident]),
                  level: options.level,
                },
        },
  );
}

async function disarm(names: readonly string[], options: Common & PassphraseOptions): Promise<void> {
  const wanted = names.map(disarmable);
  await change(options, (armed) => {
    const missing = wanted.find((name) => !isArmed(armed, name));
    if (missing !== undefined)
      throw new UsageError(`${missing} is not armed. Nothing was changed. ${armedText(armed)}`);
    const { incidents } = armed;
    const left = incidents?.classes.filter((name) => !wanted.includes(name)) ?? [];
    return {
      failedUnlocks: wanted.includes(FAILED_UNLOCKS) ? null : armed.failedUnlocks,
      incidents:
        incidents === null || left.length === 0 || wanted.includes(INCIDENTS)
          ? null
          : { ...incidents, classes: left },
    };
  });
}

async function change(
  options: Common & PassphraseOptions,
  wantedOf: (armed: PanicTriggers) => PanicTriggers,
): Promise<void> {
  await withSession({ ...options, unlock: "and-confirm" }, async ({ client, state }) => {
    const armed = wantedOf((await state()).panic.armed);
    const secretId = await sendPassphrase(client, "approve", options, "Present passphrase: ");
    const now = await client.call("panic.arm", { secretId, armed });
    printAnswer({ ok: true, text: armedText(now), json: now }, options.json);
  });
}

type Name = typeof FAILED_UNLOCKS | typeof INCIDENTS | IncidentClass;

function isArmed({ failedUnlocks, incidents }: PanicTriggers, name: Name): boolean {
  if (name === FAILED_UNLOCKS) return failedUnlocks !== null;
  return incidents !== null && (name === INCIDENTS || incidents.classes.includes(name));
}

function disarmable(name: string): Name {
  if (name === FAILED_UNLOCKS || name === INCIDENTS) return name;
  const found = kindNamed(name);
  if (found === undefined)
    throw new UsageError(
      `Nothing of that name can be armed. Give ${FAILED_UNLOCKS}, ${INCIDENTS}, or ${KIND_NAMES}.`,
    );
  return found;
}

function inOrder(names: readonly IncidentClass[]): IncidentClass[] {
  return IncidentClass.options.filter((name) => names.includes(name));
}

function addKind(name: string, before: readonly IncidentClass[]): IncidentClass[] {
  const found = kindNamed(name);
  if (found === undefined)
    throw new InvalidArgumentError(`There is no such kind. Give one of: ${KIND_NAMES}.`);
  return [...before, found];
}

function kindNamed(name: string): IncidentClass | undefined {
  return IncidentClass.options.find((one) => one === name);
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 5 || value > 100)
    throw new InvalidArgumentError("Give a number from 5 to 100.");
  return value;
}

function level(text: string): Level {
  const found = ([1, 2, 3] as const).find((one) => String(one) === text);
  if (found === undefined) throw new InvalidArgumentError("Give 1, 2 or 3.");
  return found;
}
