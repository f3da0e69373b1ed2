import {
  EXPORT_PHRASE,
  RpcError,
  type AppContract,
  type Caller,
  type In,
  type Out,
  type State,
} from "@casemate/contract";

type Proof = Out<AppContract["approvals.show"]>["proof"];

/** What has to be known to say what an approval needs. */
export interface Asked {
  readonly caller: Pick<Caller, "via" | "session">;
  /** The call that would run. */
  readonly call: string;
  readonly vault: State["vault"]["state"];
}

/**
 * What this caller shows to grant a request: the passphrase, but for two cases. The desktop's own approval window is drawn from the supervisor's
 * data and reached by nobody else. And where no passphrase can be asked for: while the vault is not open, an export of the log needs a typed
 * phrase (decision 0014); without any vault, a terminal needs nothing, since there is nothing that a passphrase would guard.
 */
export function proofOf({ caller, call, vault }: Asked): Proof {
  const terminal = caller.via === "socket" || caller.via === "in-process";
  const document = caller.via === "approval";
  if (document && caller.session.startsWith("desktop")) return "none";
  // Never the page that asked: a script in it can type as well as a person.
  if ((document || terminal) && call === "forensic.export" && vault !== "unlocked") return "typed";
  return terminal && vault === "absent" ? "none" : "passphrase";
}

/** Throws `passphrase_needed`, `wrong_passphrase`, `phrase_needed`, and what `confirm` throws. */
export async function checkProof(
  proof: Proof,
  { secretId, typed }: In<AppContract["approvals.grant"]>,
  confirm: (secretId: string) => Promise<boolean>,
): Promise<void> {
  if (proof === "none") return;
  if (proof === "typed") {
    if (typed?.trim() === EXPORT_PHRASE) return;
    throw new RpcError("phrase_needed", `Nothing was approved. To allow it, type: ${EXPORT_PHRASE}`);
  }
  if (secretId === null)
    throw new RpcError("passphrase_needed", "Approving needs the passphrase. Type it and try again.");
  if (!(await confirm(secretId)))
    throw new RpcError("wrong_passphrase", "Wrong passphrase. Nothing was approved.");
}
