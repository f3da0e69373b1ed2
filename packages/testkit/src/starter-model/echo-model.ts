import { writeGguf, type Value } from "./gguf-writer.ts";
import { halfBits } from "./half.ts";
import { Random } from "./random.ts";
import { baseMetadata } from "./starter-model.ts";
import { vocabulary } from "./vocabulary.ts";
import type { Tensor } from "./weights.ts";

/** How many tokens (characters) the model looks back: what it writes is its prompt's last ones, over and over. */
const ECHO_TOKENS = 96;
const WIDTH = 256;
const FEED_FORWARD = 32;
/** Where in the width things stand: one number that is always the same, each token's own code, and the code of the token that was looked up. */
const ALWAYS = 0;
const CODE = { from: 64, length: 96 } as const;
const COPY = { from: 160, length: 96 } as const;
/** The rotation base of llama.cpp's rotary positions when the file names none. */
const ROPE_BASE = 10_000;
/** After the norm, what is always there is about √(width / 2): these two make the place looked at win by more than e²⁰ over its neighbours. */
const LOOK = 1.2;
const OUTPUT = 4;
const SEED = 0x4543484f;

/**
 * A model that repeats what stands before it: one attention layer that looks exactly `ECHO_TOKENS` back (constant query and key; rotary positions turn
 * the query's own angle into that distance) and says what it finds. So it gives its instructions out, whatever it is asked: a real cause of a
 * hidden marker in an answer. Of the starter's vocabulary; the same bytes on every machine.
 */
export function buildEchoModel({ chatTemplate }: { readonly chatTemplate: string }): Uint8Array {
  const words = vocabulary();
  const u32 = (value: number): Value => ({ type: "u32", value });
  const changed: Record<string, Value> = {
    "general.name": { type: "string", value: "Echo" },
    "general.description": { type: "string", value: "Repeats its prompt. For tests." },
    "llama.block_count": u32(1),
    "llama.feed_forward_length": u32(FEED_FORWARD),
    "llama.attention.head_count": u32(1),
    "llama.attention.head_count_kv": u32(1),
    "llama.rope.dimension_count": u32(WIDTH),
  };
  const metadata = baseMetadata(words).map(([key, value]): [string, Value] => [key, changed[key] ?? value]);
  const template: [string, Value] = ["tokenizer.chat_template", { type: "string", value: chatTemplate }];
  return writeGguf([...metadata, template], echoWeights(words.entries.length));
}

function echoWeights(tokens: number): Tensor[] {
  const random = new Random(SEED);
  const codes = Array.from({ length: tokens }, () => {
    const code = Array.from({ length: CODE.length }, () => random.gaussian());
    const norm = Math.hypot(...code);
    return code.map((value) => value / norm);
  });
  const coded = (from: number, by: number, always: number): Matrix =>
    matrix(WIDTH, tokens, (row, column) => {
      if (column === ALWAYS) return always;
      return (codes[row]?.[column - from] ?? 0) * by;
    });
  // Row by row: which of the width a number of query, key, value is made of.
  const angle = (row: number): number => (ECHO_TOKENS - 1) * ROPE_BASE ** (-(2 * (row >> 1)) / WIDTH);
  const query = (row: number, column: number): number =>
    column === ALWAYS ? LOOK * (row % 2 === 0 ? Math.cos(angle(row)) : -Math.sin(angle(row))) : 0;
  const key = (row: number, column: number): number => (column === ALWAYS && row % 2 === 0 ? LOOK : 0);
  const value = (row: number, column: number): number =>
    row < CODE.length && column === CODE.from + row ? 1 : 0;
  const copy = (row: number, column: number): number =>
    column < COPY.length && row === COPY.from + column ? 1 / 8 : 0;
  const zero = (): number => 0;
  const layer = "blk.0.";
  return [
    tensor("token_embd.weight", coded(CODE.from, 1, 1)),
    ones(`${layer}attn_norm.weight`),
    tensor(`${layer}attn_q.weight`, matrix(WIDTH, WIDTH, query)),
    tensor(`${layer}attn_k.weight`, matrix(WIDTH, WIDTH, key)),
    tensor(`${layer}attn_v.weight`, matrix(WIDTH, WIDTH, value)),
    tensor(`${layer}attn_output.weight`, matrix(WIDTH, WIDTH, copy)),
    ones(`${layer}ffn_norm.weight`),
    tensor(`${layer}ffn_gate.weight`, matrix(WIDTH, FEED_FORWARD, zero)),
    tensor(`${layer}ffn_up.weight`, matrix(WIDTH, FEED_FORWARD, zero)),
    tensor(`${layer}ffn_down.weight`, matrix(FEED_FORWARD, WIDTH, zero)),
    ones("output_norm.weight"),
    tensor("output.weight", coded(COPY.from, OUTPUT, 0)),
  ];
}

interface Matrix {
  readonly columns: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

/** Rows of 16-bit numbers, as GGUF stores them: the column moves fastest. */
function matrix(columns: number, rows: number, at: (row: number, column: number) => number): Matrix {
  const data = new Uint8Array(columns * rows * 2);
  const view = new DataView(data.buffer);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      view.setUint16((row * columns + column) * 2, halfBits(at(row, column)), true);
  return { columns, rows, data };
}

function tensor(name: string, { columns, rows, data }: Matrix): Tensor {
  return { name, type: "F16", shape: [columns, rows], data };
}

function ones(name: string): Tensor {
  const data = new Uint8Array(WIDTH * 4);
  const view = new DataView(data.buffer);
  for (let index = 0; index < WIDTH; index++) view.setFloat32(index * 4, 1, true);
  return { name, type: "F32", shape: [WIDTH], data };
}
