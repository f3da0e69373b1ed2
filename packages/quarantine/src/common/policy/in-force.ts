import { NO_DIGESTS, type DigestList } from "./digest-list.ts";
import type { Policy } from "./policy.ts";

/** Everything beside the rules that decides what may be admitted. */
export interface InForce {
  /** Null when there is none. */
  readonly policy: Policy | null;
  /** SHA-256 of the policy's canonical form, "default" when there is none, "not-loaded" when one could not be read. */
  readonly digest: string;
  /** Why policy or lists could not be read: nothing is admitted until they can. */
  readonly broken: string | null;
  readonly pins: DigestList;
  readonly blocks: DigestList;
}

/** No policy, no lists. */
export const NOTHING_IN_FORCE: InForce = {
  policy: null,
  digest: "default",
  broken: null,
  pins: NO_DIGESTS,
  blocks: NO_DIGESTS,
};
