import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { entryText } from "../../src/common/record/fields.ts";
import { tilePath, tilesOf, TILE_WIDTH } from "../../src/common/tree/tile.ts";
import { consistencyOf, proofOf, tileOf, verifierKeyOf } from "../../src/node/evidence.ts";
import type { Ledger } from "../../src/node/ledger.ts";

/** Writes what a stranger gets: checkpoint, tiles, entries, proofs of some records, consistency with older checkpoints. Answers the verifier key. */
export function exportLog(ledger: Ledger, dir: string, proven: readonly number[]): string {
  ledger.seal();
  const { store, writer, log } = ledger.evidence();
  const provable = { store, tip: writer.tip, log };
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  const last = store.lastCheckpoint();
  if (!last) throw new Error("no checkpoint");
  write("checkpoint", last.note);
  for (const { level, n, width } of tilesOf(last.size)) {
    write(tilePath(level, n, width), tileOf(provable, level, n, width));
    if (level > 0) continue;
    const rows = store.rows(n * TILE_WIDTH, n * TILE_WIDTH + width);
    write(
      tilePath("entries", n, width),
      Buffer.concat(rows.map(({ seq, digest }) => framed(entryText(log, seq, digest.toString("hex"))))),
    );
  }
  for (const seq of proven) {
    const checkpoint = store.checkpointAfter(seq);
    if (checkpoint) write(`proofs/${String(seq)}`, proofOf(provable, seq, checkpoint));
  }
  for (const { epoch, size, note } of store.checkpoints(0, 256)) {
    const hashes = consistencyOf(provable, size, last.size).map((hash) =>
      Buffer.from(hash, "hex").toString("base64"),
    );
    write(`consistency/${String(epoch)}`, `${hashes.join(" ")}\n${note}`);
  }
  return verifierKeyOf(writer.epoch);
}

function framed(entry: string): Buffer {
  const bytes = Buffer.from(entry);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
