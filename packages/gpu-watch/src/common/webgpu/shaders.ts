import { LARGEST, POLYNOMIAL } from "./numbers.ts";
import { DOWN, READ, READ_INVERTED, THREADS, TILE, WRITE, WRITE_INVERTED } from "./shader-facts.ts";
import { BLOCK_WORDS } from "./walk.ts";

/** The functions of numbers.ts. */
const NUMBERS = /* wgsl */ `
fn mix(value: u32) -> u32 {
  var mixed = value;
  mixed = (mixed ^ (mixed >> 16u)) * 0x85ebca6bu;
  mixed = (mixed ^ (mixed >> 13u)) * 0xc2b2ae35u;
  return mixed ^ (mixed >> 16u);
}
fn times(left: u32, right: u32) -> u32 {
  var product = 0u;
  var shifted = left;
  for (var bit = 0u; bit < 32u; bit++) {
    product ^= shifted & (0u - ((right >> bit) & 1u));
    shifted = (shifted << 1u) ^ (${String(POLYNOMIAL)}u & (0u - (shifted >> 31u)));
  }
  return product;
}`;

type Kind = "f32" | "f16";
const enable = (kind: Kind): string => (kind === "f16" ? "enable f16;" : "");

/** Fills a matrix from its seed. */
export function fillShader(kind: Kind): string {
  return /* wgsl */ `${enable(kind)}
struct Fill { seed: u32, count: u32, stride: u32, unused: u32 }
@group(0) @binding(0) var<uniform> fill: Fill;
@group(0) @binding(1) var<storage, read_write> numbers: array<${kind}>;
${NUMBERS}
@compute @workgroup_size(${String(THREADS)})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let seed = mix(fill.seed);
  for (var at = id.x; at < fill.count; at += fill.stride) {
    numbers[at] = ${kind}(i32(mix(seed + at) % ${String(2 * LARGEST + 1)}u) - ${String(LARGEST)});
  }
}`;
}

/** C = A · B. Sums are written as single precision, bit by bit; a zero loses its sign, which devices may choose. */
export function productShader(kind: Kind): string {
  const tile = String(TILE);
  return /* wgsl */ `${enable(kind)}
struct Size { m: u32, k: u32, n: u32, unused: u32 }
@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> a: array<${kind}>;
@group(0) @binding(2) var<storage, read> b: array<${kind}>;
@group(0) @binding(3) var<storage, read_write> c: array<u32>;
var<workgroup> left: array<${kind}, ${String(TILE * TILE)}>;
var<workgroup> right: array<${kind}, ${String(TILE * TILE)}>;
@compute @workgroup_size(${tile}, ${tile})
fn main(@builtin(local_invocation_id) local: vec3u, @builtin(global_invocation_id) id: vec3u) {
  let place = local.y * ${tile}u + local.x;
  var sum = ${kind}(0);
  for (var begin = 0u; begin < size.k; begin += ${tile}u) {
    left[place] = a[id.y * size.k + begin + local.x];
    right[place] = b[(begin + local.y) * size.n + id.x];
    workgroupBarrier();
    for (var at = 0u; at < ${tile}u; at++) {
      sum += left[local.y * ${tile}u + at] * right[at * ${tile}u + local.x];
    }
    workgroupBarrier();
  }
  var bits = bitcast<u32>(f32(sum));
  if (bits == 0x80000000u) { bits = 0u; }
  c[id.y * size.n + id.x] = bits;
}`;
}

/** One pass over blocks: read and digest, then write (walk.ts). */
export function walkShader(): string {
  const steps = String(BLOCK_WORDS / THREADS);
  return /* wgsl */ `
struct Walk { pattern: u32, key: u32, weight: u32, before: u32, start: u32, flags: u32, unused: vec2u }
@group(0) @binding(0) var<uniform> walk: Walk;
@group(0) @binding(1) var<storage, read_write> cells: array<u32>;
@group(0) @binding(2) var<storage, read_write> found: array<u32>;
var<workgroup> digest: atomic<u32>;
var<workgroup> wrong: atomic<u32>;
var<workgroup> first: atomic<u32>;
var<workgroup> bits: atomic<u32>;
${NUMBERS}
fn has(flag: u32) -> bool { return (walk.flags & flag) != 0u; }
@compute @workgroup_size(${String(THREADS)})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (lane == 0u) { atomicStore(&first, 0xffffffffu); }
  workgroupBarrier();
  let block = walk.start + group.x;
  let key = mix(walk.key + walk.before + block);
  let meant = select(0u, 0xffffffffu, has(${String(READ_INVERTED)}u));
  let written = select(0u, 0xffffffffu, has(${String(WRITE_INVERTED)}u));
  var sum = 0u;
  for (var step = 0u; step < ${steps}u; step++) {
    let place = lane + ${String(THREADS)}u * select(step, ${steps}u - 1u - step, has(${String(DOWN)}u));
    let cell = block * ${String(BLOCK_WORDS)}u + place;
    let plain = mix(walk.pattern + place) ^ key;
    if (has(${String(READ)}u)) {
      let word = cells[cell];
      sum ^= times(mix(walk.weight + place) | 1u, word);
      let differs = word ^ plain ^ meant;
      if (differs != 0u) {
        atomicAdd(&wrong, 1u);
        atomicMin(&first, place);
        atomicOr(&bits, differs);
      }
    }
    if (has(${String(WRITE)}u)) { cells[cell] = plain ^ written; }
  }
  atomicXor(&digest, sum);
  workgroupBarrier();
  if (lane == 0u) {
    let at = group.x * 4u;
    found[at] = atomicLoad(&digest);
    found[at + 1u] = atomicLoad(&wrong);
    found[at + 2u] = atomicLoad(&first);
    found[at + 3u] = atomicLoad(&bits);
  }
}`;
}
