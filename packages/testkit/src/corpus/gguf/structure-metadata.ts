import { ByteWriter } from "../../byte-writer.ts";
import { buildGguf, gguf, someBytes, withValue, type GgufSpec } from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";
import { good, row, U64_MAX, value } from "./structure-rows.ts";

/** A text whose length lies, beside one of the same bytes whose length is true. */
function length(what: string, claimed: bigint): CorpusRow {
  return value(
    what,
    ["gguf.string-length", "refuse"],
    "general.name",
    gguf.lyingText(claimed, someBytes(8)),
    gguf.lyingText(8n, someBytes(8)),
  );
}

/** A list whose count lies, beside a true one of 8 bytes. */
function count(what: string, element: number, claimed: bigint): CorpusRow {
  return value(
    what,
    ["gguf.array-size", "refuse"],
    "x.list",
    gguf.rawArray(element, claimed, new Uint8Array(8)),
    gguf.rawArray(0, 8n, new Uint8Array(8)),
  );
}

function notUtf8(what: string, bytes: readonly number[]): CorpusRow {
  return value(
    what,
    ["gguf.invalid-utf8", "hold"],
    "general.name",
    gguf.lyingText(BigInt(bytes.length), Uint8Array.from(bytes)),
    gguf.text("a".repeat(bytes.length)),
  );
}

/** One more key, whose length and bytes are given apart. */
function rawKey(claimed: bigint, name: Uint8Array): GgufSpec {
  const next = new ByteWriter().u32(0).u64(claimed).raw(name).u32(4).u32(1).bytes();
  return {
    ...good,
    metadata: [...good.metadata, ["x.before", gguf.raw(4, next)]],
    keyCount: BigInt(good.metadata.length + 2),
  };
}

function more(...metadata: GgufSpec["metadata"]): GgufSpec {
  return { ...good, metadata: [...good.metadata, ...metadata] };
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A text as long as the longest that is kept. */
const MEGABYTE = "x".repeat(1024 * 1024);

/** Keys and values: their lengths, types, characters. */
export const METADATA: readonly CorpusRow[] = [
  length("text length 2^64-1", U64_MAX),
  length("text length 2^64-8 (its end wraps to before its start)", 2n ** 64n - 8n),
  length("text length 2^63", 2n ** 63n),
  length("text length 2^53 + 1 (8 when rounded off and cut)", 2n ** 53n + 1n),
  length("text length 2^32 + 8 (8 in 32 bits)", 2n ** 32n + 8n),
  length("text length past the end", 1_000_000n),
  {
    what: "copied as text",
    rule: "gguf.text-damage",
    verdict: "refuse",
    hostile: () =>
      oneFile(
        ascii(new TextDecoder().decode(buildGguf(withValue(good, "llama.context_length", gguf.u32(384))))),
      ),
    twin: () => oneFile(buildGguf(withValue(good, "llama.context_length", gguf.u32(384)))),
  },
  value("value type 13", ["gguf.value-type", "refuse"], "x.y", gguf.raw(13, new Uint8Array(8)), gguf.u64(0n)),
  value(
    "value type 2^32-1",
    ["gguf.value-type", "refuse"],
    "x.y",
    gguf.raw(0xffff_ffff, new Uint8Array(8)),
    gguf.u64(0n),
  ),
  value(
    "array of type 13",
    ["gguf.value-type", "refuse"],
    "x.list",
    gguf.rawArray(13, 1n, someBytes(8)),
    gguf.rawArray(10, 1n, someBytes(8)),
  ),
  value(
    "array in an array",
    ["gguf.nested-array", "refuse"],
    "x.list",
    gguf.rawArray(9, 1n, new Uint8Array(12)),
    gguf.rawArray(0, 12n, new Uint8Array(12)),
  ),
  count("u8 array of 2^40", 0, 2n ** 40n),
  count("u16 array of 2^63 (times 2 wraps to 0)", 2, 2n ** 63n),
  count("u32 array of 2^62 + 2 (times 4 wraps to 8)", 4, 2n ** 62n + 2n),
  count("u64 array of 2^61 (times 8 wraps to 0)", 10, 2n ** 61n),
  count("f64 array of 2^61 + 1 (times 8 wraps to 8)", 12, 2n ** 61n + 1n),
  count("text array of 2^63", 8, 2n ** 63n),
  count("text array of 2^61 + 1", 8, 2n ** 61n + 1n),
  count("truth value array of 2^64-1", 7, U64_MAX),
  count("array of 2^64-1", 4, U64_MAX),
  value(
    "text in an array longer than the file",
    ["gguf.string-length", "refuse"],
    "x.list",
    gguf.rawArray(8, 1n, new Uint8Array(8).fill(0xff)),
    gguf.rawArray(8, 1n, new Uint8Array(8)),
  ),
  value("truth value 2", ["gguf.bool-value", "hold"], "x.flag", gguf.bool(2), gguf.bool(1)),
  value(
    "truth value 2 in a list",
    ["gguf.bool-value", "hold"],
    "x.flags",
    gguf.bools([0, 2]),
    gguf.bools([0, 1]),
  ),
  notUtf8("text that is not UTF-8", [0xc3, 0x28]),
  notUtf8("overlong UTF-8", [0xc0, 0x80]),
  notUtf8("UTF-8 surrogate", [0xed, 0xa0, 0x80]),
  notUtf8("UTF-8 above the last code point", [0xf4, 0x90, 0x80, 0x80]),
  notUtf8("UTF-8 cut inside a character", [0xe2, 0x82]),
  value(
    "long text that is not UTF-8",
    ["gguf.invalid-utf8", "hold"],
    "general.notes",
    gguf.lyingText(1_100_000n, new Uint8Array(1_100_000).fill(0xff)),
    gguf.text("x".repeat(1_100_000)),
  ),
  row(
    "key of 65,536 bytes",
    ["gguf.key-length", "refuse"],
    more(["k".repeat(65_536), gguf.u32(1)]),
    more(["k".repeat(65_535), gguf.u32(1)]),
  ),
  row(
    "key length 2^64-1",
    ["gguf.string-length", "refuse"],
    rawKey(U64_MAX, ascii("x.key")),
    rawKey(5n, ascii("x.key")),
  ),
  row(
    "key length 2^32 + 5 (5 in 32 bits)",
    ["gguf.string-length", "refuse"],
    rawKey(2n ** 32n + 5n, ascii("x.key")),
    rawKey(5n, ascii("x.key")),
  ),
  row(
    "key that is not UTF-8",
    ["gguf.invalid-utf8", "hold"],
    rawKey(2n, Uint8Array.of(0x78, 0xff)),
    rawKey(2n, ascii("xy")),
  ),
  row("empty key", ["gguf.empty-key", "refuse"], more(["", gguf.u32(1)]), more(["k", gguf.u32(1)])),
  row(
    "direction-changing character in a key",
    ["gguf.key-characters", "hold"],
    more(["general.\u202ename", gguf.u32(1)]),
    more(["general.xname", gguf.u32(1)]),
  ),
  row(
    "zero byte in a key (short to C programs)",
    ["gguf.key-characters", "hold"],
    more(["general.name\0x", gguf.u32(1)]),
    more(["general.name.x", gguf.u32(1)]),
  ),
  row(
    "Cyrillic letter in a key",
    ["gguf.key-alphabet", "admit"],
    more(["tokenizer.chat_templ\u0430te", gguf.text("x")]),
    more(["tokenizer.chat_templ_te", gguf.text("x")]),
  ),
  row(
    "a key like another but for a capital letter",
    ["gguf.similar-key", "admit"],
    more(["general.Name", gguf.text("other")]),
    more(["general.xame", gguf.text("other")]),
  ),
  row(
    "the same key twice",
    ["gguf.duplicate-key", "refuse"],
    more(["x.name", gguf.text("one")], ["x.name", gguf.text("other")]),
    more(["x.name", gguf.text("one")], ["x.nam2", gguf.text("other")]),
  ),
  row(
    "the same key twice, of two types",
    ["gguf.duplicate-key", "refuse"],
    more(["general.name", gguf.u32(1)]),
  ),
  row(
    "the same key twice, of one value",
    ["gguf.duplicate-key", "refuse"],
    more(["general.name", gguf.text("good twin")]),
  ),
  row("two alignments", ["gguf.duplicate-key", "refuse"], more(["general.alignment", gguf.u32(64)])),
  row("cut inside a value", ["gguf.metadata-cut", "refuse"], {
    metadata: [["a", gguf.raw(10, someBytes(3))]],
    tensors: [],
  }),
  row(
    "texts of 33 MB together",
    ["gguf.metadata-size", "hold"],
    more(...Array.from({ length: 33 }, (_, index) => [`x.${String(index)}`, gguf.text(MEGABYTE)] as const)),
    more(...Array.from({ length: 3 }, (_, index) => [`x.${String(index)}`, gguf.text(MEGABYTE)] as const)),
  ),
];
