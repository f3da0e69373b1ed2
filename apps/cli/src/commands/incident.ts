import {
  type IncidentClass,
  REPORTED_CLASSES,
  type AppContract,
  type Arg,
  type Incident,
  type IncidentSummary,
} from "@casemate/contract";
import { InvalidArgumentError, Option, type Command } from "commander";
import { printAnswer, table, visible } from "../console/output.ts";
import { hasPassphraseSource, type PassphraseOptions } from "../console/passphrase.ts";
import { unlockIfHosted, withSession, type Session } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { incidentText } from "./incident-text.ts";
import { withApproval } from "./with-approval.ts";

type Options = Common & PassphraseOptions;
type ListOptions = Common & {
  readonly which: Arg<AppContract["incident.list"]>["which"];
  readonly class?: IncidentClass;
};

/** Shortest beginning of an id that names an incident. */
const MIN_PREFIX = 6;
/** Longest reason, in characters (the contract's). */
const MAX_REASON = 300;
const PAGE = 200;

/** `casemate incident …` */
export function addIncidentCommands(program: Command): void {
  const incident = program.command("incident").description("what went wrong, and the way back");
  jsonOption(incident.command("list"))
    .description("open and ended incidents, newest first")
    .addOption(new Option("--which <which>").choices(["open", "ended", "all"]).default("all"))
    .addOption(new Option("--class <class>", "of one class only").choices(REPORTED_CLASSES))
    .action(list);
  const add = (name: string, description: string): Command =>
    passphraseOption(jsonOption(incident.command(`${name} <id>`).description(description)));
  add("show", "what happened, what Casemate did, what to do").action(show);
  add("ack", "say that you have seen it").alias("acknowledge").action(acknowledge);
  add("reattest", "let Casemate look at everything again").action(reattest);
  add("resolve", "end it and lift what contained it; needs approval").action(resolve);
  add("dismiss", "end one that was none")
    .requiredOption("--reason <text>", "why it was none", reasonText)
    .action(dismiss);
}

async function list({ which, class: wanted, json }: ListOptions): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    const { incidents, total } = await readAll(session, { which, class: wanted ?? null });
    const { kept, note, frozen } = (await session.state()).incidents;
    const rows = incidents.map((one) => [
      one.id.slice(0, 12),
      one.severity,
      one.state,
      String(one.count),
      one.openedAt,
      visible(one.summary.message),
    ]);
    const lines = [
      rows.length === 0
        ? "No incidents."
        : table([["ID", "SEVERITY", "STATE", "SEEN", "SINCE", "WHAT"], ...rows]),
      ...(frozen ? ["Whatever runs a model or lets something in is frozen."] : []),
      ...(kept === "memory" ? [`In memory only, because they cannot be stored: ${visible(note ?? "")}`] : []),
    ];
    printAnswer({ ok: true, text: lines.join("\n"), json: { incidents, total, kept, frozen } }, json);
  });
}

async function show(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    print(await session.client.call("incident.show", { id: await find(session, id) }), true, options);
  });
}

async function acknowledge(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    print(await session.client.call("incident.acknowledge", { id: await find(session, id) }), true, options);
  });
}

async function reattest(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await openIfPossible(session, options);
    const incident = await session.client.call("incident.reattest", { id: await find(session, id) });
    print(incident, incident.state === "reattested", options);
  });
}

async function resolve(id: string, options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    await openIfPossible(session, options);
    const input = { id: await find(session, id) };
    if (await withApproval(session, "incident.resolve", input, options))
      print(await session.client.call("incident.show", input), true, options);
  });
}

async function dismiss(id: string, options: Options & { readonly reason: string }): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    const input = { id: await find(session, id), reason: options.reason };
    print(await session.client.call("incident.dismiss", input), true, options);
  });
}

/** Looking at a model, and approving, need an open vault; where there is no way to open it, Casemate says what could not be looked at. */
async function openIfPossible(session: Session, options: PassphraseOptions): Promise<void> {
  if (hasPassphraseSource(options) || process.stdin.isTTY) await unlockIfHosted(session, options);
}

function print(incident: Incident, ok: boolean, { json }: Common): void {
  printAnswer({ ok, text: incidentText(incident), json: incident }, json);
}

async function readAll(
  { client }: Session,
  query: Pick<Arg<AppContract["incident.list"]>, "which" | "class">,
): Promise<{ incidents: IncidentSummary[]; total: number }> {
  const incidents: IncidentSummary[] = [];
  for (let after: string | null = null; ;) {
    const page: { incidents: IncidentSummary[]; total: number; next: string | null } = await client.call(
      "incident.list",
      { ...query, after, limit: PAGE },
    );
    incidents.push(...page.incidents);
    if (page.next === null) return { incidents, total: page.total };
    after = page.next;
  }
}

/** ID is an id or its beginning. Throws `UsageError` when it names none or several. */
async function find(session: Session, id: string): Promise<string> {
  const wanted = id.toLowerCase();
  const { incidents } = await readAll(session, {});
  const found = wanted.length >= MIN_PREFIX ? incidents.filter((one) => one.id.startsWith(wanted)) : [];
  const [only] = found;
  if (only && found.length === 1) return only.id;
  throw new UsageError(
    found.length > 1
      ? `${String(found.length)} incidents begin with ${visible(id)}. Give more of the id.`
      : `There is no incident ${visible(id)}. Give at least ${String(MIN_PREFIX)} characters of an id; see them with: casemate incident list`,
  );
}

function reasonText(text: string): string {
  if (text.trim() === "" || text.length > MAX_REASON)
    throw new InvalidArgumentError(`Say in 1 to ${String(MAX_REASON)} characters why it was none.`);
  return text;
}
