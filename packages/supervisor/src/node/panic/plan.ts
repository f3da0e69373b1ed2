import type { PanicPlan } from "@casemate/contract";
import { lossesOf, panicPhrase, remainsOf } from "@casemate/incidents";
import { diskFs, vaultOnDisk } from "@casemate/vault";

/** Time to think again before level 2 or 3, in milliseconds. */
export const COUNTDOWN_MS = 5_000;

const REFUSALS = {
  absent: {
    code: "absent",
    message: "There is no vault here, so there is nothing to destroy.",
  },
  would_be_level_3: {
    code: "would_be_level_3",
    message:
      "This would be level 3: the vault has no recovery words, so after it nobody, including you, could open it. Add recovery words first, or choose level 3.",
  },
  header_unreadable: {
    code: "header_unreadable",
    message:
      "The vault's header cannot be read, so nobody can say whether the recovery words would remain. Level 3 is possible.",
  },
} as const;

/** What level 2 or 3 would do to the vault as it stands. `recovery`: what is known of the recovery words. */
export function planPanic(root: string, level: 2 | 3, recovery: PanicPlan["recovery"]): PanicPlan {
  const { state, id } = vaultOnDisk(diskFs, root);
  const readable = state === "ok";
  return {
    level,
    phrase: panicPhrase(level, id),
    vaultId: id,
    needsPassphrase: readable,
    recovery,
    lost: lossesOf(level),
    stays: remainsOf(level),
    refused: refusalOf(state, level, recovery),
    countdownMs: COUNTDOWN_MS,
  };
}

function refusalOf(
  state: ReturnType<typeof vaultOnDisk>["state"],
  level: 2 | 3,
  recovery: PanicPlan["recovery"],
): PanicPlan["refused"] {
  if (state === "absent") return REFUSALS.absent;
  if (level === 3) return null;
  if (state !== "ok") return REFUSALS.header_unreadable;
  return recovery === "absent" ? REFUSALS.would_be_level_3 : null;
}

/** Of the place of the recovery words in the header; null while that cannot be read. */
export function recoveryMark(root: string): string | null {
  return vaultOnDisk(diskFs, root).recoveryMark;
}

/** Whether the recovery words are still those that were there when their mark was taken. */
export function wordsStand(root: string, mark: string | null): boolean {
  return mark !== null && recoveryMark(root) === mark;
}
