import type { Incident, IntegrityChange } from "@casemate/contract";
import { keyOf } from "@casemate/incidents";
import { toldByAttestation } from "./integrity-reports.ts";

/** Nobody but an installer changes these; the others can be in the middle of a change of Casemate's own: they are told when the next look sees it too. */
const AT_ONCE: ReadonlySet<IntegrityChange["group"]> = new Set(["program", "canaries"]);

/** Names the model of a sealed file; null while the vault has not been open. */
export type ModelOf = (path: string) => string | null;

/** Which changes were told already: each once, as long as it stays. A look every half minute must not count as another incident. */
export class ToldChanges {
  /** Key of a change → whose sealed file it was without anybody knowing the model; null for every other one. */
  readonly #told = new Map<string, string | null>();
  /** Changes of the last look. */
  #last: ReadonlySet<string> = new Set();

  /** Those of this look that are to be told now; they count as told from then on. */
  fresh(
    changes: readonly IntegrityChange[],
    open: readonly Pick<Incident, "class" | "subject">[],
    modelOf: ModelOf,
  ): IntegrityChange[] {
    const now = new Map(changes.map((one) => [`${keyOf(one)} ${one.kind} ${one.found ?? ""}`, one]));
    for (const key of this.#told.keys()) if (!now.has(key)) this.#told.delete(key);
    const fresh = [...now].filter(
      ([key, { group }]) =>
        !this.#told.has(key) &&
        (AT_ONCE.has(group) || this.#last.has(key)) &&
        !toldByAttestation(group, open),
    );
    this.#last = new Set(now.keys());
    for (const [key, { group, path }] of fresh)
      this.#told.set(key, group === "models" && modelOf(path) === null ? path : null);
    return fresh.map(([, change]) => change);
  }

  /** The vault was opened: what was told without a model is told again with it. Answers whether there is such a one. */
  forgetUnnamed(modelOf: ModelOf): boolean {
    const named = [...this.#told].filter(([, path]) => path !== null && modelOf(path) !== null);
    for (const [key] of named) this.#told.delete(key);
    return named.length > 0;
  }

  clear(): void {
    this.#told.clear();
  }
}
