import BetterSqlite3 from "better-sqlite3";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../src/common/ledger-contract.ts";
import { TILE_WIDTH } from "../../src/common/tree/tile.ts";
import type { Ledger } from "../../src/node/ledger.ts";
import { note, open } from "../log-fixture.ts";
import { exportLog } from "./export-log.ts";

/** Debian's compiler and Debian's packages of other people's code: nothing is downloaded, nothing of ours is asked. */
const GO = "/usr/bin/go";
const SOURCES = "/usr/share/gocode";
const hasGo = existsSync(GO) && existsSync(join(SOURCES, "src/golang.org/x/mod/sumdb/tlog"));
/** Two full tiles, a partial one, and a partial one above them. */
const SMALL = 700;
/** One record more than a full tile of the second level holds. */
const LARGE = TILE_WIDTH * TILE_WIDTH + 1;
/** The compiler compiles its own library the first time. */
const COMPILING_MS = 120_000;
/** Sixty thousand durable records and 256 seals. */
const GROWING_MS = 60_000;

const work = mkdtempSync(join(tmpdir(), "casemate-go-"));
const program = join(work, "checklog");
const [small, other] = [join(work, "small"), join(work, "other")];
let [key, otherKey] = ["", ""];

function checked(dir: string, verifierKey: string): string {
  const { status, stdout, stderr } = spawnSync(program, [dir, verifierKey], { encoding: "utf8" });
  return status === null || stderr !== "" ? `crashed: ${stderr}` : stdout.trim();
}

function grow(ledger: Ledger, size: number, entry: LedgerEntry): void {
  while (ledger.status().size < size)
    ledger.appendAll(Array.from({ length: Math.min(4096, size - ledger.status().size) }, () => entry));
}

function write(name: string, size: number, proven: readonly number[]): string {
  const home = mkdtempSync(join(work, "home-"));
  const ledger = open(BetterSqlite3, home);
  grow(ledger, size, note("model.admitted", { count: 1 }));
  const verifierKey = exportLog(ledger, join(work, name), proven);
  ledger.close();
  return verifierKey;
}

const FIRST_TILE = "tile/0/000";
const SECOND_TILE = "tile/0/001";
const FIRST_BUNDLE = "tile/entries/000";
const SECOND_BUNDLE = "tile/entries/001";

type Change = (dir: string) => void;

function edit(path: string, change: (text: string) => string): Change {
  return (dir) => {
    const old = readFileSync(join(dir, path), "latin1");
    const changed = change(old);
    if (changed === old) throw new Error(`${path} was not changed`);
    writeFileSync(join(dir, path), changed, "latin1");
  };
}

/** One bit of the byte at `at`; from the end when negative. */
function flip(path: string, at: number): Change {
  return (dir) => {
    const bytes = readFileSync(join(dir, path));
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    writeFileSync(join(dir, path), bytes);
  };
}

function swap(one: string, two: string): Change {
  return (dir) => {
    renameSync(join(dir, one), join(dir, "aside"));
    renameSync(join(dir, two), join(dir, one));
    renameSync(join(dir, "aside"), join(dir, two));
  };
}

function remove(path: string): Change {
  return (dir) => {
    rmSync(join(dir, path));
  };
}

function fromOther(path: string): Change {
  return (dir) => {
    copyFileSync(join(other, path), join(dir, path));
  };
}

/** Another digit of base64 that decodes to other bytes. */
const otherDigit = (digit: string): string => (digit === "A" ? "B" : "A");

const MUTATIONS: readonly (readonly [name: string, stage: string, change: Change])[] = [
  ["an edited entry", "entries", flip(FIRST_BUNDLE, 100)],
  ["the last entry edited", "entries", flip("tile/entries/002.p/191", -3)],
  ["two entries exchanged", "entries", edit(FIRST_BUNDLE, swapEntries)],
  ["an entry left out", "entries", edit(FIRST_BUNDLE, (text) => text.slice(entryEnd(text)))],
  ["an entry more", "entries", edit(FIRST_BUNDLE, (text) => text + text.slice(0, entryEnd(text)))],
  ["a truncated bundle", "entries", edit(FIRST_BUNDLE, (text) => text.slice(0, -1))],
  ["two bundles exchanged", "entries", swap(FIRST_BUNDLE, SECOND_BUNDLE)],
  ["another log's bundle", "entries", fromOther(FIRST_BUNDLE)],
  ["a missing bundle", "entries", remove(SECOND_BUNDLE)],
  ["an edited tile", "tiles", flip(FIRST_TILE, 4000)],
  ["an edited partial tile", "tiles", flip("tile/0/002.p/191", 0)],
  ["an edited tile above", "tiles", flip("tile/1/000.p/2", 40)],
  ["a truncated tile", "tiles", edit(SECOND_TILE, (text) => text.slice(0, -32))],
  ["a tile that is too long", "tiles", edit(SECOND_TILE, (text) => text + text.slice(0, 32))],
  ["two tiles exchanged", "tiles", swap(FIRST_TILE, SECOND_TILE)],
  ["another log's tile", "tiles", fromOther(FIRST_TILE)],
  ["a missing tile", "tiles", remove(FIRST_TILE)],
  ["an edited root", "checkpoint", edit("checkpoint", (text) => text.replace(/(?<=\n\d+\n)./, otherDigit))],
  ["an edited size", "checkpoint", edit("checkpoint", (text) => text.replace(/\n\d+\n/, "\n699\n"))],
  [
    "an edited signature",
    "checkpoint",
    edit("checkpoint", (text) => text.replace(/(?<=\n\n.{90})./, otherDigit)),
  ],
  ["an edited origin", "checkpoint", edit("checkpoint", (text) => text.replace(/^casemate/, "casemata"))],
  [
    "another name on the signature",
    "checkpoint",
    edit("checkpoint", (text) => text.replace(/ casemate/g, " casemata")),
  ],
  [
    "a stripped signature",
    "checkpoint",
    edit("checkpoint", (text) => text.slice(0, text.indexOf("\n\n") + 2)),
  ],
  ["an added line", "checkpoint", edit("checkpoint", (text) => text.replace("\n\n", "\nmore\n\n"))],
  ["another log's checkpoint", "checkpoint", fromOther("checkpoint")],
  ["another log's signature", "checkpoint", edit("checkpoint", (text) => signedLikeOther(text))],
  ["an empty checkpoint", "checkpoint", edit("checkpoint", () => "")],
  [
    "a proof for another place",
    "proof",
    edit("proofs/300", (text) => text.replace("index 300", "index 301")),
  ],
  [
    "a proof with another entry",
    "proof",
    edit("proofs/300", (text) => text.replace(/(?<=extra .{60})./, otherDigit)),
  ],
  [
    "a proof with an edited hash",
    "proof",
    edit("proofs/300", (text) => text.replace(/(?<=index 300\n)./, otherDigit)),
  ],
  ["a proof without a hash", "proof", edit("proofs/300", (text) => text.replace(/(?<=index 300\n).*\n/, ""))],
  [
    "a proof with a hash twice",
    "proof",
    edit("proofs/300", (text) => text.replace(/(?<=index 300\n)(.*\n)/, "$1$1")),
  ],
  ["a proof beside another log's checkpoint", "proof", edit("proofs/300", (text) => underOther(text))],
  [
    "an older root that was edited",
    "consistency",
    edit("consistency/1", (text) => text.replace(/(?<=\n\d+\n)./, otherDigit)),
  ],
  [
    "consistency with an edited hash",
    "consistency",
    edit("consistency/1", (text) => text.replace(/^./, otherDigit)),
  ],
  ["consistency without a hash", "consistency", edit("consistency/1", (text) => text.replace(/^\S+ /, ""))],
  ["consistency with another log", "consistency", edit("consistency/1", (text) => fork(text))],
];

function entryEnd(text: string): number {
  return 2 + text.charCodeAt(0) * 256 + text.charCodeAt(1);
}

function swapEntries(text: string): string {
  const first = entryEnd(text);
  const second = first + entryEnd(text.slice(first));
  return text.slice(first, second) + text.slice(0, first) + text.slice(second);
}

function otherText(path: string): string {
  return readFileSync(join(other, path), "latin1");
}

function signedLikeOther(text: string): string {
  return (
    text.slice(0, text.indexOf("\n\n")) +
    otherText("checkpoint").slice(otherText("checkpoint").indexOf("\n\n"))
  );
}

function underOther(text: string): string {
  return text.slice(0, text.indexOf("\n\n") + 2) + otherText("checkpoint");
}

function fork(text: string): string {
  return (
    text.slice(0, text.indexOf("\n")) +
    otherText("consistency/1").slice(otherText("consistency/1").indexOf("\n"))
  );
}

describe.skipIf(!hasGo)("Go's checksum database code (needs golang-go and golang-golang-x-mod-dev)", () => {
  beforeAll(() => {
    const { status, stderr } = spawnSync(
      GO,
      ["build", "-o", program, join(import.meta.dirname, "checklog.go")],
      {
        encoding: "utf8",
        env: {
          PATH: "/usr/bin:/bin",
          HOME: work,
          GOPATH: SOURCES,
          GO111MODULE: "off",
          GOFLAGS: "",
          CGO_ENABLED: "0",
        },
      },
    );
    if (status !== 0) throw new Error(stderr);
    key = write("small", SMALL, [0, 1, 255, 256, 300, 511, 699]);
    otherKey = write("other", SMALL, []);
  }, COMPILING_MS);
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
  });

  it("accepts the log whole: every entry, tile, proof and older checkpoint", () => {
    expect([checked(small, key), checked(other, otherKey)]).toEqual([
      expect.stringMatching(/^ok 70\d records, 7 proofs, [34] older checkpoints$/),
      expect.stringMatching(/^ok 70\d records, 0 proofs/),
    ]);
  });

  it(
    "accepts a log with tiles on three levels",
    () => {
      const largeKey = write("large", LARGE, [0, 65_535, 65_536]);
      expect(checked(join(work, "large"), largeKey)).toMatch(
        /^ok 65\d+ records, 3 proofs, 256 older checkpoints$/,
      );
    },
    GROWING_MS,
  );

  it.each([
    ["another log's key", "checkpoint", () => otherKey],
    [
      "a key whose id does not fit",
      "key",
      () => key.replace(/\+./, (text) => `+${text[1] === "0" ? "1" : "0"}`),
    ],
    ["a key that was edited", "key", () => key.replace(/.$/, otherDigit)],
    ["this key under another name", "key", () => key.replace("casemate", "casemata")],
  ])("rejects %s", (_, stage, given) => {
    expect(checked(small, given())).toMatch(new RegExp(`^${stage}: `));
  });

  it.each(MUTATIONS)("rejects %s", (name, stage, change) => {
    const copy = join(work, "copy");
    rmSync(copy, { recursive: true, force: true });
    cpSync(small, copy, { recursive: true });
    change(copy);
    expect(checked(copy, key), name).toMatch(new RegExp(`^${stage}: `));
  });
});
