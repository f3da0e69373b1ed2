import { buildBundle, collectLog, encryptTo, nodeCrypto, previewRows, type Verifiers } from "@casemate/audit";
import {
  FORENSIC_CHUNK_BYTES,
  RpcError,
  type AppContract,
  type Caller,
  type ForensicMade,
  type ForensicPreview,
  type ForensicRows,
  type In,
  type Out,
} from "@casemate/contract";
import { createHash } from "node:crypto";
import { isoTime } from "../../common/clock.ts";
import type { JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import { firstSince } from "../console/log-age.ts";
import { fileName } from "./file-name.ts";
import { statementsOf, whatIsKept } from "./statements.ts";
import { createTickets, type TakenBundle } from "./tickets.ts";

/** A bundle that nobody fetches is let go: it takes memory, and holds what the vault may have held. */
const KEEP_MS = 10 * 60_000;

/** The English list of BIP 39, one word a line. */
const WORD_LIST_BYTES = 13_116;

type Request = In<AppContract["forensic.export"]>;
type Range = In<AppContract["forensic.preview"]>;
type RowsWanted = In<AppContract["forensic.rows"]>;
type Chunk = Out<AppContract["forensic.read"]>;

/** Makes forensic bundles and hands them out. They are in memory only: they may name what the vault encrypts. */
export interface Forensic {
  /** A later one of the same caller ends it. Throws `bad_range`, `superseded`, and what the ledger throws. */
  preview(range: Range, caller: Caller): Promise<ForensicPreview>;
  rows(wanted: RowsWanted): Promise<ForensicRows>;
  /** As a job that can be cancelled. Throws `bad_range`, `bad_recipient`, `busy`, `cancelled`, `locked`, and what the ledger throws. */
  make(request: Request, caller: Caller): Promise<void>;
  /** These throw `not_found` for what is not there any more, and for what was made for another caller. */
  made(exportId: string, caller: Caller): ForensicMade;
  read(exportId: string, at: number, caller: Caller): Chunk;
  ticket(exportId: string, caller: Caller): string;
  /** For the transport: the bundle behind a ticket, once; null for a ticket that is used, too old or none. */
  take(ticket: string): TakenBundle | null;
  /** Lets go of what was made: the vault is being locked. */
  forget(): void;
}

interface Kept {
  readonly exportId: string;
  readonly owner: string;
  readonly bytes: Uint8Array;
  readonly made: ForensicMade;
}

export function createForensic(context: Context): Forensic {
  const { sha256 } = nodeCrypto;
  let kept: Kept | null = null;
  let making = false;
  let cancelExpiry = (): void => undefined;
  const tickets = createTickets(context.clock, context.newId);
  const previews = new Map<string, symbol>();

  const forget = (): void => {
    kept = null;
    cancelExpiry();
  };
  const keep = (bundle: Kept): void => {
    kept = bundle;
    cancelExpiry();
    cancelExpiry = context.clock.after(KEEP_MS, forget);
  };
  const find = (exportId: string, caller: Caller): Kept => {
    if (kept?.exportId === exportId && kept.owner === ownerOf(caller)) return kept;
    throw new RpcError(
      "not_found",
      "There is no such bundle here. It was not approved yet, or it was let go after ten minutes or by locking.",
    );
  };
  const build = async (request: Request, caller: Caller, job: JobControl): Promise<void> => {
    const goesOn = (): void => {
      job.signal.throwIfAborted();
    };
    const progress = (done: number, total: number): void => {
      goesOn();
      job.progress({ done, total });
    };
    await context.ledger.flush();
    const built = await buildBundle(
      { call: context.ledger.evidence(), sha256, progress },
      {
        ...request,
        created: isoTime(context.clock),
        statements: statementsOf(context, request.include),
        verifiers: context.verifiers(),
      },
    );
    const { recipients, exportId } = request;
    const bytes = recipients.length === 0 ? built.archive : await encryptTo(recipients, built.archive);
    goesOn();
    keep({ exportId, owner: ownerOf(caller), bytes, made: madeOf(built, bytes, recipients.length > 0) });
    const { from, to } = built.manifest.log;
    const vault = context.state.get("vault").state;
    context.ledger.note("forensic.exported", null, { manifest: built.digest, from, to, vault });
  };

  return {
    preview: async ({ since, from, ...rest }, caller) => {
      const owner = ownerOf(caller);
      const mine = Symbol(owner);
      previews.set(owner, mine);
      const progress = (): void => {
        if (previews.get(owner) !== mine)
          throw new RpcError("superseded", "Another preview was asked for meanwhile.");
      };
      try {
        await context.ledger.flush();
        const begin = since === null ? from : Math.max(from, await beginOf(context, since));
        const source = { call: context.ledger.evidence(), sha256, progress };
        const log = await collectLog(source, { ...rest, from: begin });
        return {
          from: log.from,
          to: log.to,
          shown: log.shown,
          forgotten: log.forgotten,
          checkpoints: log.checkpoint.epoch + 1,
          hidden: [...log.hidden],
          bytes: log.records.length + log.checkpoints.length + bytesBeside(context.verifiers()),
          statements: whatIsKept(context),
        };
      } finally {
        if (previews.get(owner) === mine) previews.delete(owner);
      }
    },
    rows: async ({ at, limit, ...selection }) => {
      await context.ledger.flush();
      const source = { call: context.ledger.evidence(), sha256 };
      return { rows: await previewRows(source, selection, { at, limit }) };
    },
    make: async (request, caller) => {
      if (making) throw new RpcError("busy", "Another bundle is being made. Try again when it is done.");
      making = true;
      const job = context.jobs.start("export", "Exporting the log", request.exportId);
      try {
        await build(request, caller, job);
        job.finish();
      } catch (error) {
        job.fail(error);
        throw error;
      } finally {
        making = false;
      }
    },
    made: (exportId, caller) => find(exportId, caller).made,
    read: (exportId, at, caller) => {
      const { bytes, made } = find(exportId, caller);
      const chunk = Buffer.from(bytes.subarray(at, at + FORENSIC_CHUNK_BYTES)).toString("base64");
      return { bytes: chunk, total: bytes.length, sha256: made.sha256, manifest: made.manifest };
    },
    ticket: (exportId, caller) => {
      const bundle = find(exportId, caller);
      const { name } = bundle.made;
      return tickets.issue({ caller, name, bytes: () => (kept === bundle ? bundle.bytes : null) });
    },
    take: (ticket) => tickets.take(ticket),
    forget,
  };
}

/** Throws `bad_range` when nothing was written since. */
async function beginOf({ ledger }: Context, since: string): Promise<number> {
  const reader = ledger.reader();
  const begin = await firstSince(reader, Date.parse(since));
  if (begin < (await reader.call("ledger.status", {})).size) return begin;
  throw new RpcError("bad_range", "No record was written since then. Choose an earlier time.");
}

/** Bytes of what every bundle carries: the programs that check it, and the list of words. */
function bytesBeside({ html, python }: Verifiers): number {
  return html.length + python.length + WORD_LIST_BYTES;
}

type Built = Awaited<ReturnType<typeof buildBundle>>;

function madeOf({ manifest, digest, words }: Built, bytes: Uint8Array, encrypted: boolean): ForensicMade {
  const { origin, from, to } = manifest.log;
  return {
    name: fileName(origin, from, to, encrypted),
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    manifest: digest,
    encrypted,
    from,
    to,
    ...manifest.records,
    hidden: [...manifest.hidden],
    words,
  };
}

function ownerOf({ via, session }: Caller): string {
  return `${via}:${session}`;
}
