import { openSealedFile } from "@casemate/vault";
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { clocked, clockedAsync, inTurn, median, quantile } from "../lib/stats.ts";
import { ms, percent, speed, type Line } from "../lib/table.ts";
import { bareFill } from "./bare-fill.ts";
import { preparePeers } from "./peers.ts";
import { CHUNK_BYTES, rawCopy, rawDecrypt, rawDecryptFile, rawEncrypt, rawHash } from "./raw.ts";
import { takeIn, unsealTime, writeSource } from "./sealed-file.ts";

/** Of the reading, the fastest counts: everything is slowed down by what else the machine does, what uses two cores most of all. */
const ROUNDS = 5;
/** Intake is bound by the disk: a part of the large file is enough. */
const INTAKE_BYTES = 536e6;
/** Asked for at once, as the inspector and the unsealer do. */
const PIECE_BYTES = 1024 * 1024;
const JUMPS = 4000;
const JUMP_LIMIT_MS = 2;
/** Parts of raw AES-256-GCM's speed that must be reached. */
const READ_PART = 0.85;
const UNSEAL_PART = 0.5;

/** Reading a sealed file of `bytes`, beside raw AES-256-GCM and other programs. */
export async function reading(folder: string, bytes: number): Promise<Line[]> {
  const [source, sealed] = [join(folder, "source"), join(folder, "sealed")];
  writeSource(source, bytes);
  const key = await takeIn(source, sealed);
  const { peers, missing } = await preparePeers(source, folder);
  rmSync(source);
  const times = await inTurn<string>(ROUNDS, {
    raw: () => Promise.resolve(rawDecrypt(bytes)),
    freed: () => Promise.resolve(rawDecrypt(bytes, true)),
    ahead: () => readAhead(sealed, key, bytes),
    unseal: () => unsealTime(sealed, key, bytes),
    fillOne: () => bareFill(bytes, 1),
    fillTwo: () => bareFill(bytes, 2),
    turn: () => Promise.resolve(readInTurn(sealed, key, bytes)),
    rawFile: () => Promise.resolve(rawDecryptFile(sealed, bytes)),
    ...Object.fromEntries(peers.map(({ name, read }) => [name, read])),
  });
  for (const peer of peers) await peer.end();
  const took = (name: string): number => Math.min(...(times[name] ?? []));
  const raw = `${speed(bytes, took("raw"))} raw AES-256-GCM`;
  const row = (what: string, name: string, part: number): Line => ({
    what,
    ours: speed(bytes, took(name)),
    limit: `≥ ${percent(part)} of ${raw}`,
    ratio: percent(took("raw") / took(name)),
    kept: took("raw") / took(name) >= part,
  });
  return [
    { what: `sealed file of ${gib(bytes)}`, ours: "", limit: "", ratio: "" },
    row("  front to back into a buffer, read ahead", "ahead", READ_PART),
    beside("    raw, each answer freed at once as we do", "ahead", "freed"),
    row("  into a sealed memory file", "unseal", UNSEAL_PART),
    beside("    a memory file filled with zeros, one thread", "unseal", "fillOne"),
    beside("    the same, two threads", "unseal", "fillTwo"),
    ...peers.flatMap(({ name }) => [
      ahead("  front to back", "ahead", name),
      ahead("  into a memory file", "unseal", name),
    ]),
    ...missing.map((line): Line => ({ what: `  ${line}`, ours: "", limit: "", ratio: "" })),
    {
      what: "  front to back on one thread",
      ours: speed(bytes, took("turn")),
      limit: `${speed(bytes, took("rawFile"))} the same without our code`,
      ratio: percent(took("rawFile") / took("turn")),
    },
    jumpLine(jumping(sealed, key, bytes)),
  ];

  /** What bounds it on this machine, without a limit. */
  function beside(what: string, name: string, bound: string): Line {
    return {
      what,
      ours: "",
      limit: speed(bytes, took(bound)),
      ratio: percent(took(bound) / took(name)),
    };
  }

  /** A peer that must be left behind. */
  function ahead(what: string, name: string, peer: string): Line {
    return {
      what,
      ours: speed(bytes, took(name)),
      limit: `ahead of ${speed(bytes, took(peer))} ${peer}`,
      ratio: percent(took(peer) / took(name)),
      kept: took(name) < took(peer),
    };
  }
}

/** Taking a file in: the child, encryption, hash and sync. */
export async function intake(folder: string, largest: number): Promise<Line[]> {
  const bytes = Math.min(INTAKE_BYTES, largest);
  const [source, sealed] = [join(folder, "source"), join(folder, "sealed")];
  writeSource(source, bytes);
  await takeIn(source, sealed);
  const times = await inTurn(ROUNDS, {
    intake: () => clockedAsync(() => takeIn(source, sealed)),
    encrypt: () => Promise.resolve(rawEncrypt(bytes)),
    hash: () => Promise.resolve(rawHash(bytes)),
    write: () => Promise.resolve(rawCopy(source, join(folder, "raw"))),
  });
  const [took, encrypt] = [median(times.intake), median(times.encrypt)];
  const least = encrypt + median(times.hash) + median(times.write);
  return [
    {
      what: `intake of ${gib(bytes)}, child and fsync included`,
      ours: speed(bytes, took),
      limit: `${speed(bytes, encrypt)} raw AES-256-GCM`,
      ratio: percent(encrypt / took),
    },
    {
      what: "  with what it must also do: SHA-256, copy, fsync",
      ours: "",
      limit: speed(bytes, least),
      ratio: percent(least / took),
    },
  ];
}

function readAhead(path: string, key: Uint8Array, bytes: number): Promise<number> {
  const fd = openSync(path, "r");
  const file = openSealedFile(fd, key);
  const piece = new Uint8Array(PIECE_BYTES);
  return clockedAsync(async () => {
    let read = 0;
    for (let got = await file.next(piece); got > 0; got = await file.next(piece)) read += got;
    if (read !== bytes) throw new Error("the file was not read to its end");
  }).finally(() => {
    file.close();
    closeSync(fd);
  });
}

function readInTurn(path: string, key: Uint8Array, bytes: number): number {
  const fd = openSync(path, "r");
  const file = openSealedFile(fd, key);
  const piece = new Uint8Array(PIECE_BYTES);
  const took = clocked(() => {
    for (let at = 0; at < bytes; at += PIECE_BYTES)
      file.read(at, piece.subarray(0, Math.min(PIECE_BYTES, bytes - at)));
  });
  file.close();
  closeSync(fd);
  return took;
}

/** Milliseconds of each of many reads at random places. */
function jumping(path: string, key: Uint8Array, bytes: number): number[] {
  const fd = openSync(path, "r");
  const file = openSealedFile(fd, key);
  const piece = new Uint8Array(Math.min(CHUNK_BYTES, bytes));
  const times = Array.from({ length: JUMPS }, () => {
    const at = Math.floor(Math.random() * (bytes - piece.length));
    return clocked(() => {
      file.read(at, piece);
    });
  });
  file.close();
  closeSync(fd);
  return times;
}

function jumpLine(jumps: readonly number[]): Line {
  const late = quantile(jumps, 0.99);
  return {
    what: "  64 KiB anywhere in it, median · 99th percentile",
    ours: `${ms(median(jumps))} · ${ms(late)}`,
    limit: `≤ ${String(JUMP_LIMIT_MS)} ms, 99th percentile`,
    ratio: percent(JUMP_LIMIT_MS / late),
    kept: late <= JUMP_LIMIT_MS,
  };
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
