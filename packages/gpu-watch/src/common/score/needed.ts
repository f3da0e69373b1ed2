import { known } from "../card.ts";
import { toolOf } from "../probes/vendor-tool.ts";
import type { Scene } from "../probes/scene.ts";

/** Without these there is no statement about any machine. */
export const ALWAYS_NEEDED: readonly string[] = ["inventory", "driver", "cpu_known_answer"];

/** What is looked at of every card, for one whose maker is not known. */
const OF_ANY_CARD: readonly string[] = ["ecc", "link", "operation", "processes", "memory", "advisories"];

/**
 * Probes without which nothing can be called healthy here: what this version has a source for on this machine, and what the baseline knew. What
 * nobody tells on this system or of this vendor's cards is counted in the verdict's sentence and does not decide. Neither do known answers of a
 * card: this version computes models on the processor only, and the sentence says that nothing is known of the card's results.
 */
export function neededProbes({
  look,
  baseline,
  models,
}: Pick<Scene, "look" | "baseline" | "models">): ReadonlySet<string> {
  const cards = look.cards ?? [];
  const hasCard = cards.length > 0;
  return new Set([
    ...ALWAYS_NEEDED,
    ...(hasCard && look.platform === "linux" ? ["events", "virtual_machine"] : []),
    ...cards.flatMap((card) => {
      const told = card.vendorId === null ? OF_ANY_CARD : (toolOf(card)?.tells ?? []);
      // Some drivers name programs and never say what each takes.
      const silent = known(card.processes)?.some(({ usedMiB }) => usedMiB === null) === true;
      return told.filter((id) => !(id === "memory" && silent));
    }),
    ...(baseline != null && baseline.hypervisor !== null ? ["virtual_machine"] : []),
    ...(baseline != null && baseline.engine !== null ? ["engine"] : []),
    ...(models !== null && models.unread.length > 0 ? ["stored_models"] : []),
  ]);
}
