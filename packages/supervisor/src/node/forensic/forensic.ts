import { buildBundle, collectLog, encryptTo, nodeCrypto } from "@casemate/audit";
import {
  FORENSIC_CHUNK_BYTES,
  RpcError,
  type AppContract,
  type Caller,
  type ForensicPreview,
  type In,
  type Out,
} from "@casemate/contract";
import { createHash } from "node:crypto";
import { isoTime } from "../../common/clock.ts";
import type { Context } from "../console/context.ts";
import { statementsOf } from "./statements.ts";

/** A bundle that nobody fetches is let go: it takes memory, and holds what the vault may have held. */
const KEEP_MS = 10 * 60_000;

type Request = In<AppContract["forensic.export"]>;
type Selection = In<AppContract["forensic.preview"]>;
type Chunk = Out<AppContract["forensic.read"]>;

/** Makes forensic bundles and hands them out in pieces. They are in memory only: they may name what the vault encrypts. */
export interface Forensic {
  preview(selection: Selection): Promise<ForensicPreview>;
  /** Throws `bad_range`, `bad_recipient`, `busy`, and what the ledger throws. */
  make(request: Request, caller: Caller): Promise<void>;
  /** Throws `not_found` for what is not there any more, and for what was made for another caller. */
  read(exportId: string, at: number, caller: Caller): Chunk;
  /** Lets go of what was made: the vault is being locked. */
  forget(): void;
}

interface Kept {
  readonly exportId: string;
  readonly owner: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly manifest: string;
}

export function createForensic(context: Context): Forensic {
  const { sha256 } = nodeCrypto;
  let kept: Kept | null = null;
  let making = false;
  /** Counts locks: a bundle that was begun before one is not kept after it. */
  let locks = 0;
  let cancelExpiry = (): void => undefined;

  const forget = (): void => {
    locks++;
    kept = null;
    cancelExpiry();
  };
  const keep = (bundle: Kept): void => {
    kept = bundle;
    cancelExpiry();
    cancelExpiry = context.clock.after(KEEP_MS, forget);
  };
  const build = async (request: Request, caller: Caller): Promise<void> => {
    const begun = locks;
    await context.ledger.flush();
    const { archive, digest, manifest } = await buildBundle(
      { call: context.ledger.evidence(), sha256 },
      {
        ...request,
        created: isoTime(context.clock),
        statements: statementsOf(context),
        verifiers: context.verifiers(),
      },
    );
    const { recipients, exportId } = request;
    const bytes = recipients.length === 0 ? archive : await encryptTo(recipients, archive);
    if (begun !== locks)
      throw new RpcError("locked", "The vault was locked meanwhile. Nothing was exported. Ask again.");
    const digestOfFile = createHash("sha256").update(bytes).digest("hex");
    keep({ exportId, owner: ownerOf(caller), bytes, sha256: digestOfFile, manifest: digest });
    const { from, to } = manifest.log;
    context.ledger.note("forensic.exported", null, { manifest: digest, from, to });
  };

  return {
    preview: async ({ from, to, hide }) => {
      await context.ledger.flush();
      const log = await collectLog({ call: context.ledger.evidence(), sha256 }, { from, to, hide });
      return {
        from: log.from,
        to: log.to,
        shown: log.shown,
        forgotten: log.forgotten,
        checkpoints: log.checkpoint.epoch + 1,
        hidden: [...log.hidden],
        bytes: log.records.length + log.checkpoints.length,
      };
    },
    make: async (request, caller) => {
      if (making) throw new RpcError("busy", "Another bundle is being made. Try again when it is done.");
      making = true;
      try {
        await build(request, caller);
      } finally {
        making = false;
      }
    },
    read: (exportId, at, caller) => {
      if (kept?.exportId !== exportId || kept.owner !== ownerOf(caller))
        throw new RpcError(
          "not_found",
          "There is no such bundle here. It was not approved yet, or it was let go after ten minutes or by locking.",
        );
      const { bytes, sha256: digest, manifest } = kept;
      const chunk = Buffer.from(bytes.subarray(at, at + FORENSIC_CHUNK_BYTES)).toString("base64");
      return { bytes: chunk, total: bytes.length, sha256: digest, manifest };
    },
    forget,
  };
}

function ownerOf({ via, session }: Caller): string {
  return `${via}:${session}`;
}
