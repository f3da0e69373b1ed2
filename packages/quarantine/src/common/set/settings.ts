import type { Draft } from "../findings.ts";
import { quoted, visible } from "../text.ts";
import { isTable, own, placeOfKey, type Table } from "./json-text.ts";
import { baseName } from "./set-member.ts";

/** Keys that name Python code of the model's own (transformers, diffusers), or any function at all (Hydra's instantiate, as NeMo uses it). */
const CODE_KEYS = [
  "auto_map",
  "custom_pipelines",
  "custom_pipeline",
  "trust_remote_code",
  "custom_revision",
  "_target_",
];
/** Deepest table that is looked into; the strict reader reads no deeper. */
const MAX_DEPTH = 64;
/** Libraries whose classes an image model may name; the third is the place of one class of old models inside diffusers. */
const LIBRARIES = new Set(["diffusers", "transformers", "stable_diffusion"]);
const CLASS_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MODULES = "modules.json";

/** Looks for code and classes from elsewhere in a side file of settings. */
export function checkSettings(
  name: string,
  text: string,
  json: unknown,
  report: (draft: Draft) => void,
): void {
  const base = baseName(name);
  if (base === MODULES && Array.isArray(json)) checkModules(text, json, report);
  for (const table of tablesOf(json)) checkCode(text, table, report);
  if (base === "model_index.json" && isTable(json)) checkComponents(text, json, report);
}

/** Every table in the settings: parts of a model have tables of their own. */
function* tablesOf(json: unknown, depth = 0): Generator<Table> {
  if (typeof json !== "object" || json === null || depth > MAX_DEPTH) return;
  if (isTable(json)) yield json;
  for (const value of Object.values(json)) yield* tablesOf(value, depth + 1);
}

function checkCode(text: string, json: Table, report: (draft: Draft) => void): void {
  for (const key of CODE_KEYS) {
    const value = own(json, key);
    if (value === undefined || value === null || value === false || isEmpty(value)) continue;
    report({
      rule: "set.remote-code",
      ...placeOfKey(text, key),
      where: key,
      message: `The settings ask for code of the model's own: ${quoted(`${key}: ${JSON.stringify(value)}`, 160)}.`,
    });
  }
}

function isEmpty(value: unknown): boolean {
  return isTable(value) && Object.keys(value).length === 0;
}

/** A pipeline's components: a library and a class of it, or nothing (diffusers, `DiffusionPipeline.from_pretrained`). */
function checkComponents(text: string, json: Table, report: (draft: Draft) => void): void {
  const odd = (key: string, message: string): void => {
    report({ rule: "set.component", ...placeOfKey(text, key), where: visible(key, 100), message });
  };
  const pipeline = own(json, "_class_name");
  if (typeof pipeline !== "string" || !CLASS_NAME.test(pipeline))
    odd("_class_name", "The name of the pipeline is missing or not a plain word.");
  for (const [key, value] of Object.entries(json)) {
    if (key.startsWith("_") || !Array.isArray(value) || value.length !== 2) continue;
    const [library, component] = value as [unknown, unknown];
    if (library === null && component === null) continue;
    if (typeof library === "string" && LIBRARIES.has(library) && isClass(component)) continue;
    odd(
      key,
      `The component ${quoted(key)} is ${quoted(JSON.stringify(value), 100)}, which is no class of diffusers or transformers.`,
    );
  }
}

/** Modules of an embedding model: each names a Python class (sentence-transformers). */
function checkModules(text: string, json: readonly unknown[], report: (draft: Draft) => void): void {
  for (const entry of json) {
    const type = isTable(entry) ? own(entry, "type") : undefined;
    if (typeof type === "string" && /^sentence_transformers\.[A-Za-z0-9_.]+$/.test(type)) continue;
    report({
      rule: "set.remote-code",
      ...placeOfKey(text, "type"),
      where: "type",
      message: `The settings name a Python class from elsewhere: ${quoted(typeof type === "string" ? type : JSON.stringify(type ?? null))}.`,
    });
  }
}

function isClass(value: unknown): boolean {
  return typeof value === "string" && CLASS_NAME.test(value);
}
