import { buildGguf, buildStarterModel, GGML_TYPE, goodGguf, someFloats } from "@casemate/testkit";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Large enough that reading, parsing and decrypting take hundreds of milliseconds; killing takes a few. */
const BIG_BYTES = 192 * 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;
const COLUMNS = 4096;

export type ModelFiles = Record<"steady" | "second" | "third" | "big" | "unseen" | "another", string>;

/** Files in `folder`: one that talks without end, two that go through all stages, three that take long. */
export function writeModelFiles(folder: string): ModelFiles {
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    steady: write("steady.gguf", buildStarterModel({ endless: true })),
    second: write("second.gguf", buildStarterModel()),
    third: write("third.gguf", buildStarterModel({ chatTemplate: "{{ messages[0].content }}" })),
    big: writeBigModel(join(folder, "big.gguf"), 7),
    unseen: writeBigModel(join(folder, "unseen.gguf"), 8),
    another: writeBigModel(join(folder, "another.gguf"), 9),
  };
}

/** Passes the static stages; no runtime can load it, so it is held. Written in pieces: its head, then one tensor to the end. */
function writeBigModel(path: string, seed: number): string {
  const good = goodGguf();
  const last = {
    name: "blk.0.ffn_down.weight",
    dims: [BigInt(COLUMNS), BigInt(BIG_BYTES / 4 / COLUMNS)],
    type: GGML_TYPE.F32.id,
    data: new Uint8Array(),
  };
  const fd = openSync(path, "wx");
  writeSync(fd, buildGguf({ ...good, tensors: [...good.tensors, last] }));
  const piece = someFloats(PIECE_BYTES / 4, seed);
  for (let at = 0; at < BIG_BYTES; at += PIECE_BYTES) writeSync(fd, piece);
  closeSync(fd);
  return path;
}
