import type { Crypto } from "../common/chain.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { sha256 } from "./hashing.ts";

/** What bundles are made and checked with under Node. */
export const nodeCrypto: Crypto = { sha256, verify: verifyEd25519 };
