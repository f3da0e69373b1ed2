import { randomFillSync } from "node:crypto";
import { SALT_BYTES } from "../common/record/fields.ts";

/** Drawn from the system at once: some records' worth, since each draw costs as much as several hashes. */
const POOL_BYTES = 16 * 1024;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** 16 fresh random bytes for each of `fields`, a copy of their own. */
export function freshSalts(fields: number): Buffer {
  const bytes = fields * SALT_BYTES;
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const salts = Buffer.from(pool.subarray(used, used + bytes));
  used += bytes;
  return salts;
}
