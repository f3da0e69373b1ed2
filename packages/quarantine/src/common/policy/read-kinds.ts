import { TENSOR_TYPES } from "../gguf/tensor-types.ts";
import { DTYPES } from "../safetensors/dtypes.ts";
import type { JsonObject } from "../safetensors/json.ts";
import { quoted } from "../text.ts";
import { KINDS, type Choice, type Kind, type Policy } from "./policy.ts";
import { refuseUnknown, tableOf, type Fail } from "./tables.ts";

/** Most values in one list. There are some 150 architectures. */
const MAX_VALUES = 1000;

/** Only these can be admitted at all; allowing or refusing another one changes nothing. */
const FORMATS: ReadonlySet<string> = new Set(["gguf", "safetensors"]);
const QUANTISATIONS: ReadonlySet<string> = new Set(
  [...[...TENSOR_TYPES.values()].map(({ name }) => name), ...DTYPES.keys()].map((name) => name.toLowerCase()),
);
const KNOWN: Readonly<Record<Kind, (value: string) => boolean>> = {
  formats: (value) => FORMATS.has(value),
  // llama.cpp gains new ones every month: any name that could be one.
  architectures: (value) => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(value),
  quantisations: (value) => QUANTISATIONS.has(value),
};

/** `"allow"` and `"refuse"`: lists of formats, architectures and quantisations. */
export function readKinds(root: JsonObject, fail: Fail): Policy["kinds"] {
  const allowed = readLists(root, "allow", fail);
  const refused = readLists(root, "refuse", fail);
  for (const [kind, { at, choice }] of refused) {
    const other = allowed.get(kind)?.choice;
    if (!other) continue;
    const both = [...choice.values].find((value) => other.values.has(value));
    if (both !== undefined) fail(at, `${quoted(both)} is both allowed and refused.`);
    fail(at, `"allow" already refuses all other ${kind}: this list changes nothing.`);
  }
  const kinds: Partial<Record<Kind, Choice>> = {};
  for (const [kind, { choice }] of [...allowed, ...refused]) kinds[kind] = choice;
  return kinds;
}

type Lists = Map<Kind, { readonly at: number; readonly choice: Choice }>;

function readLists(root: JsonObject, mode: Choice["mode"], fail: Fail): Lists {
  const lists: Lists = new Map();
  const entry = root.get(mode);
  if (!entry) return lists;
  const table = tableOf(entry.value, `"${mode}"`, entry.at, fail);
  refuseUnknown(table, KINDS, fail);
  if (table.size === 0) fail(entry.at, `"${mode}" sets nothing.`);
  for (const kind of KINDS) {
    const list = table.get(kind);
    if (list) lists.set(kind, { at: list.at, choice: { mode, values: readValues(list, kind, fail) } });
  }
  return lists;
}

function readValues(
  { value: list, at }: { readonly value: unknown; readonly at: number },
  kind: Kind,
  fail: Fail,
): Set<string> {
  if (!Array.isArray(list)) return fail(at, `"${kind}" must be a list in brackets.`);
  if (list.length === 0) return fail(at, `"${kind}" is empty: it says nothing, or forbids everything.`);
  if (list.length > MAX_VALUES) return fail(at, `"${kind}" has more than ${String(MAX_VALUES)} entries.`);
  const values = new Set<string>();
  for (const item of list as unknown[]) {
    if (typeof item !== "string") return fail(at, `"${kind}" must be a list of texts.`);
    const value = item.toLowerCase();
    if (!KNOWN[kind](value))
      return fail(
        at,
        `${quoted(item)} is none of the ${kind} that could be admitted: naming it changes nothing.`,
      );
    if (values.has(value)) return fail(at, `${quoted(item)} stands in "${kind}" twice.`);
    values.add(value);
  }
  return values;
}
