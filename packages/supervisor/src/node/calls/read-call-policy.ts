import {
  brokenCallPolicy,
  CallPolicyProblem,
  NO_CALL_POLICY,
  policyText,
  readCallPolicy,
  type CallPolicy,
} from "@casemate/policy";
import { createHash } from "node:crypto";
import { reason } from "../home.ts";
import { readWhole } from "../whole-file.ts";

/** 64 rules with every call and a reason have some 60 kB. */
const MAX_CALL_POLICY_BYTES = 128 * 1024;

/** The policy about calls that is in force: Casemate's rows and a person's own file. */
export interface CallsInForce {
  readonly policy: CallPolicy;
  /** SHA-256 over both. */
  readonly digest: string;
  /** Why the file does not load, in one sentence; null when it does, or when there is none. */
  readonly problem: string | null;
}

/** Reads a call policy. Never throws: one that cannot be read is broken, which is stricter than any. `named`: somebody chose it, so it must be there. */
export function readCallPolicyFile(path: string, named: boolean): CallsInForce {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readWhole(path, MAX_CALL_POLICY_BYTES));
    return inForce(readCallPolicy(text), null);
  } catch (error) {
    if (!named && (error as NodeJS.ErrnoException).code === "ENOENT") return inForce(NO_CALL_POLICY, null);
    const problem = sentence(path, error);
    return inForce(brokenCallPolicy(problem), problem);
  }
}

function inForce(policy: CallPolicy, problem: string | null): CallsInForce {
  const digest = createHash("sha256").update(policyText(policy)).digest("hex");
  return { policy, digest, problem };
}

function sentence(path: string, error: unknown): string {
  if (error instanceof CallPolicyProblem) return `${path}: ${error.message}`;
  if (error instanceof TypeError) return `${path}: It is not UTF-8 text.`;
  return `${path} cannot be read: ${error instanceof RangeError ? error.message : reason(error)}.`;
}
