import { RpcError, type IntegrityOffer, type IntegritySlice } from "@casemate/contract";
import type { Command } from "commander";
import { printAnswer, visible } from "../console/output.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { withSession, type Session } from "../console/session.ts";
import { UsageError } from "../usage-error.ts";
import { approveHere } from "./approve-here.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";

type Options = Common & PassphraseOptions;

/** `casemate integrity show|look|accept`: the watch over files that a running console keeps. */
export function addIntegrityCommands(program: Command): void {
  const integrity = program.command("integrity").description("watched files: programs, lists, models, traps");
  jsonOption(integrity.command("show"))
    .description("what the running console found at its last look")
    .action(show);
  jsonOption(integrity.command("look")).description("look at every watched file now").action(look);
  passphraseOption(jsonOption(integrity.command("accept")))
    .description("policies and lists are meant as they are now; needs approval")
    .action(accept);
}

async function show(options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    print((await session.state()).integrity, options);
  });
}

async function look(options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    expectWatching(session);
    print(await session.client.call("integrity.look", {}), options);
  });
}

async function accept(options: Options): Promise<void> {
  await withSession({ unlock: false }, async (session) => {
    expectWatching(session);
    const offer = await session.client.call("integrity.offer", {});
    if (offer.refused !== null) throw new RpcError("refused", offer.refused);
    const input = { digest: offer.digest };
    const asked = await session.client.call("integrity.accept", input).catch((error: unknown) => {
      if (error instanceof RpcError && error.code === "approval_required") return null;
      throw error;
    });
    const done = asked !== null || (await approveHere(session, "integrity.accept", input, options));
    const text = done
      ? "Accepted: the files count as meant as they are now, and fresh traps were put in their places."
      : `Not accepted. The request is waiting under Approvals.\n${offerLines(offer).join("\n")}`;
    printAnswer({ ok: done, text, json: { accepted: done, offer } }, options.json);
  });
}

function expectWatching({ hosted }: Session): void {
  if (hosted)
    throw new UsageError("Files are watched only while a console runs. Start one with: casemate serve");
}

function print(slice: IntegritySlice, { json }: Options): void {
  printAnswer({ ok: slice.state === "intact", text: lines(slice).join("\n"), json: slice }, json);
}

function lines({
  state,
  note,
  intact,
  watched,
  changes,
  changed,
  checkedAt,
  canaries,
}: IntegritySlice): string[] {
  const told = changes.map(({ group, path, kind }) => `  ${kind}  ${visible(path)}  (${group})`);
  const more = changed > changes.length ? [`  and ${String(changed - changes.length)} more`] : [];
  const traps = {
    told_at_once: "Traps: the system tells at once when one is touched. Reading one is not noticed.",
    looked_for: "Traps: looked for every half minute. Reading one is not noticed.",
    none: "No traps.",
  }[canaries ?? "none"];
  return [
    HEADS[state],
    ...(note === null ? [] : [note]),
    `${String(intact)} of ${String(watched)} files were read and are what they should be; last look ${checkedAt ?? "never"}.`,
    ...told,
    ...more,
    traps,
  ];
}

const HEADS: Readonly<Record<IntegritySlice["state"], string>> = {
  intact: "Watched files are what they should be.",
  reading: "Nothing is known to be wrong; not everything was read yet.",
  changed: "Watched files were changed.",
  unknown: "Unknown: nobody can say whether watched files were changed.",
};

function offerLines({ lines: changes, more, notes }: IntegrityOffer): string[] {
  const lines = changes.map(
    ({ path, from, to, known }) =>
      `  ${visible(path)}: ${known ? (from ?? "not there") : "not known"} becomes ${to ?? "not there"}`,
  );
  const shown = [...notes, ...lines];
  return more > 0 ? [...shown, `  and ${String(more)} more`] : shown;
}
