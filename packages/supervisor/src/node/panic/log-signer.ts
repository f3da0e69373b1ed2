import { erasureText, readLogIdentity, signerContract } from "@casemate/audit";
import { RpcError } from "@casemate/contract";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Clock } from "../../common/clock.ts";
import type { Home } from "../home.ts";
import { connectService } from "../hosts/service-client.ts";
import type { Spawner } from "../hosts/spawn-service.ts";

/** Longest wait for the process that signs, in milliseconds; it takes about a tenth of that. */
const SIGN_MS = 1_000;

/** The log's key, for the one statement that it signs last. */
export interface LogSigner {
  /** In the spelling of C2SP signed-note. */
  readonly key: string;
  readonly checkpoint: string | null;
  /** A signed note over the digest of a statement, hexadecimal. */
  sign(sha256: string): Promise<string | null>;
}

/**
 * Runs `use` with the key in a process of its own, so that this one never holds it. Where that process does not start or answer the key is read
 * here: a certificate that nobody signed would be worse.
 */
export async function withLogSigner<T>(
  { spawner, clock, home }: { spawner: Pick<Spawner, "spawn">; clock: Clock; home: Home },
  use: (signer: LogSigner | null) => Promise<T>,
): Promise<T> {
  const handle = await spawner
    .spawn({ id: "signer", host: "plain", env: { CASEMATE_HOME: home.root } })
    .catch(() => null);
  if (handle === null) return use(signerHere(home));
  try {
    const client = connectService(signerContract, handle.port, signerEnded);
    const identity = await withDeadline(clock, SIGN_MS, client.call("signer.identity", {})).catch(
      () => undefined,
    );
    if (identity === undefined) return await use(signerHere(home));
    if (identity === null) return await use(null);
    const sign = async (sha256: string): Promise<string | null> =>
      (await withDeadline(clock, SIGN_MS, client.call("signer.sign", { sha256 }))).note;
    return await use({ ...identity, sign });
  } finally {
    await handle.kill();
  }
}

/** For a command that ends right afterwards. */
export function signerHere({ root }: Pick<Home, "root">): LogSigner | null {
  const identity = readLogIdentity(root);
  if (identity === null) return null;
  const { verifierKey: key, checkpoint, origin } = identity;
  return { key, checkpoint, sign: (sha256) => Promise.resolve(identity.sign(erasureText(origin, sha256))) };
}

function signerEnded(): RpcError {
  return new RpcError("signer_gone", "The process that signs ended.");
}
