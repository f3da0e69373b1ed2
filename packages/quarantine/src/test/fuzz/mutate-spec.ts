import {
  buildGguf,
  buildSafetensors,
  gguf,
  goodGguf,
  goodSafetensors,
  withTensor,
  type GgufSpec,
  type GgufTensorSpec,
  type GgufValue,
} from "@casemate/testkit";
import { EDGES } from "./mutate-bytes.ts";
import type { Random } from "./random.ts";

/** A well-formed description with one to four fields changed, written as a file. */
export function buildMutated(random: Random): Uint8Array {
  let spec = goodGguf();
  for (let left = 1 + random.below(4); left > 0; left--) spec = changed(spec, random);
  return buildGguf(spec);
}

function changed(spec: GgufSpec, random: Random): GgufSpec {
  switch (random.below(11)) {
    case 8:
      return { ...spec, metadata: [...spec.metadata, random.pick(spec.metadata)] };
    case 10:
      // So much wrong that not all of it can be told.
      return {
        ...spec,
        metadata: Array.from({ length: 1 + random.below(2_000) }, () => random.pick(spec.metadata)),
      };
    case 9:
      return withTensor(spec, random.below(spec.tensors.length), { name: random.pick(spec.tensors).name });
    case 0:
      return { ...spec, tensorCount: random.pick(EDGES) };
    case 1:
      return { ...spec, keyCount: random.pick(EDGES) };
    case 2:
      return { ...spec, version: random.below(5) };
    case 3:
      return { ...spec, tail: new Uint8Array(random.below(100)).fill(random.below(256)) };
    case 4:
    case 5: {
      const at = random.below(spec.metadata.length);
      const value = anyValue(random);
      return { ...spec, metadata: spec.metadata.map((row, index) => (index === at ? [row[0], value] : row)) };
    }
    default:
      return withTensor(spec, random.below(spec.tensors.length), tensorChange(random));
  }
}

function anyValue(random: Random): GgufValue {
  const number = random.pick(EDGES);
  const small = Number(number & 0xffff_ffffn);
  return random.pick([
    gguf.u32(small),
    gguf.i32(small),
    gguf.u64(number),
    gguf.bool(random.below(4)),
    gguf.f32(random.pick([Number.NaN, Infinity, -0, 1e38])),
    gguf.text(random.pick(TEXTS)),
    gguf.texts(TEXTS.slice(random.below(TEXTS.length))),
    gguf.lyingText(number, new Uint8Array(random.below(64))),
    gguf.rawArray(random.below(14), number, new Uint8Array(random.below(64))),
    gguf.raw(random.below(16), new Uint8Array(random.below(16))),
  ]);
}

const TEXTS = [
  "",
  "llama",
  "\0",
  "a".repeat(70),
  "\u202e\u200b\u{e0041}",
  "{% for a in b %}",
  "{{ x.__class__ }}",
];

function tensorChange(random: Random): Partial<GgufTensorSpec> {
  const edge = (): bigint => random.pick(EDGES);
  const changes: readonly (() => Partial<GgufTensorSpec>)[] = [
    () => ({ offset: edge() }),
    () => ({ dims: Array.from({ length: random.below(6) }, edge) }),
    () => ({ dims: [32n, edge()] }),
    () => ({ dimCount: Number(edge() & 0xffff_ffffn) }),
    () => ({ type: random.below(48) }),
    () => ({ name: random.pick(["token_embd.weight", "", "x".repeat(65), "blk.9999999999.a"]) }),
    () => ({ nameLength: edge() }),
    () => ({ data: new Uint8Array(random.below(300)) }),
  ];
  return random.pick(changes)();
}

/** A well-formed safetensors description with one field of one entry changed, or its header as a text with something in it. */
export function buildMutatedSafetensors(random: Random): Uint8Array {
  if (random.below(2) === 0) return safetensorsText(random);
  const spec = goodSafetensors();
  const number = (): unknown =>
    random.pick([
      Number(random.pick(EDGES)),
      8 * random.below(16),
      random.below(200),
      -1,
      0.5,
      "1",
      null,
      [],
    ]);
  const name = random.pick(Object.keys(spec.entries));
  const entry = {
    dtype: random.pick(["F32", "BF16", "U8", "F8_E4M3", "", 1]),
    shape: Array.from({ length: random.below(6) }, number),
    data_offsets: [number(), number()],
  };
  const good = spec.entries[name];
  const field = random.pick(["dtype", "shape", "data_offsets"] as const);
  const entries = { ...spec.entries, [name]: { ...(good as object), [field]: entry[field] } };
  return buildSafetensors({
    ...spec,
    entries,
    ...(random.below(4) === 0 ? { headerLength: random.pick(EDGES) } : {}),
  });
}

/** Pieces put in, or instead of a character, anywhere in a header: what readers of JSON disagree about. */
const JSON_PIECES = [
  ...[
    '"model.mask":{"dtype":"U8","shape":[2,2],"data_offsets":[112,116]},',
    '"__metadata__":{"a":"b"},',
    "-0",
    "1e2",
  ],
  ...[
    "1.0",
    "01",
    "\\u0061",
    "\\ud800",
    "\\u0000",
    "\ufeff",
    " ",
    "\t",
    "\0",
    "//",
    "/**/",
    ",",
    ",,",
    "}",
    "{",
    "]",
    "[",
  ],
  ...[
    "NaN",
    "true",
    "null",
    '"',
    "[".repeat(5_000),
    '"__proto__":{},',
    '"extra":1,',
    "18446744073709551616",
    "'",
  ],
];

function safetensorsText(random: Random): Uint8Array {
  const { entries, data } = goodSafetensors();
  let header = JSON.stringify(entries);
  if (random.below(4) === 0) {
    const [name, entry] = random.pick(Object.entries(entries));
    header = `{${JSON.stringify(name)}:${JSON.stringify(entry)},${header.slice(1)}`;
  }
  for (let left = random.below(3); left > 0; left--) {
    const at = random.below(header.length);
    header = header.slice(0, at) + random.pick(JSON_PIECES) + header.slice(at + random.below(2));
  }
  return buildSafetensors({ header, data });
}
