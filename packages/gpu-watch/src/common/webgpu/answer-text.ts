import type { GpuAnswer } from "@casemate/contract";
import { shown } from "../sources/reading.ts";
import type { KnownCard } from "./cards.ts";
import type { ProductTask } from "./device.ts";
import { UNKNOWN_FREE_BYTES } from "./plan.ts";
import type { Wrong } from "./product.ts";
import { BLOCK_BYTES, type WrongBlock } from "./walk.ts";

/** An answer has room for 20 parts, and the page of a check shows 200 characters of each: eight cards always find room, and usually all. */
const MAX_OTHER_NAME = 60;
const MAX_NAMES_CHARS = 150;
const MAX_NAME_PARTS = 8;
const MAX_CARD_NAME = 200;
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** A card's name as an answer holds it. */
export function cardName(name: string): string {
  return shown(name, MAX_CARD_NAME);
}

export function sizeText(bytes: number): string {
  return bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${String(Math.round(bytes / MIB))} MiB`;
}

export function faultOfProduct({ kind, m, k, n }: ProductTask, { matrix, row, column, bits }: Wrong): string {
  const what =
    matrix === "c" ? "the result" : `the input ${matrix.toUpperCase()}, read back after the product,`;
  return `In a product of ${String(m)} × ${String(k)} × ${String(n)} numbers (${kind}) ${what} is wrong in row ${String(row)}, column ${String(column)}: bits ${hex(bits)}.`;
}

export function faultOfBlock({ block, proven, words, place, bits }: WrongBlock): string {
  const where = `Memory that was walked is wrong between ${sizeText(block * BLOCK_BYTES)} and the next 256 KiB`;
  const counted = `${String(words)} words wrong, the first at ${String(place)}, bits ${hex(bits)}`;
  if (!proven) return `${where}: the device itself counted ${counted}.`;
  return words === 0
    ? `${where}: its digest is not what was written gives, though the device noticed nothing.`
    : `${where}: the digest is wrong; the device itself counted ${counted}.`;
}

function hex(bits: number): string {
  return `0x${bits.toString(16).padStart(8, "0")}`;
}

/** What the test did not look at, each a sentence's part. Only what is true of this very test. */
export function notCovered(answer: GpuAnswer, cards: readonly KnownCard[]): string[] {
  const { on, memory, products, card, depth } = answer;
  const others =
    on === "software"
      ? "these cards"
      : card === null
        ? "all but at most one of these cards"
        : "the other cards";
  const units = "which unit of the card computed what: WebGPU does not tell, so units may have been left out";
  return [
    ...(on === "software" ? ["any card: a program on the processor computed"] : []),
    ...(on === "card" && card === null && cards.length > 0
      ? ["which of the cards it was: WebGPU does not say it clearly enough"]
      : []),
    ...named(on === null ? "these cards" : others, otherNames(cards, card)),
    ...(on === "card" ? [units, ...memoryLeft(memory)] : []),
    ...(products.half === null && on !== null ? ["half precision: this adapter offers none"] : []),
    ...(depth === "quick" ? ["memory beyond what caches hold: the deep test walks it"] : []),
    ...(products.done < products.planned
      ? [`${String(products.planned - products.done)} of ${String(products.planned)} products`]
      : []),
    "kernels of CUDA, ROCm, Metal or a model's engine: other programs than this one's",
  ];
}

/** The names of every card but the one that computed; of several with its name one is left out. */
function otherNames(cards: readonly KnownCard[], computed: string | null): string[] {
  const tested = cards.findIndex(({ name }) => cardName(name) === computed);
  return cards.filter((_, at) => at !== tested).map(({ name }) => shown(name, MAX_OTHER_NAME));
}

/** As few parts as hold the names, each once with how many cards bear it. */
function named(which: string, names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const lines: string[][] = [];
  let left = names.length;
  for (const [name, count] of counts) {
    const text = count === 1 ? name : `${String(count)} × ${name}`;
    const line = lines.at(-1);
    if (line && [...line, text].join(", ").length <= MAX_NAMES_CHARS) line.push(text);
    else if (lines.length < MAX_NAME_PARTS) lines.push([text]);
    else break;
    left -= count;
  }
  return [
    ...lines.map((line) => `${which}: ${line.join(", ")}`),
    ...(left > 0 ? [`${String(left)} more cards`] : []),
  ];
}

function memoryLeft({ free, wanted, covered }: GpuAnswer["memory"]): string[] {
  return [
    free === null
      ? `all memory but ${sizeText(covered)}: how much is free is not known, so at most ${sizeText(UNKNOWN_FREE_BYTES)} are walked`
      : `${sizeText(Math.max(0, free - covered))} of the ${sizeText(free)} of memory that were free, and all that was in use`,
    ...(covered < wanted
      ? [`${sizeText(wanted - covered)} that the card did not give although it was to be walked`]
      : []),
  ];
}
