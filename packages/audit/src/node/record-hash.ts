import { hash } from "node:crypto";
import { RECORD_DOMAIN } from "../common/record-body.ts";

/** SHA-256 of one record, lower-case hexadecimal; `body` is the text from `encodeBody`. */
export function recordHash(body: string): string {
  return hash("sha256", RECORD_DOMAIN + body, "hex");
}
