import type { Notice, PanicLevel } from "@casemate/contract";

const notice = (code: string, message: string): Notice => ({ code, message });

/** The consequence of a level in one sentence. */
export const CONSEQUENCE: Readonly<Record<PanicLevel, string>> = {
  1: "This locks the vault and ends everything that works with it. Nothing is lost: unlock it again with the passphrase.",
  2: "After this, no passphrase opens this vault any more. Only the recovery words do.",
  3: "After this, nobody, including you, can open this vault.",
};

const BACKUPS = notice(
  "panic_backups",
  "Backups and copies of the data directory made earlier. They still open with the passphrase or recovery words they had.",
);

/** What is lost at a level, the consequence first. */
export function lossesOf(level: 2 | 3): Notice[] {
  const first = notice(level === 2 ? "panic_level_2" : "panic_level_3", CONSEQUENCE[level]);
  if (level === 2)
    return [
      first,
      notice(
        "panic_factors",
        "Every passphrase, duress passphrases included, and this machine's key in the keychain.",
      ),
    ];
  return [
    first,
    notice("panic_contents", "All models, conversations and reports in it, refused files included."),
    notice("panic_words", "The recovery words: they open nothing any more."),
    notice(
      "panic_log",
      "The log, older logs, and their keys. Only the signed certificate of this erasure stays.",
    ),
    notice("panic_lists", "The policy, pins and block list."),
  ];
}

/** What stays at a level. */
export function remainsOf(level: 2 | 3): Notice[] {
  return level === 2
    ? [
        notice("panic_inside", "Everything in the vault, for whoever has the recovery words."),
        notice("panic_log_stays", "The log, which records this."),
        BACKUPS,
      ]
    : [
        BACKUPS,
        notice(
          "panic_certificate",
          "One file: the erasure certificate, which says what was done and what is proven.",
        ),
      ];
}
