import { judgeEngine } from "@casemate/inference";
import type { BundleRequest } from "@casemate/audit";
import { STATEMENT_CHOICES, type StatementChoice } from "@casemate/contract";
import { isoTime } from "../../common/clock.ts";
import type { Context } from "../console/context.ts";
import { runDoctor } from "../health/doctor.ts";

/** Stands for the data directory's path, which names the person. */
const HOME = "$CASEMATE_HOME";

type Statements = BundleRequest["statements"];

/** What this console says of itself at this moment. What it does not keep, or was told to leave out, it says so: missing is never none. */
export function statementsOf(context: Context, include: readonly StatementChoice[]): Statements {
  const all = allStatements(context);
  const leftOut = STATEMENT_CHOICES.filter((name) => !include.includes(name));
  return {
    ...all,
    ...Object.fromEntries(leftOut.map((name) => [name, notRecorded("left out by who made this bundle")])),
  };
}

/** Which of them there is anything to say of at this moment; `why` says why not. */
export function whatIsKept(context: Context): { name: StatementChoice; why: string | null }[] {
  const all = allStatements(context);
  return STATEMENT_CHOICES.map((name) => {
    const said: { recorded?: unknown; why?: unknown } = all[name];
    return { name, why: said.recorded === false ? String(said.why) : null };
  });
}

function allStatements(context: Context): Statements {
  const { state } = context.state.snapshot();
  const { app, models, approvals, vault } = state;
  const now = isoTime(context.clock);
  const checks = runDoctor(state, context.home, now, judgeEngine(context.engineRelease, now));
  const { policy } = context.admission.inForce();
  return {
    posture: {
      at: now,
      checks: checks.map((check) => withoutHome(check, context.home.root)),
      isolation: app.isolation,
      platform: app.platform,
      vault: vault.state,
      versions: {
        casemate: app.version,
        engine: app.engine,
        llamaCpp: context.engineRelease,
        node: app.node,
      },
    },
    policy: { admission: context.state.get("admission"), canonical: policy?.canonical ?? null },
    // Not a moment before it is open: what was approved without the passphrase must not show what it guards.
    models:
      models.readable && vault.state === "unlocked"
        ? { recorded: true, models: models.items, receipts: notRecorded("signed receipts are not kept yet") }
        : notRecorded("the vault was locked: the list of models is encrypted"),
    approvals: {
      recorded: true,
      since: app.startedAt,
      // Who, about what and with which arguments is left out: an export may hide just that in the log.
      approvals: approvals.map(({ call, rule, requestedAt, state: answer }) => ({
        call,
        rule,
        requestedAt,
        state: answer,
      })),
      note: "Only those of this start; earlier ones are in the log.",
    },
    incidents: openIncidents(context),
    gpu: { ...notRecorded("this version keeps no history of accelerators"), present: state.machine.gpus },
  };
}

/** As for approvals: what they are about is left out, an export may hide just that in the log. */
function openIncidents({ incidents: { register } }: Context): object {
  if (!register.loaded) return notRecorded("incidents could not be read when this was made");
  return {
    recorded: true,
    open: register
      .openOnes()
      .map(({ severity, state, latched, openedAt, lastSeenAt, count, ...incident }) => ({
        class: incident.class,
        severity,
        state,
        latched,
        openedAt,
        lastSeenAt,
        count,
      })),
    note: "Only those that are open; how each began and ended is in the log.",
  };
}

function notRecorded(why: string): { recorded: false; why: string } {
  return { recorded: false, why };
}

function withoutHome(check: object, root: string): object {
  return Object.fromEntries(
    Object.entries(check).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? value.replaceAll(root, HOME).toWellFormed() : value,
    ]),
  );
}
