import type { StateStore } from "../../common/state/store.ts";
import { cachedFile } from "../cached-file.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import type { Home } from "../home.ts";
import { readCallPolicyFile, type CallsInForce } from "./read-call-policy.ts";

/** The policy about calls. */
export interface Calls {
  /** What holds now. A file that changed is read again, and the change is noted in the log. */
  inForce(): CallsInForce;
}

export interface CallsParts {
  readonly home: Pick<Home, "callPolicy">;
  readonly state: StateStore;
  readonly ledger: Pick<LedgerLink, "note">;
}

export function createCalls({ home, state, ledger }: CallsParts): Calls {
  const file = cachedFile(home.callPolicy, (path) => readCallPolicyFile(path, false));
  let last: CallsInForce | null = null;
  return {
    inForce: () => {
      const now = file.read();
      if (now === last) return now;
      if (last !== null && last.digest !== now.digest)
        ledger.note("policy.calls-changed", null, { policy: now.digest, file: now.policy.state });
      last = now;
      const { policy, digest, problem } = now;
      state.update("callPolicy", ({ frozen }) => ({
        state: policy.state,
        digest,
        error: problem?.slice(0, 1000) ?? null,
        rules: policy.rules.length,
        limits: policy.limits.length,
        frozen,
      }));
      return now;
    },
  };
}
