import type { Incident, IntegrityChange } from "@casemate/contract";
import type { ScanResult } from "@casemate/incidents";

/** What the watch over files found at a look that was made for this. */
export interface Standing {
  /** Whether a signed list says how files are meant to be; without one nothing of the below means anything. */
  readonly trusted: boolean;
  /** Files that were not read to their end yet, or cannot be read: sealed files of models, and all others. */
  readonly unread: { readonly models: number; readonly others: number };
  /** `model`: whose sealed file it is, where that is known. */
  readonly changes: readonly (IntegrityChange & { readonly model: string | null })[];
  /** Of what was changed, how many are not in `changes`. */
  readonly more: number;
}

/** `modelOf` names the model of a sealed file, null where that is not known. */
export function standingOf(
  { unread, unreadModels, unreadable, changes, changed }: ScanResult,
  trusted: boolean,
  modelOf: (path: string) => string | null,
): Standing {
  return {
    trusted,
    unread: { models: unreadModels + unreadable, others: unread - unreadModels + unreadable },
    changes: changes.map((one) => ({ ...one, model: one.group === "models" ? modelOf(one.path) : null })),
    more: changed - changes.length,
  };
}

interface Found {
  readonly ok: boolean | null;
  readonly words: string;
  readonly facts: string;
}

type Group = IntegrityChange["group"];

/** Groups of watched files by "kind id" of the subject of an incident about them. */
const GROUPS: Readonly<Record<string, readonly Group[]>> = {
  "console canary": ["canaries"],
  // One change is one incident: what Casemate's look at itself told of policies stands for the lists too.
  "console policy": ["policy", "trust"],
  "console trust": ["trust"],
  "console baseline": [],
  "vault objects": ["models"],
};

/** Groups of watched files that an incident is about; null when it is about something else. */
export function groupsOf({ kind, id }: Incident["subject"]): readonly Group[] | null {
  return GROUPS[`${kind} ${id}`] ?? null;
}

const NO_LIST =
  "No signed list says how watched files are meant to be. Look at the files, then have a new list signed under Machine, Watched files, or with casemate integrity accept.";

/** Files named one by one in the words. */
const NAMED = 5;

/** Whether what an incident about these groups was told for is still so. `standing` is null when nobody could look. */
export function readFiles(groups: readonly Group[], standing: Standing | null): Found {
  if (standing === null)
    return {
      ok: null,
      words:
        "Watched files cannot be looked at now: that needs a running console. Start Casemate, then let it look again.",
      facts: "",
    };
  if (!standing.trusted) return { ok: false, words: NO_LIST, facts: "unlisted" };
  const bad = standing.changes.filter(({ group }) => groups.includes(group));
  if (bad.length > 0) return { ok: false, words: badWords(groups, bad), facts: factsOf(bad) };
  const waiting = groups.includes("models") ? standing.unread.models : standing.unread.others;
  if (groups.length > 0 && (waiting > 0 || standing.more > 0))
    return {
      ok: null,
      words: "Not every file that this is about could be read yet. Let Casemate look again in a moment.",
      facts: "",
    };
  return groups.length === 0
    ? { ok: true, words: "A signed list says how watched files are meant to be.", facts: "listed" }
    : { ok: true, words: "The files that this is about are what they should be.", facts: "intact" };
}

function badWords(groups: readonly Group[], bad: Standing["changes"]): string {
  const named = bad
    .slice(0, NAMED)
    .map(({ path, kind }) => `${path.slice(0, 60)} (${kind})`)
    .join(", ");
  const names = bad.length > NAMED ? [named, "and", String(bad.length - NAMED), "more"].join(" ") : named;
  return `Still not as meant: ${names}. ${wayOn(groups)}`;
}

function wayOn(groups: readonly Group[]): string {
  if (groups.includes("models"))
    return "Unlock the vault: it says which model that is. Put the file back from a backup, or remove the model and import it again.";
  return groups.includes("canaries")
    ? "Put it back as it was, or have fresh traps planted under Machine, Watched files, or with casemate integrity accept."
    : "Put it back as it was, or, if you meant it, take it over under Machine, Watched files, or with casemate integrity accept.";
}

/** The same in every process, whatever the order of the look. */
function factsOf(bad: Standing["changes"]): string {
  return bad
    .map(({ group, path, kind, found }) => [group, path, kind, found ?? ""].join(" "))
    .sort()
    .join("\n");
}
