import { entryText, fieldPreimage, type ledgerContract } from "@casemate/audit";
import {
  RpcError,
  type AppContract,
  type Arg,
  type AuditRaw,
  type Client,
  type Handlers,
  type Out,
} from "@casemate/contract";
import { hash } from "node:crypto";
import { keepingBaselineNote } from "../gpu/baseline-note.ts";
import type { Integrity } from "../integrity/integrity.ts";
import type { Context } from "./context.ts";
import { firstSince } from "./log-age.ts";
import type { LedgerMark } from "./ledger-mark.ts";

type Ledger = Client<typeof ledgerContract>;
type LogCall = Extract<keyof AppContract, `audit.${string}`>;

const DAY_MS = 24 * 60 * 60_000;
/** C2SP tlog-tiles: an entry stands behind its length in two bytes. */
const LENGTH_BYTES = 2;

/** The calls about the log: reading, proving, and what changes which log is written. */
export function createLogCalls(
  context: Context,
  mark: LedgerMark,
  integrity: Pick<Integrity, "acrossLogs">,
): Pick<Handlers<AppContract>, LogCall> {
  const { ledger } = context;
  const reader = async (): Promise<Ledger> => {
    await ledger.flush();
    return ledger.reader();
  };
  const unlocked = (): boolean => context.state.get("vault").state === "unlocked";
  const remember = async (): Promise<void> => {
    if (unlocked()) await mark.write();
  };
  return {
    "audit.tail": async (wanted) => {
      await ledger.flush();
      return ledger.tail(wanted);
    },
    "audit.verify": async ({ depth }) => {
      await ledger.flush();
      return ledger.verify(depth);
    },
    "audit.stopVerify": async () => ({ stopped: await ledger.stopVerify() }),
    "audit.record": async ({ seq }) => rawRecord(await reader(), seq),
    "audit.prove": async ({ seq }) => (await reader()).call("ledger.prove", { seq }),
    "audit.checkpoint": async () => {
      const { note, verifierKey, words, mark: at } = await (await reader()).call("ledger.checkpoint", {});
      await ledger.refresh();
      return { note, verifierKey, words, ...at };
    },
    "audit.tile": async (tile) => ({ bytes: await tileBytes(await reader(), tile) }),
    "audit.recover": async ({ reason }) => {
      // Only an open vault can be told which log is meant from now on; else its mark would speak against the new one too.
      if (ledger.suspected() && !unlocked())
        throw new RpcError("locked", "The vault remembers another log. Unlock it, then recover.");
      const suspected = ledger.suspected();
      const folder = await integrity.acrossLogs(() => ledger.exchange({ how: "recover", reason }));
      if (suspected) await mark.write();
      return { folder };
    },
    "audit.acknowledge": async () => {
      if (!ledger.recovered())
        throw new RpcError(
          "nothing_to_acknowledge",
          "There is nothing to take note of: the log was not begun anew.",
        );
      await ledger.acknowledge();
      await remember();
      return {};
    },
    "audit.rotate": async () => {
      const folder = await keepingBaselineNote(ledger, () =>
        integrity.acrossLogs(() => ledger.exchange({ how: "rotate" })),
      );
      await remember();
      return { folder };
    },
    "audit.prune": async (input) => {
      const client = await reader();
      const below =
        "below" in input
          ? input.below
          : await firstSince(client, context.clock.now() - input.olderThanDays * DAY_MS);
      if (below === 0) return { below, forgotten: 0 };
      const { forgotten } = await keepingBaselineNote(ledger, () => client.call("ledger.prune", { below }));
      await ledger.refresh();
      return { below, forgotten };
    },
  };
}

/** One record with everything its leaf is computed from. Throws `not_found`, and `damaged` for a log that is. */
async function rawRecord(ledger: Ledger, seq: number): Promise<AuditRaw> {
  const { log } = await ledger.call("ledger.status", {});
  const { records } = await ledger.call("ledger.openings", { from: seq, limit: 1 });
  const [record] = records;
  if (record?.seq !== seq || log === null)
    throw new RpcError("not_found", `The log has no record ${String(seq)}.`);
  const entry = entryText(log, seq, record.digest);
  return {
    seq,
    log,
    kept: record.fields.length > 0,
    fields: record.fields.map(({ salt, text }) => ({
      text,
      salt,
      commitment: hash("sha256", fieldPreimage(salt, text)),
    })),
    digest: record.digest,
    entry,
    leaf: hash("sha256", Buffer.concat([Buffer.of(0), Buffer.from(entry)])),
    checkpoint: await coveringCheckpoint(ledger, seq),
  };
}

/** The first checkpoint over more than `seq` records: sizes grow with their epochs, so it is looked for by halving. */
async function coveringCheckpoint(ledger: Ledger, seq: number): Promise<AuditRaw["checkpoint"]> {
  const at = async (from: number): Promise<AuditRaw["checkpoint"]> =>
    (await ledger.call("ledger.checkpoints", { from, limit: 1 })).checkpoints[0] ?? null;
  const covers = (checkpoint: AuditRaw["checkpoint"]): boolean =>
    checkpoint === null || checkpoint.size > seq;
  let [low, high] = [0, 1];
  while (!covers(await at(high))) [low, high] = [high, high * 2];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (covers(await at(middle))) high = middle;
    else low = middle + 1;
  }
  return at(low);
}

async function tileBytes(
  ledger: Ledger,
  { level, n, width }: Arg<AppContract["audit.tile"]>,
): Promise<string> {
  if (level !== "entries") return (await ledger.call("ledger.tile", { level, n, width })).hashes;
  const { log } = await ledger.call("ledger.status", {});
  const { records }: Out<(typeof ledgerContract)["ledger.openings"]> = await ledger.call("ledger.openings", {
    from: n * 256,
    limit: width,
  });
  if (records.length < width || log === null) throw new RpcError("not_found", "The log has no such entries.");
  const parts = records.flatMap(({ seq, digest }) => {
    const entry = Buffer.from(entryText(log, seq, digest));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(entry.length);
    return [length, entry];
  });
  return Buffer.concat(parts).toString("base64");
}
