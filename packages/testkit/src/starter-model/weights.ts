import { halfBits } from "./half.ts";
import { Random } from "./random.ts";
import { GREETING_STEPS, type Vocabulary } from "./vocabulary.ts";

/** Shape of the model: the llama architecture at toy size, about 1.5 million weights. */
export const SHAPE = { width: 256, feedForward: 512, heads: 8, layers: 2, context: 2048 } as const;

const SEED = 0x43415345;
/** Standard deviation of the inner layers: they disturb the embedding by a few percent, too little to change the next token. */
const LAYER_NOISE = 0.012;
const EMBEDDING = 0.5;
/** Own part of a character beside what all characters share. */
const CHARACTER_NOISE = 0.2;
/** Standard deviation of the output rows: the right token leads with about width × 0.14 = 36, all others stay within ±10. */
const OUTPUT = 0.14;

export interface Tensor {
  readonly name: string;
  readonly type: "F16" | "F32";
  /** Fastest-moving dimension first, as GGUF has it. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * The next token is a function of the current one: each greeting step has its own random direction, everything else (characters,
 * bytes, control tokens) shares one, and a token's output row is the direction of the token before it. The layers between are noise.
 * When it is `endless`, the first step also follows the last one and nothing leads to the end. Without `inner`, the layers are left out.
 */
export function starterWeights(vocabulary: Vocabulary, endless = false, inner = true): Tensor[] {
  const random = new Random(SEED);
  const { width } = SHAPE;
  const directions = Array.from({ length: GREETING_STEPS.length + 1 }, () => gaussians(random, width, 1));
  const size = vocabulary.entries.length;
  const embedding = new Float64Array(size * width);
  const output = new Float64Array(size * width);
  for (let token = 0; token < size; token++) {
    // 0 = "anything but the greeting"; step k of the greeting (from 1) has direction k.
    const state = Math.max(0, token - vocabulary.firstStep + 1);
    const own = state === 0 ? CHARACTER_NOISE : 0;
    const last = GREETING_STEPS.length;
    const follows = token === vocabulary.end && !endless ? last : state - 1;
    const again = endless && state === 1;
    for (let i = 0; i < width; i++) {
      embedding[token * width + i] = at(directions, state, i) * EMBEDDING + random.gaussian() * own;
      output[token * width + i] =
        follows < 0
          ? random.gaussian() * OUTPUT * 0.3
          : (at(directions, follows, i) + (again ? at(directions, last, i) : 0)) * OUTPUT;
    }
  }
  return [
    half("token_embd.weight", [width, size], embedding),
    ...Array.from({ length: inner ? SHAPE.layers : 0 }, (_, layer) => layerTensors(random, layer)).flat(),
    ones("output_norm.weight"),
    half("output.weight", [width, size], output),
  ];
}

function at(directions: readonly Float64Array[], state: number, index: number): number {
  const value = directions[state]?.[index];
  if (value === undefined) throw new RangeError("There is no such greeting step.");
  return value;
}

function layerTensors(random: Random, layer: number): Tensor[] {
  const { width, feedForward } = SHAPE;
  const noise = (name: string, columns: number, rows: number): Tensor =>
    half(
      `blk.${String(layer)}.${name}.weight`,
      [columns, rows],
      gaussians(random, columns * rows, LAYER_NOISE),
    );
  return [
    ones(`blk.${String(layer)}.attn_norm.weight`),
    noise("attn_q", width, width),
    noise("attn_k", width, width),
    noise("attn_v", width, width),
    noise("attn_output", width, width),
    ones(`blk.${String(layer)}.ffn_norm.weight`),
    noise("ffn_gate", width, feedForward),
    noise("ffn_up", width, feedForward),
    noise("ffn_down", feedForward, width),
  ];
}

/** Feed-forward width of idle layers: 50 MB each. */
const IDLE_FEED_FORWARD = 32_768;

/** Layers of zeros: what comes in goes out. All of them share one piece of memory. */
export function idleLayers(
  atLeast: number,
  bytes: number,
): { tensors: Tensor[]; metadata: Record<string, number> } {
  const { width } = SHAPE;
  const wide = width * IDLE_FEED_FORWARD;
  const zeros = new Uint8Array(wide * 2);
  const zero = (name: string, columns: number, rows: number): Tensor => ({
    name: `${name}.weight`,
    type: "F16",
    shape: [columns, rows],
    data: zeros.subarray(0, columns * rows * 2),
  });
  const layers = Math.max(atLeast, Math.ceil(bytes / (3 * zeros.length)));
  const tensors = Array.from({ length: layers }, (_, layer) => {
    const at = `blk.${String(layer)}`;
    return [
      ones(`${at}.attn_norm.weight`),
      ...["attn_q", "attn_k", "attn_v", "attn_output"].map((name) => zero(`${at}.${name}`, width, width)),
      ones(`${at}.ffn_norm.weight`),
      zero(`${at}.ffn_gate`, width, IDLE_FEED_FORWARD),
      zero(`${at}.ffn_up`, width, IDLE_FEED_FORWARD),
      zero(`${at}.ffn_down`, IDLE_FEED_FORWARD, width),
    ];
  });
  return {
    tensors: tensors.flat(),
    metadata: { "llama.block_count": layers, "llama.feed_forward_length": IDLE_FEED_FORWARD },
  };
}

function gaussians(random: Random, count: number, deviation: number): Float64Array {
  return Float64Array.from({ length: count }, () => random.gaussian() * deviation);
}

function half(name: string, shape: readonly number[], values: Float64Array): Tensor {
  const data = new Uint8Array(values.length * 2);
  const view = new DataView(data.buffer);
  values.forEach((value, index) => {
    view.setUint16(index * 2, halfBits(value), true);
  });
  return { name, type: "F16", shape, data };
}

function ones(name: string): Tensor {
  const data = new Uint8Array(SHAPE.width * 4);
  const view = new DataView(data.buffer);
  for (let index = 0; index < SHAPE.width; index++) view.setFloat32(index * 4, 1, true);
  return { name, type: "F32", shape: [SHAPE.width], data };
}
