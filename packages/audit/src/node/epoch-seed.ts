import { hkdfSync } from "node:crypto";
import { SEED_BYTES } from "./ed25519.ts";

/**
 * The ratchet: each epoch's seed follows from the one before and not the other way round, so whoever takes today's seed can sign from now
 * on and nothing that is sealed already. `log` keeps two logs with one seed apart.
 */
export function nextSeed(log: string, seed: Uint8Array): Buffer {
  return derive(log, seed, "casemate-epoch-next/v1");
}

/** Keys the chain of codes over the records that are not sealed yet. */
export function chainKey(log: string, seed: Uint8Array): Buffer {
  return derive(log, seed, "casemate-epoch-chain/v1");
}

function derive(log: string, seed: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", seed, Buffer.from(log, "hex"), info, SEED_BYTES));
}
