import type { State } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

/** Wrong passphrases in a row from which on somebody is told: far more than a person mistypes. */
const WRONG_PASSPHRASES = 10;

/** Looks at one slice of the state as it was and as it is; answers what is to be reported, or null. */
type Watch<K extends keyof State> = (before: State[K], now: State[K]) => Report | null;

/** What the vault's mark says, beside what the log itself shows. */
const ROLLED_BACK = "ledger_rolled_back";

/**
 * The log was found damaged, or is another one than the vault remembers. Told once for each of the two: who looks closer later, for an attestation
 * too, finds another word for the same damage.
 */
export const watchLog: Watch<"ledger"> = (before, now) => {
  const code = now.error?.code ?? "ledger_damaged";
  const news = before.state !== "damaged" || (code === ROLLED_BACK && before.error?.code !== ROLLED_BACK);
  if (now.state !== "damaged" || !news) return null;
  return {
    class: "integrity_violation",
    // Not critical, which would lock the vault: the way back needs it open, and only an open vault shows which log is meant.
    severity: "high",
    subject: { kind: "log", id: "log" },
    summary: {
      code,
      message: `The log is not what it was. ${now.error?.message ?? "It does not verify."}`.slice(0, 1000),
    },
    evidence: [
      {
        kind: "change",
        what: "the log",
        before: before.state,
        after: (now.error?.message ?? "damaged").slice(0, 500),
      },
    ],
  };
};

/** The vault's header cannot be read, and attempts to open it that go on. */
export const watchVault: Watch<"vault"> = (before, now) => {
  if (now.error?.code === "vault_damaged" && before.error?.code !== "vault_damaged")
    return {
      class: "integrity_violation",
      subject: { kind: "vault", id: "header" },
      summary: {
        code: "vault_damaged",
        message: `The vault's files were changed. ${now.error.message}`.slice(0, 1000),
      },
      evidence: [{ kind: "file", path: "the vault's header", problem: now.error.message.slice(0, 500) }],
    };
  // One more than before: an attempt that was just made. What a keeper finds when it starts was told when it happened, or is told as lost.
  if (now.failures < WRONG_PASSPHRASES || now.failures !== before.failures + 1) return null;
  return {
    class: "unauthorized_access",
    severity: "high",
    subject: { kind: "vault", id: "attempts" },
    summary: {
      code: "wrong_passphrases",
      message: `${String(now.failures)} wrong passphrases in a row were tried on the vault. None of them opened it.`,
    },
    evidence: [{ kind: "count", what: "wrong passphrases in a row", count: now.failures }],
  };
};
