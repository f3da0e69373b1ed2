import { buildTar, buildZip, PickleWriter, pickleCall, type ZipMemberSpec } from "@casemate/testkit";
import { deflateSync, gzipSync } from "node:zlib";
import type { Input } from "./families.ts";
import type { Random } from "./random.ts";

const NAMES = [
  "archive/data.pkl",
  "archive/version",
  "../x",
  "a".repeat(300),
  "",
  "/etc/passwd",
  "a\0b",
  "config.json",
];
const OPCODES = Array.from(
  "().0123NIMRGKaebcdghijlopqrstu}]\x80\x85\x86\x87\x88\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98",
);

/** A pickle program of random opcodes that mostly keep the stack in order. */
export function buildPickle(random: Random): Uint8Array {
  const writer = new PickleWriter().proto(random.below(7));
  const steps: readonly (() => PickleWriter)[] = [
    () =>
      writer.global(
        random.pick(["os", "posix", "torch._utils", ""]),
        random.pick(["system", "_rebuild", ""]),
      ),
    () => writer.text("t".repeat(random.below(64))),
    () => writer.short(random.pick(["os", "builtins"])),
    () => writer.stackGlobal("builtins", "eval"),
    () =>
      writer.blob(
        random.below(4) === 0 ? pickleCall("posix", "system", "id") : new Uint8Array(random.below(64)),
      ),
    () => writer.frame(BigInt(random.below(1 << 30)) << BigInt(random.below(33))),
    () => writer.ops("(").ops("(".repeat(random.below(2_000))),
    () => writer.ops("]2".repeat(random.below(200))),
    () => writer.ops("R"),
    () => writer.ops("t"),
    () => writer.raw([0x71, random.below(256)]),
    () => writer.raw([0x68, random.below(256)]),
  ];
  for (let left = random.below(40); left > 0; left--)
    if (random.below(3) === 0) writer.ops(random.pick(OPCODES));
    else random.pick(steps)();
  return random.below(8) === 0 ? writer.bytes() : writer.ops(".").bytes();
}

/** A ZIP whose parts may contradict each other, around pickles or more containers. */
export function buildZipInput(random: Random, depth = 0): Uint8Array {
  const seldom = (): boolean => random.below(8) === 0;
  const member = (): ZipMemberSpec => ({
    name: random.pick(NAMES),
    data: content(random, depth),
    deflated: random.below(2) === 0,
    streamed: random.below(6) === 0,
    zip64: random.below(8) === 0,
    hidden: random.below(12) === 0,
    flags: seldom() ? random.below(0x10000) : 0,
    ...(seldom() ? { crc: random.below(0x7fff_ffff) } : {}),
    ...(seldom()
      ? { local: { name: random.pick(NAMES), size: random.below(0x7fff_ffff), method: random.below(100) } }
      : {}),
  });
  return buildZip({
    members: Array.from({ length: random.below(6) }, member),
    prefix: new Uint8Array(seldom() ? random.below(100) : 0).fill(random.below(256)),
    ...(seldom() ? { entries: random.below(0x10000) } : {}),
    cut: random.below(12) === 0,
  });
}

export function buildTarInput(random: Random, depth = 0): Uint8Array {
  const types = ["0", "1", "2", "5", "x", "g", "L", "K", "S", "\0"];
  const member = (): Parameters<typeof buildTar>[0][number] => ({
    name: random.pick(NAMES),
    data: content(random, depth),
    type: random.below(3) === 0 ? random.pick(types) : "0",
    link: random.below(3) === 0 ? random.pick(NAMES).slice(0, 100) : "",
  });
  const tar = buildTar(Array.from({ length: random.below(6) }, member), random.pick(["v7", "ustar", "gnu"]));
  if (random.below(4) !== 0) return tar;
  // The size of the first member says something else.
  const size = random.pick([
    "77777777777",
    "00000000000",
    "           ",
    "\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff",
  ]);
  tar.set(
    Uint8Array.from(size, (char) => char.charCodeAt(0)),
    124,
  );
  return tar;
}

/** 16 MiB of zeros, packed twice so that it stays small; made once, for the memory measured is that of the maker, too. */
const BOMB = gzipSync(new Uint8Array(16 << 20));

/** Well compressed content: a reader that unpacks it meets what is inside, a bomb among it. */
export function buildCompressed(random: Random, depth = 0): Uint8Array {
  const inside = random.below(20) === 0 ? BOMB : content(random, depth);
  return new Uint8Array(random.below(2) === 0 ? gzipSync(inside) : deflateSync(inside));
}

/** Containers in containers stop here. */
const MAX_DEPTH = 5;

function content(random: Random, depth: number): Uint8Array {
  if (depth >= MAX_DEPTH) return buildPickle(random);
  const makers = [buildZipInput, buildTarInput, buildCompressed];
  return random.below(3) === 0 ? random.pick(makers)(random, depth + 1) : buildPickle(random);
}

/** A folder with a file left out, doubled, renamed, or exchanged for another's bytes. */
export function changeSet(files: Input, random: Random): Input {
  const at = random.below(files.length);
  const other = random.pick(files);
  switch (random.below(4)) {
    case 0:
      return files.length > 1 ? files.filter((_, index) => index !== at) : files;
    case 1:
      return [...files, { ...other, name: random.pick([other.name, `${other.name}2`, `sub/${other.name}`]) }];
    case 2:
      return files.map((file, index) => (index === at ? { ...file, name: random.pick(NAMES) || "x" } : file));
    default:
      return files.map((file, index) => (index === at ? { ...file, bytes: other.bytes } : file));
  }
}
