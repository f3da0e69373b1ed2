import type { ModelSummary, State } from "@casemate/contract";
import { UsageError } from "../usage-error.ts";

/** Shortest digest prefix that names a model. */
const MIN_PREFIX = 6;

/** NAME is the file name without extension, or a digest prefix. Throws `UsageError` when it names none or several. */
export function findModel(state: State, name: string): ModelSummary {
  const { items } = state.models;
  const byName = items.filter((model) => model.name === name || model.fileName === name);
  const found =
    byName.length > 0
      ? byName
      : items.filter((model) => name.length >= MIN_PREFIX && model.sha256.startsWith(name.toLowerCase()));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    throw new UsageError(
      `${String(found.length)} models are called ${name}. Use the beginning of the digest instead: ${found.map((model) => model.sha256.slice(0, 12)).join(", ")}.`,
    );
  throw new UsageError(`There is no model called ${name} in the vault. See them with: casemate model list`);
}
