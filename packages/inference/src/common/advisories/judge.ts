import type { EngineAdvisories } from "@casemate/contract";
import { ADVISORIES, ADVISORIES_AS_OF } from "./advisories.ts";
import type { Advisory } from "./advisory.ts";
import { compareReleases } from "./release.ts";

/** After this many days a list of weaknesses says little about a loader that gets a new one every few weeks. */
const STALE_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;

/** What is known of the bundled engine on the day `now` (ISO 8601). `release` null: nobody knows which one it is. */
export function judgeEngine(release: string | null, now: string): EngineAdvisories {
  const ageDays = Math.floor((Date.parse(now) - Date.parse(ADVISORIES_AS_OF)) / DAY_MS);
  return {
    release,
    asOf: ADVISORIES_AS_OF,
    ageDays,
    // A clock before the list's own day cannot tell how old the list is.
    stale: !(ageDays >= -1 && ageDays <= STALE_AFTER_DAYS),
    advisories: ADVISORIES.map((advisory) => {
      const { ids, title, shape, fixedIn, reference, rule, note } = advisory;
      return {
        ids: [...ids],
        title,
        shape,
        fixedIn,
        reference,
        rule,
        note,
        state: stateOf(advisory, release),
      };
    }),
  };
}

export function stateOf(
  { affectedUpTo, fixedIn }: Pick<Advisory, "affectedUpTo" | "fixedIn">,
  release: string | null,
): EngineAdvisories["advisories"][number]["state"] {
  if (release === null) return "unknown";
  const toFix = fixedIn === null ? null : compareReleases(release, fixedIn);
  if (toFix !== null && toFix >= 0) return "fixed";
  const toAffected = affectedUpTo === null ? null : compareReleases(release, affectedUpTo);
  return toAffected !== null && toAffected <= 0 ? "affected" : "unknown";
}
