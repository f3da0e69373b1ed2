import { buildZip, CORPUS } from "@casemate/testkit";
import * as fc from "fast-check";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bytesSource, type ByteSource } from "../common/byte-source.ts";
import { inflate } from "../common/containers/inflate.ts";
import { findPickles } from "../common/containers/search.ts";
import { dangerOf } from "../common/pickle/callables.ts";
import { explainPickle } from "../common/pickle/explain.ts";
import { sniff } from "../common/sniff/index.ts";
import { judgeFiles } from "./judge.ts";

const ROWS = [...(CORPUS["pickle"] ?? []), ...(CORPUS["formats"] ?? [])];
const PICKLES = (CORPUS["pickle"] ?? []).map(({ hostile }) => hostile()[0]?.bytes ?? new Uint8Array(0));

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

async function findingsOf(
  what: string,
): Promise<readonly (readonly [string, number | null, number | null, string])[]> {
  const row = ROWS.find((one) => one.what === what);
  const report = await judgeFiles(row?.hostile() ?? []);
  return report.findings
    .filter(({ rule }) => rule !== "provenance.unsigned")
    .map(({ rule, offset, length, message }) => [rule, offset, length, message]);
}

describe("files that are no admissible model", () => {
  it.each(ROWS.map((row) => [row.what, row] as const))(
    "%s: stopped at the format, nothing parsed",
    async (_what, row) => {
      const report = await judgeFiles(row.hostile());
      expect(report.stages.map(({ verdict }) => verdict)).toEqual(
        row.what.startsWith("GGUF") || report.verdict === "refuse"
          ? ["pass", "refuse", "pass", "not_run", "not_run", "not_run", "not_run"]
          : [],
      );
    },
  );
});

describe("what a pickle would do", () => {
  it.each([
    [
      "protocol 2",
      [["format.pickle-program", 2, 14, "Loading it would run a program or code: posix.system('id')."]],
    ],
    [
      "through getattr",
      [
        [
          "format.pickle-program",
          0,
          18,
          "Loading it would load further program modules or reach into loaded ones: builtins.getattr(posix.__dict__, 'system'); then run a program or code: posix.__dict__.system('id').",
        ],
        [
          "format.pickle-program",
          0,
          18,
          "Loading it would run a program or code: posix.__dict__.system('id').",
        ],
      ],
    ],
    [
      "three pickles inside each other",
      [
        [
          "format.pickle-program",
          16,
          14,
          "Loading it would run a program or code: posix.system('id'). It lies in embedded text › embedded text.",
        ],
      ],
    ],
    [
      "tar.gz",
      [
        [
          "format.pickle-program",
          0,
          expect.any(Number),
          "Loading it would run a program or code: posix.system('id'). It lies in gzip › m.bin.",
        ],
        ["format.archive", 0, 3, "This is a gzip archive. Inside is a tar archive."],
      ],
    ],
    [
      "another name in front of the data",
      [
        [
          "format.pickle-program",
          48,
          14,
          "Loading it would run a program or code: posix.system('id'). It lies in archive/data.pkl.",
        ],
        [
          "format.zip-lies",
          0,
          30,
          'A member is called "archive/data.pkl" in the ZIP directory and "archive/data.txt" in front of its data. A scanner and a loader may see different things in this archive.',
        ],
        ["format.torch-zip", 0, 46, expect.stringContaining("PyTorch archive") as string],
      ],
    ],
    [
      "only imports a module, which runs it",
      [["format.pickle", 2, 17, expect.stringContaining("This one loads antigravity.fly") as string]],
    ],
    [
      "joblib",
      [
        [
          "format.pickle",
          0,
          2,
          expect.stringContaining("makes 1 ordinary call and only builds values") as string,
        ],
      ],
    ],
  ])("%s", async (what, findings) => {
    expect(await findingsOf(what)).toEqual(findings);
  });

  it("tells the kinds of danger apart", () => {
    expect(
      [
        "posix.system",
        "socket.socket",
        "shutil.rmtree",
        "importlib.import_module",
        "evil.mod.run",
        "torch._utils._rebuild_tensor_v2",
      ].map(dangerOf),
    ).toEqual(["code", "network", "files", "modules", "unknown", "builds"]);
  });
});

/** Counts what is read, to see that the cost grows with the bytes and no faster. */
function counted(source: ByteSource): ByteSource & { read: ByteSource["read"]; total: number } {
  const counter = {
    size: source.size,
    total: 0,
    read: (offset: number, target: Uint8Array) => {
      counter.total += target.length;
      source.read(offset, target);
    },
  };
  return counter;
}

describe("walking pickles", () => {
  it.each([
    ["ten thousand nested lists", "]".repeat(10_000) + "a".repeat(9_999) + "."],
    ["a stack that never ends", "N".repeat(600_000)],
    ["marks that never end", "(".repeat(600_000)],
    ["a stack that is searched for marks", "N".repeat(20_000) + "t".repeat(300_000)],
    [
      "a memo that never ends",
      "N" + Array.from({ length: 30_000 }, (_, index) => `p${String(index)}\n`).join("") + ".",
    ],
    ["a chain of names that doubles", "\x80\x02" + "cbuiltins\ngetattr\n(cos\na\nVb\ntR".repeat(3_000) + "."],
    ["a text of 2^32-1 bytes", "\x80\x02X\xff\xff\xff\xff"],
    ["a text of 2^64-1 bytes", "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff"],
    ["a mark that is not there", "\x80\x02t."],
    ["values that are not there", "\x80\x02RRRR."],
    ["a million small programs", "N.".repeat(500_000)],
  ])("%s ends, and reads each byte a few times at most", (_what, text) => {
    const source = counted(bytesSource(latin1(text)));
    const program = explainPickle(source);
    expect({
      read: source.total <= 4 * text.length + 2 ** 17,
      kept: [program.calls.length, program.imports.length, program.texts.length].every(
        (count) => count <= 64,
      ),
    }).toEqual({ read: true, kept: true });
  });

  it("survives every pickle cut at every byte", () => {
    for (const bytes of PICKLES)
      for (let length = 0; length <= bytes.length; length += bytes.length > 600 ? 37 : 1)
        findPickles(bytesSource(bytes.subarray(0, length)));
  });

  it("survives bytes and changed pickles of any kind, within its bounds", () => {
    const changed = fc
      .tuple(fc.constantFrom(...PICKLES), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }))
      .map(([bytes, changes]) => {
        const copy = bytes.slice();
        for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value;
        return copy;
      });
    const opcodes = fc.array(
      fc.constantFrom(...latin1("(.012NQRabd}elostu)]c\x81\x85\x86\x87\x90\x91\x93\x94KhqXU\n\x02a")),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          changed,
          fc.uint8Array({ maxLength: 300 }),
          opcodes.map((codes) => Uint8Array.from([0x80, 4, ...codes])),
        ),
        (bytes) => {
          const source = counted(bytesSource(bytes));
          const found = findPickles(source);
          expect({ found: found.length <= 32, read: source.total <= 3000 * (bytes.length + 1024) }).toEqual({
            found: true,
            read: true,
          });
          expect(["gguf", "safetensors", null]).toContain(sniff(bytesSource(bytes)).model);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe("unpacking", () => {
  const data = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string({ maxLength: 200 }).map((text) => new TextEncoder().encode(text.repeat(20))),
  );

  it("gives what the platform packed, whole or its beginning", () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 0, max: 9 }), fc.nat(4000), (bytes, level, max) => {
        const packed = new Uint8Array(deflateRawSync(bytes, { level }));
        const whole = inflate(packed, bytes.length);
        const part = inflate(packed, max);
        expect({ whole: [...whole.bytes], end: whole.end, part: [...part.bytes] }).toEqual({
          whole: [...bytes],
          end: "whole",
          part: [...bytes.subarray(0, max)],
        });
      }),
      { numRuns: 200 },
    );
  });

  it("ends within its limit on bytes of any kind", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => inflate(bytes, 1000).bytes.length <= 1000),
      { numRuns: 500 },
    );
  });

  it("of a thousand archives that share their bytes only some", () => {
    const member = { data: new Uint8Array(0), local: { size: 0 } };
    const bytes = buildZip({
      members: Array.from({ length: 3000 }, (_, index) => ({ ...member, name: `PK${String(index)}` })),
    });
    // Every member claims all that follows it.
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 46 <= bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 20, 0x7fff_ffff, true);
    const source = counted(bytesSource(bytes));
    findPickles(source);
    expect(source.total).toBeLessThan(400 * bytes.length);
  });

  it("of headers one after another only what the search pays for", () => {
    const bytes = latin1(`PK\x03\x04\x14\0\x08\0\0\0${"\0".repeat(20)}`.repeat(30_000));
    const source = counted(bytesSource(bytes));
    sniff(source);
    expect(source.total).toBeLessThan(300 * bytes.length);
  });

  it("of a bomb only a beginning", () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(64 * 1024 * 1024)));
    const source = counted(bytesSource(bomb));
    expect({ found: findPickles(source), read: source.total <= 3 * bomb.length + 2 ** 18 }).toEqual({
      found: [],
      read: true,
    });
  });
});
