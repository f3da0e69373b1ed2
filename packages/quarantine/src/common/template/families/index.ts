import type { Family } from "./define-family.ts";
import { alpaca } from "./alpaca.ts";
import { chatml } from "./chatml.ts";
import { commandR } from "./command-r.ts";
import { deepseek } from "./deepseek.ts";
import { gemma } from "./gemma.ts";
import { gptOss } from "./gpt-oss.ts";
import { llama2 } from "./llama-2.ts";
import { llama3 } from "./llama-3.ts";
import { llama31 } from "./llama-3.1.ts";
import { mistral } from "./mistral.ts";
import { phi3 } from "./phi-3.ts";
import { qwen25 } from "./qwen-2.5.ts";
import { qwen3 } from "./qwen-3.ts";
import { vicuna } from "./vicuna.ts";
import { zephyr } from "./zephyr.ts";

/** Known families, narrower ones before those whose marks they share. */
export const FAMILIES: readonly Family[] = [
  qwen3,
  qwen25,
  llama31,
  llama3,
  llama2,
  gptOss,
  deepseek,
  commandR,
  gemma,
  phi3,
  zephyr,
  mistral,
  alpaca,
  vicuna,
  chatml,
];

/** The family that a template has the marks of, or null. */
export function familyOf(text: string): Family | null {
  return FAMILIES.find(({ matches }) => matches(text)) ?? null;
}
