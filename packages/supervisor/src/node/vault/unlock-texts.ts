import { RpcError, type Notice, type State } from "@casemate/contract";
import type { KdfParams } from "@casemate/vault";

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

/** A vault that locks without being told to says why. */
export const KEEPER_ENDED: Notice = {
  code: "keeper_ended",
  message:
    "The vault was locked because the process that holds its keys ended. Whatever was shown as done is stored. Unlock it to go on.",
};

/** What a guess costs, as it is shown. */
export function costOf(kdf: KdfParams | null, measuredMs: number | null): State["vault"]["kdf"] {
  if (kdf === null) return null;
  const { memoryKiB, passes, lanes } = kdf;
  return { memoryMiB: Math.round(memoryKiB / 1024), passes, lanes, measuredMs: measuredMs ?? 0 };
}
