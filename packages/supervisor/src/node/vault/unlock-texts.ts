import { RpcError } from "@casemate/contract";

/** A right passphrase opens nothing where this machine's key is missing. */
export function withProblem(message: string, problem: string | null): string {
  if (problem === null) return message;
  return `${message} It may be right: the vault needs this machine's key too, and that could not be had. ${problem}`;
}

/** How long the back-off lasts. */
export function waitText(retryAt: string | null, now: number): string {
  const seconds = retryAt === null ? 0 : Math.max(1, Math.ceil((Date.parse(retryAt) - now) / 1000));
  return `Too many wrong passphrases. Try again in ${String(seconds)} s.`;
}

/** Whether the key process ended under the call. */
export function isKeeperGone(error: unknown): boolean {
  return error instanceof RpcError && error.code === "keeper_gone";
}

/** Which of the two processes ended first is chance, and the same to the person. */
export function interrupted(error: unknown): unknown {
  if (!(error instanceof RpcError) || !["keeper_gone", "kdf_ended"].includes(error.code)) return error;
  return new RpcError(
    "unlock_interrupted",
    "Unlocking stopped: a process that it needs ended. Nothing was changed. Type the passphrase again.",
  );
}
