import { figure, quoted } from "../../text.ts";
import { reportValue } from "../metadata-view.ts";
import type { MetadataValue } from "../value-types.ts";
import type { Subject } from "./subject.ts";

/** Keys that loaders read as an unsigned 32-bit number. `list`: may also differ per layer. `least`: engines divide by it. */
interface NumberRow {
  readonly key: string;
  readonly list?: boolean;
  readonly least?: bigint;
  /** Largest that makes sense, with room: far above every published model, far below where 32-bit products overflow. */
  readonly most?: bigint;
  /** `least` holds for these architectures: the engine saves others again with the keys of all, as 0. */
  readonly only?: RegExp;
}

/** Widths of published models end at about 100,000; four times a width of 2^20 still fits 32 bits. */
const MAX_WIDTH = 1_048_576n;
/** The largest published models have 512 experts; llama.cpp's arrays end there (`LLAMA_MAX_EXPERTS`). */
const MAX_EXPERTS = 4096n;
/** Heads of published models end at 256. */
const MAX_HEADS = 65_536n;
/** Longest context of a published model is 10,485,760 tokens. */
const MAX_CONTEXT = 268_435_456n;

const NUMBERS: readonly NumberRow[] = [
  { key: "context_length", least: 1n },
  { key: "embedding_length", least: 1n, most: MAX_WIDTH },
  { key: "feed_forward_length", list: true, most: 4n * MAX_WIDTH },
  { key: "expert_feed_forward_length", list: true, most: 4n * MAX_WIDTH },
  { key: "expert_shared_feed_forward_length", most: 4n * MAX_WIDTH },
  { key: "attention.head_count", list: true, most: MAX_HEADS },
  { key: "attention.head_count_kv", list: true, most: MAX_HEADS },
  { key: "attention.key_length", most: MAX_WIDTH },
  { key: "attention.value_length", most: MAX_WIDTH },
  { key: "expert_count", most: MAX_EXPERTS },
  { key: "expert_used_count", list: true, most: MAX_EXPERTS },
  { key: "expert_group_count", most: MAX_EXPERTS },
  { key: "nextn_predict_layers" },
  { key: "rope.dimension_count" },
  { key: "vocab_size" },
  { key: "ssm.conv_kernel" },
  { key: "ssm.inner_size", most: 4n * MAX_WIDTH },
  { key: "ssm.state_size", most: MAX_WIDTH },
  { key: "ssm.time_step_rank", most: MAX_WIDTH },
  { key: "wkv.head_size", least: 1n, most: MAX_WIDTH, only: /rwkv/ },
];

/** Keys read as a 32-bit floating point number. */
const FLOATS = [
  "attention.layer_norm_rms_epsilon",
  "attention.layer_norm_epsilon",
  "rope.freq_base",
  "rope.scaling.factor",
];

/** Types and ranges of the sizes, each for itself. */
export function checkNumbers(subject: Subject): void {
  for (const row of NUMBERS) {
    const value = subject.value(row.key);
    if (value) checkNumber(subject, row, value);
  }
  for (const key of FLOATS) {
    const value = subject.value(key);
    if (value) checkFloat(subject, key, value);
  }
  sayLongContext(subject);
}

function checkNumber(subject: Subject, row: NumberRow, value: MetadataValue): void {
  const key = `${subject.name}.${row.key}`;
  if (value.kind === "array" && row.list === true && (value.element === "u32" || value.element === "i32")) {
    if (subject.blocks !== null && value.count !== subject.blocks)
      say(
        subject,
        key,
        value,
        `${quoted(key)} has ${figure(value.count)} entries for ${figure(subject.blocks)} layers.`,
      );
  } else if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
    const message = `${quoted(key)} must be an unsigned 32-bit number. Loaders of other kinds read garbage.`;
    reportValue(subject.report, "gguf.metadata-type", key, value, message);
  } else if (row.least !== undefined && value.value < row.least && row.only?.test(subject.name) !== false) {
    say(subject, key, value, `${quoted(key)} is ${figure(value.value)}. Loaders divide by it.`);
  } else if (row.most !== undefined && value.value > row.most) {
    say(
      subject,
      key,
      value,
      `${quoted(key)} is ${figure(value.value)}; no known model has more than ${figure(row.most)}. Engines compute with it in 32 bits.`,
    );
  }
}

function checkFloat(subject: Subject, name: string, value: MetadataValue): void {
  const key = `${subject.name}.${name}`;
  if (value.kind !== "scalar" || value.type !== "f32") {
    const message = `${quoted(key)} must be a 32-bit floating point number.`;
    reportValue(subject.report, "gguf.metadata-type", key, value, message);
  } else if (typeof value.value === "number" && !Number.isFinite(value.value)) {
    say(
      subject,
      key,
      value,
      `${quoted(key)} is not a finite number. Everything the model computes becomes unusable.`,
    );
  } else if (typeof value.value === "number" && value.value < 0 && name.endsWith("epsilon")) {
    say(
      subject,
      key,
      value,
      `${quoted(key)} is ${String(value.value)}. Engines end with an error on the first word when it is below 0.`,
    );
  }
}

function sayLongContext(subject: Subject): void {
  const value = subject.value("context_length");
  const length = subject.integer("context_length");
  if (!value || length === null || length <= MAX_CONTEXT) return;
  const key = `${subject.name}.context_length`;
  const message = `The file claims a context of ${figure(length)} tokens. Engines that reserve memory for all of it run out of it; set a length when you load it.`;
  reportValue(subject.report, "gguf.context-length", key, value, message);
}

function say(subject: Subject, key: string, value: MetadataValue, message: string): void {
  reportValue(subject.report, "gguf.hyperparameter", key, value, message);
}
