import fc from "fast-check";
import { expect, it } from "vitest";
import { approvalAddress } from "./address.ts";
import { fieldAt, hexRows, moveByte, parseOffset } from "./hex.ts";
import { formatBytes, formatDuration, formatMemory, share } from "./number.ts";
import { hexOffset, visible } from "./text.ts";
import { distance, remaining } from "./time.ts";

const thin = "\u202f";

it("writes bytes with a unit and never rounds up to 1000 of one", () => {
  const written = [0, 1, 999, 1_000, 999_499, 999_500, 1_185_376, 4_700_000_000, Number.MAX_SAFE_INTEGER].map(
    (bytes) => formatBytes(bytes, "en"),
  );
  expect(written).toEqual([
    `0${thin}B`,
    `1${thin}B`,
    `999${thin}B`,
    `1${thin}kB`,
    `999${thin}kB`,
    `1${thin}MB`,
    `1.19${thin}MB`,
    `4.7${thin}GB`,
    `9.01${thin}PB`,
  ]);
});

it("writes memory in the units of drivers", () => {
  expect([2 * 2 ** 20, 512 * 2 ** 20, 25_340 * 2 ** 20].map((bytes) => formatMemory(bytes, "en"))).toEqual([
    `2${thin}MiB`,
    `512${thin}MiB`,
    `24.7${thin}GiB`,
  ]);
});

it("writes durations so that they can be compared", () => {
  expect(
    [0, 0.4, 12, 999, 1_000, 9_940, 61_000, 120_000, 5_400_000].map((ms) => formatDuration(ms, "en")),
  ).toEqual([
    `<${thin}1${thin}ms`,
    `<${thin}1${thin}ms`,
    `12${thin}ms`,
    `999${thin}ms`,
    `1${thin}s`,
    `9.9${thin}s`,
    `61${thin}s`,
    `2${thin}min`,
    `1.5${thin}h`,
  ]);
});

it("uses the language's decimal sign", () => {
  expect(formatBytes(1_185_376, "de")).toBe(`1,19${thin}MB`);
});

it("says how far a moment is", () => {
  const now = 1_000_000_000_000;
  const said = [
    0,
    -1_999,
    -12_000,
    24 * 60_000,
    -3 * 3_600_000,
    7 * 86_400_000 - 5_000,
    -400 * 86_400_000,
  ].map((delta) => distance(now + delta, now));
  expect(said).toEqual([
    null,
    null,
    { direction: "ago", value: 12, unit: "s" },
    { direction: "in", value: 24, unit: "min" },
    { direction: "ago", value: 3, unit: "h" },
    { direction: "in", value: 7, unit: "day" },
    { direction: "ago", value: 13, unit: "month" },
  ]);
});

it("never says that nothing is left while something is", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), (left) => remaining(left, 0).value > 0));
  expect([remaining(90_000, 0), remaining(95_000, 0), remaining(5, 10)]).toEqual([
    { value: 90, unit: "s" },
    { value: 2, unit: "min" },
    { value: 0, unit: "s" },
  ]);
});

it("keeps a share between 0 and 1, and unknown unknown", () => {
  expect([share(5, null), share(5, 0), share(5, 10), share(11, 10), share(-1, 10)]).toEqual([
    null,
    null,
    0.5,
    1,
    0,
  ]);
});

it("writes out what cannot be seen in a name", () => {
  const twins: readonly (readonly [string, string])[] = [
    ["model.gguf", "model.gguf"],
    ["موديل-日本語-🦙.gguf", "موديل-日本語-🦙.gguf"],
    ["a\u202egpj.exe", "a⟨U+202E⟩gpj.exe"],
    ["a\u0000b\u001b[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m"],
    ["zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"],
    ["tag\u{e0041}", "tag⟨U+E0041⟩"],
    ["lone\ud800", "lone⟨U+D800⟩"],
  ];
  expect(twins.map(([text]) => visible(text))).toEqual(twins.map(([, shown]) => shown));
});

it("writes offsets beyond 32 bits whole", () => {
  expect([hexOffset(163), hexOffset(2 ** 40 + 1)]).toEqual(["0x000000A3", "0x10000000001"]);
});

it("lays an excerpt out in rows that are aligned in the file", () => {
  const rows = hexRows({ at: 14, hex: "41428000" }, { offset: 15, length: 2 });
  expect(
    rows.map((row) =>
      row.map((cell) => (cell === null ? "--" : `${cell.hex}${cell.ascii}${cell.marked ? "*" : ""}`)),
    ),
  ).toEqual([
    [...Array.from({ length: 14 }, () => "--"), "41A", "42B*"],
    ["80·*", "00·"],
  ]);
});

it("marks at least the byte where the field begins", () => {
  const cells = hexRows({ at: 0, hex: "0001" }, { offset: 1, length: 0 }).flat();
  expect(cells.map((cell) => cell?.marked)).toEqual([false, true]);
});

it("reads a place as people write it, and nothing else", () => {
  const read = [
    "0x1A4",
    "0X1a4",
    "1a4h",
    "420",
    "1,048,576",
    " 7 ",
    "",
    "0x",
    "-1",
    "1e3",
    "1a4",
    "0x1fffffffffffff",
    "0x20000000000000",
  ];
  expect(read.map(parseOffset)).toEqual([
    420,
    420,
    420,
    420,
    1_048_576,
    7,
    null,
    null,
    null,
    null,
    null,
    Number.MAX_SAFE_INTEGER,
    null,
  ]);
});

it("moves over bytes by cell, line and page, and never out of the window", () => {
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "a"];
  const from = (at: number, ctrl = false): (number | null)[] =>
    keys.map((key) => moveByte(key, { at, from: 20, to: 300, page: 8, ctrl }));
  expect([from(100), from(21), from(299), from(100, true)]).toEqual([
    [99, 101, 84, 116, 20, 228, 96, 111, null],
    [20, 22, 20, 37, 20, 149, 20, 31, null],
    [298, 299, 283, 299, 171, 299, 288, 299, null],
    [99, 101, 84, 116, 20, 228, 20, 299, null],
  ]);
});

it("knows the field of a byte by its half-open range", () => {
  const fields = [
    { at: 0, length: 4, name: "a" },
    { at: 8, length: 1, name: "b" },
  ];
  expect([0, 3, 4, 8, 9, null].map((at) => fieldAt(fields, at)?.name ?? null)).toEqual([
    "a",
    "a",
    null,
    "b",
    null,
    null,
  ]);
});

it("opens an approval on the other loopback name", () => {
  const id = "0".repeat(32);
  expect(approvalAddress(id, { protocol: "http:", hostname: "127.0.0.1", port: "4601" })).toBe(
    `http://localhost:4601/approve#${id}`,
  );
});
