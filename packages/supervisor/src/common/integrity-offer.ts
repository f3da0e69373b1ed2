import { MAX_SHOWN_CHANGES, type IntegrityOffer, type IntegritySlice } from "@casemate/contract";
import { differenceOf, type WatchedFile } from "@casemate/incidents";

/** What a person may say is meant: what people write. Programs and models have another way back. */
export function isDecided({ group }: Pick<WatchedFile, "group">): boolean {
  return group === "policy" || group === "trust";
}

/** No list can be trusted. `places`: every policy and list, there or not; `known`: the log says how each was meant. */
export interface Untrusted {
  readonly known: boolean;
  readonly places: readonly Pick<WatchedFile, "group" | "path">[];
}

type Line = IntegrityOffer["lines"][number];

/** What becomes another by taking `after` for `before`, to be shown; without a trusted list, everything that a person writes. `digest` names exactly this. */
export function offerOf(
  before: readonly WatchedFile[],
  after: readonly WatchedFile[],
  {
    digest,
    refused,
    untrusted,
  }: Pick<IntegrityOffer, "digest" | "refused"> & {
    readonly untrusted: Untrusted | null;
  },
): IntegrityOffer {
  const { added, removed, changed } = differenceOf(before, after);
  const pairs = [
    ...added.map((to) => ({ from: undefined, to })),
    ...removed.map((from) => ({ from, to: undefined })),
    ...changed,
  ];
  const differing = pairs.map(({ from, to }) => lineOf(to ?? from, from, to, true));
  const lines =
    untrusted === null
      ? differing
      : [...wholeLines(before, after, untrusted), ...differing.filter((line) => !isDecided(line))];
  return {
    digest,
    lines: lines.slice(0, MAX_SHOWN_CHANGES),
    more: Math.max(0, lines.length - MAX_SHOWN_CHANGES),
    notes: untrusted === null ? [] : notesOf(untrusted),
    refused,
  };
}

function wholeLines(
  before: readonly WatchedFile[],
  after: readonly WatchedFile[],
  { known, places }: Untrusted,
): Line[] {
  return places.map((place) => {
    const at = (files: readonly WatchedFile[]): WatchedFile | undefined =>
      files.find(({ group, path }) => group === place.group && path === place.path);
    return lineOf(place, known ? at(before) : undefined, at(after), known);
  });
}

function lineOf(
  { group, path }: Pick<WatchedFile, "group" | "path">,
  from: WatchedFile | undefined,
  to: WatchedFile | undefined,
  known: boolean,
): Line {
  return {
    group,
    path,
    known,
    from: from?.sha256 ?? null,
    to: to?.sha256 ?? null,
    fromBytes: from?.bytes ?? null,
    toBytes: to?.bytes ?? null,
  };
}

function notesOf({ known }: Untrusted): string[] {
  return [
    "There is no trusted list to compare with: everything below is taken as meant.",
    known
      ? "What each file was before is what the log recorded when a list was last signed."
      : "The log does not say what these files were before: compare each with what you meant.",
    "Sealed models have no digest to compare with: they are read anew, and each is checked by its own authentication when it is opened.",
  ];
}

/** What a changed program or model means is not a person's to accept. */
export function refusalOf({ changes }: Pick<IntegritySlice, "changes">): string | null {
  if (changes.some(({ group }) => group === "program"))
    return "Files of Casemate's own were changed. They are not accepted: install Casemate again.";
  if (changes.some(({ group }) => group === "models"))
    return "The sealed file of a stored model was changed. It is not accepted: remove the model and import it again.";
  return null;
}
