import { must } from "./must.ts";

/** Bits of an element, as the safetensors library's `Dtype` has them. */
const BITS: Readonly<Record<string, bigint>> = {
  ...{ F4: 4n, F6_E2M3: 6n, F6_E3M2: 6n, BOOL: 8n, U8: 8n, I8: 8n, F8_E5M2: 8n, F8_E4M3: 8n, F8_E8M0: 8n },
  ...{
    F8_E4M3FNUZ: 8n,
    F8_E5M2FNUZ: 8n,
    I16: 16n,
    U16: 16n,
    F16: 16n,
    BF16: 16n,
    I32: 32n,
    U32: 32n,
    F32: 32n,
  },
  ...{ C64: 64n, F64: 64n, I64: 64n, U64: 64n },
};
/** The library's own limit of a header, in bytes. */
const MAX_HEADER = 100_000_000n;

/**
 * What the safetensors library's `deserialize` and `validate` ask for, once more and apart from the parser: JSON of whole
 * numbers without a name twice, offsets that follow each other without gap or overlap and end with the file, sizes that
 * are shape × type.
 * @throws Error that says what is wrong.
 */
export function checkSafetensors(bytes: Uint8Array): void {
  must(bytes.length >= 8, "too short");
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  must(length <= MAX_HEADER && length + 8n <= BigInt(bytes.length), "header ends past the file");
  must(bytes[8] === 0x7b, "header does not begin with a brace");
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    bytes.subarray(8, 8 + Number(length)),
  );
  const header = JSON.parse(text) as Record<string, unknown>;
  checkTokens(text);
  const spans = Object.entries(header).flatMap(([name, entry]) =>
    name === "__metadata__" ? checkMetadata(entry) : [spanOf(name, entry)],
  );
  // An empty tensor lies before the one that begins where it does.
  spans.sort((a, b) => Number(a.from - b.from) || Number(a.to - b.to));
  let expected = 0n;
  for (const { from, to, name } of spans) {
    must(from === expected && to >= from, `offsets of ${name}`);
    expected = to;
  }
  must(expected + 8n + length === BigInt(bytes.length), "tensors do not end with the file");
}

function checkMetadata(value: unknown): [] {
  must(typeof value === "object" && value !== null && !Array.isArray(value), "metadata is no table");
  must(
    Object.values(value as object).every((item) => typeof item === "string"),
    "metadata is not texts",
  );
  return [];
}

function spanOf(name: string, value: unknown): { name: string; from: bigint; to: bigint } {
  const entry = value as { dtype: string; shape: readonly number[]; data_offsets: readonly number[] };
  const [from, to] = entry.data_offsets.map(BigInt);
  const bits = BITS[entry.dtype];
  if (from === undefined || to === undefined || bits === undefined || entry.data_offsets.length !== 2)
    throw new Error(`entry of ${name}`);
  const elements = entry.shape.reduce((product, dimension) => product * BigInt(dimension), 1n);
  must(elements * bits === (to - from) * 8n, `size of ${name}`);
  return { name, from, to };
}

/** Whole numbers only, and no name twice in one table: what `JSON.parse` lets pass. */
function checkTokens(text: string): void {
  const tables: (Set<string> | null)[] = [];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|-?\d[\d.eE+-]*/gsu)) {
    const first = token.charAt(0);
    if (first === "{") tables.push(new Set());
    else if (first === "[") tables.push(null);
    else if (first === "}" || first === "]") tables.pop();
    else if (first !== '"') must(/^\d+$/.test(token), `number ${token}`);
    else if (/^\s*:/.test(text.slice(index + token.length, index + token.length + 64))) {
      const key = JSON.parse(token) as string;
      must(key.isWellFormed() && tables.at(-1)?.has(key) === false, `name twice: ${key}`);
      tables.at(-1)?.add(key);
    }
  }
}
