import {
  RpcError,
  type PanicDrilling,
  type PanicLevel,
  type PanicOutcome,
  type State,
} from "@casemate/contract";
import {
  attachUnixSocket,
  homePaths,
  isHeld,
  panicAlone,
  planPanic,
  resolveHome,
  systemClock,
  type ConsoleClient,
} from "@casemate/supervisor";
import { InvalidArgumentError, type Command } from "commander";
import { composeSpawner, version } from "../compose.ts";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { countDown, type PanicSession } from "./panic-countdown.ts";
import { proveHere, thinkAgain } from "./panic-alone.ts";
import { askPhrase } from "./panic-phrase.ts";
import { addPanicExtras } from "./panic-extras.ts";
import { outcomeText, planText, progressText } from "./panic-words.ts";

/** A console that does not answer for this long is taken for hung, in milliseconds: it answers within one or two. */
const HUNG_MS = 1_500;
/** Longest wait for the end of level 1 in a running console, in milliseconds; a large model's memory takes its time. */
const LOCK_MS = 10_000;

/** Codes of a console, or a process of it, that cannot be started. */
const DOES_NOT_START = [
  "bad_home",
  "spawn_failed",
  "tampered",
  "service_unavailable",
  "keeper_gone",
  "kdf_ended",
];

interface Options extends Common, PassphraseOptions {
  readonly drill: boolean;
  readonly phrase?: string;
}

/** `casemate panic 1|2|3`: in the running console, or without one. */
export function addPanicCommands(program: Command): void {
  const panic = passphraseOption(jsonOption(program.command("panic")))
    .description(
      "1 lock now; 2 destroy every way into the vault but the recovery words; 3 erase: after it nobody, including you, can open this vault",
    )
    .argument("<level>", "1, 2 or 3", panicLevel)
    .option("--drill", "rehearse it on a decoy vault; yours is not touched", false)
    .option("--phrase <text>", "the phrase of levels 2 and 3, instead of typing it")
    // So that --json after a command below belongs to that one.
    .enablePositionalOptions()
    .action(run);
  addPanicExtras(panic);
}

async function run(level: PanicLevel, options: Options): Promise<void> {
  if (options.drill) return drill(level, options);
  const answers = await consoleAnswers();
  if (level === 1) {
    show(answers ? await lockRunning() : await alone(1), options);
    return;
  }
  // What does not answer is in the way of everything that follows, and level 1 is part of it.
  if (!answers && isHeld(home())) await alone(1);
  try {
    await destroy(level, options, answers);
  } catch (error) {
    if (answers || !isEnvironment(error)) throw error;
    await destroyAlone(level, options);
  }
}

async function drill(level: PanicLevel, options: Options): Promise<void> {
  await withSession({ unlock: false }, async ({ client }) => {
    let before: PanicDrilling | null = null;
    const stop = client.on("state.changed", ({ slice, value }) => {
      if (slice !== "panic") return;
      const { drilling } = value as State["panic"];
      const line = drilling && progressText(drilling, before);
      if (line !== null) process.stderr.write(`${line}\n`);
      before = drilling;
    });
    const outcome = await client.call("panic.drill", { level }).finally(stop);
    printAnswer({ ok: outcome.complete, text: outcomeText(outcome, true), json: outcome }, options.json);
  });
}

/** Levels 2 and 3 through a console: the running one where it answers, else one of our own. */
async function destroy(level: 2 | 3, options: Options, attach: boolean): Promise<void> {
  const interrupt: PanicSession["interrupt"] = { current: () => false };
  await withSession({ unlock: false, attach, onInterrupt: () => interrupt.current() }, async (session) => {
    const { client } = session;
    const plan = await client.call("panic.prepare", { level });
    if (plan.refused) throw new RpcError(plan.refused.code, plan.refused.message);
    process.stderr.write(`${planText(plan)}\n`);
    const phrase = await askPhrase(plan.phrase, options.phrase);
    const outcome = await countDown({ ...session, interrupt }, plan, phrase, options);
    if (outcome === null)
      printAnswer(
        { ok: false, text: "Cancelled. Nothing was done.", json: { done: false, code: "cancelled" } },
        options.json,
      );
    else show(outcome, options);
  });
}

/**
 * When not even a console of our own starts: this process checks the passphrase then. Only where the header cannot be read does the phrase suffice, and
 * the certificate says so.
 */
async function destroyAlone(level: 2 | 3, options: Options): Promise<void> {
  const plan = planPanic(home().root, level, "unknown");
  if (plan.refused) throw new RpcError(plan.refused.code, plan.refused.message);
  if (level === 2)
    throw new UsageError(
      "Level 2 needs the processes that look whether recovery words would remain, and they do not start. Level 3 is possible.",
    );
  process.stderr.write(`Casemate does not start here, so this command does it alone.\n${planText(plan)}\n`);
  await askPhrase(plan.phrase, options.phrase);
  const cause = await proveHere(home().root, plan, options);
  await thinkAgain(plan);
  show(await alone(level, cause), options);
}

async function lockRunning(): Promise<PanicOutcome> {
  const client = await attachUnixSocket(home().socket);
  if (!client) return alone(1);
  try {
    return await within(LOCK_MS, client.call("panic.lock", {}));
  } catch {
    return await alone(1); // it ended, or hung, under the call
  } finally {
    client.close();
  }
}

function alone(
  level: PanicLevel,
  cause: "button" | "passphrase" | "phrase" = "button",
): Promise<PanicOutcome> {
  const report = (where: string, error: unknown): void => {
    process.stderr.write(
      `casemate: ${visible(where)}: ${visible(error instanceof Error ? error.message : "unknown")}\n`,
    );
  };
  return panicAlone(
    { home: home(), clock: systemClock, version, spawner: composeSpawner, report },
    level,
    cause,
  );
}

/** Whether a console runs and answers. */
async function consoleAnswers(): Promise<boolean> {
  const client: ConsoleClient | null = await within(HUNG_MS, attachUnixSocket(home().socket)).catch(
    () => null,
  );
  if (!client) return false;
  try {
    await within(HUNG_MS, client.call("panic.prepare", { level: 3 }));
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

function show(outcome: PanicOutcome, { json }: Common): void {
  printAnswer({ ok: outcome.complete, text: outcomeText(outcome, false), json: outcome }, json);
}

function home(): ReturnType<typeof homePaths> {
  return homePaths(resolveHome(process.env));
}

/** What keeps a console of our own from starting, as opposed to what a person typed. */
function isEnvironment(error: unknown): boolean {
  if (error instanceof UsageError) return false;
  return !(error instanceof RpcError) || DOES_NOT_START.includes(error.code);
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("no answer"));
    }, ms);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

function panicLevel(text: string): PanicLevel {
  const level = ([1, 2, 3] as const).find((one) => String(one) === text);
  if (level === undefined)
    throw new InvalidArgumentError("Give 1 to lock, 2 to destroy the passphrases, or 3 to erase.");
  return level;
}
