import { contract, EXPORT_PHRASE, type RpcError, type State } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import { checkProof, proofOf, type Asked } from "./proof.ts";

const CALLERS = {
  "desktop's window for it": { via: "approval", session: "desktop-1" },
  "browser's document for it": { via: "approval", session: "a".repeat(32) },
  "terminal, attached": { via: "socket", session: "s" },
  "terminal, on its own": { via: "in-process", session: "s" },
  "desktop's page": { via: "window", session: "desktop-1" },
  "browser's page": { via: "browser", session: "desktop-1" },
} as const satisfies Record<string, Asked["caller"]>;
const VAULTS = [
  "absent",
  "locked",
  "unlocking",
  "unlocked",
  "locking",
  "error",
] as const satisfies readonly State["vault"]["state"][];
const DANGERS = Object.entries(contract).flatMap(([name, spec]) =>
  spec.kind === "call" && spec.risk === "danger" ? [name] : [],
);

/** What each caller shows, by vault state. */
function table(call: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(CALLERS).map(([who, caller]) => [
      who,
      VAULTS.map((vault) => proofOf({ caller, call, vault })).join(" "),
    ]),
  );
}

describe("what has to be shown to grant a request", () => {
  it("is the passphrase for every dangerous call, but in the desktop's own window and without any vault", () => {
    const passphrase = VAULTS.map(() => "passphrase").join(" ");
    const terminal = passphrase.replace("passphrase", "none");
    for (const call of DANGERS.filter((name) => name !== "forensic.export"))
      expect([call, table(call)]).toEqual([
        call,
        {
          "desktop's window for it": VAULTS.map(() => "none").join(" "),
          "browser's document for it": passphrase,
          "terminal, attached": terminal,
          "terminal, on its own": terminal,
          "desktop's page": passphrase,
          "browser's page": passphrase,
        },
      ]);
  });

  it("is a typed phrase for an export while the vault is not open, and never from the page that asked", () => {
    const typed = "typed typed typed passphrase typed typed";
    expect(table("forensic.export")).toEqual({
      "desktop's window for it": VAULTS.map(() => "none").join(" "),
      "browser's document for it": typed,
      "terminal, attached": typed,
      "terminal, on its own": typed,
      "desktop's page": VAULTS.map(() => "passphrase").join(" "),
      "browser's page": VAULTS.map(() => "passphrase").join(" "),
    });
  });
});

describe("a proof", () => {
  const id = "a".repeat(32);
  const check = (
    proof: Parameters<typeof checkProof>[0],
    secretId: string | null,
    typed: string | null,
    right = true,
  ): Promise<string> =>
    checkProof(proof, { id, secretId, typed }, () => Promise.resolve(right)).then(
      () => "granted",
      (error: unknown) => (error as RpcError).code,
    );

  it("counts only when it is the one that is needed", async () => {
    expect(
      await Promise.all([
        check("none", null, null),
        check("typed", null, ` ${EXPORT_PHRASE}\n`),
        check("typed", null, null),
        check("typed", null, "yes"),
        check("typed", id, EXPORT_PHRASE.toUpperCase()),
        check("passphrase", id, null),
        check("passphrase", null, EXPORT_PHRASE),
        check("passphrase", id, EXPORT_PHRASE, false),
      ]),
    ).toEqual([
      "granted",
      "granted",
      "phrase_needed",
      "phrase_needed",
      "phrase_needed",
      "granted",
      "passphrase_needed",
      "wrong_passphrase",
    ]);
  });
});
