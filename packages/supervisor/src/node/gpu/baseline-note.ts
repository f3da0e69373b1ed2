import type { State } from "@casemate/contract";
import type { LedgerLink } from "../console/ledger-link.ts";
import { lastNote } from "../console/last-note.ts";
import type { GpuContext } from "./gpu-context.ts";

/** The log's note that a baseline was captured, with its digest and the key that signed it. */
export const CAPTURED = "gpu.baseline";

/** What the log says of the baseline that was captured last. `unknown`: it cannot be asked, or was begun anew after damage. */
export type LogSays =
  { readonly is: "captured"; readonly sha256: string } | { readonly is: "none" } | { readonly is: "unknown" };

export interface BaselineNote {
  /** Never throws. */
  read(): Promise<LogSays>;
  captured(facts: Readonly<{ sha256: string | null; key: string; cards: number | null }>): void;
}

/** Asks the log once for each log: nobody but us writes it while we run. */
export function createBaselineNote({ ledger, state, report }: GpuContext): BaselineNote {
  let known: { readonly log: string; readonly says: LogSays } | null = null;
  const ask = async (stands: State["ledger"]): Promise<LogSays> => {
    if (stands.state !== "ok" || stands.log === null) return { is: "unknown" };
    const note = await lastNote(ledger, CAPTURED);
    const { sha256 } = note?.detail ?? {};
    if (typeof sha256 === "string") return { is: "captured", sha256 };
    // The log that would have said it was set aside, and nobody has taken note of that yet.
    return note === null && stands.recovered === null ? { is: "none" } : { is: "unknown" };
  };
  return {
    read: async () => {
      const stands = state.get("ledger");
      // A log that does not verify vouches for nothing; one that is only away said what it says.
      if (stands.state === "damaged") return { is: "unknown" };
      if (known !== null && known.log === stands.log) return known.says;
      try {
        const says = await ask(stands);
        if (stands.log !== null && says.is !== "unknown") known = { log: stands.log, says };
        return says;
      } catch (error) {
        report("gpu-watch baseline", error);
        return { is: "unknown" };
      }
    },
    captured: ({ sha256, key, cards }) => {
      ledger.note(CAPTURED, null, { sha256, key, cards });
      const { log } = state.get("ledger");
      known = log === null || sha256 === null ? null : { log, says: { is: "captured", sha256 } };
    },
  };
}

/** What removes records, or begins another log, must not take the knowledge of the baseline with it: the note is written again. */
export async function keepingBaselineNote<T>(
  ledger: Pick<LedgerLink, "tail" | "flush" | "note">,
  run: () => Promise<T>,
): Promise<T> {
  const before = await lastNote(ledger, CAPTURED).catch(() => null);
  const done = await run();
  if (before !== null) ledger.note(CAPTURED, null, { ...before.detail, since: before.at });
  return done;
}
