import { MAX_SHOWN_CHANGES, type IntegrityOffer, type IntegritySlice } from "@casemate/contract";
import { differenceOf, type WatchedFile } from "@casemate/incidents";

/** What a person may say is meant: what people write. Programs and models have another way back. */
export function isDecided({ group }: Pick<WatchedFile, "group">): boolean {
  return group === "policy" || group === "trust";
}

/** What becomes another by taking `after` for `before`, to be shown. `digest` names exactly this. */
export function offerOf(
  before: readonly WatchedFile[],
  after: readonly WatchedFile[],
  digest: string,
  refused: string | null,
): IntegrityOffer {
  const { added, removed, changed } = differenceOf(before, after);
  const pairs = [
    ...added.map((to) => ({ from: null, to })),
    ...removed.map((from) => ({ from, to: null })),
    ...changed,
  ];
  const lines = pairs.map(({ from, to }) => ({
    group: (to ?? from).group,
    path: (to ?? from).path,
    from: from?.sha256 ?? null,
    to: to?.sha256 ?? null,
    fromBytes: from?.bytes ?? null,
    toBytes: to?.bytes ?? null,
  }));
  return {
    digest,
    lines: lines.slice(0, MAX_SHOWN_CHANGES),
    more: Math.max(0, lines.length - MAX_SHOWN_CHANGES),
    refused,
  };
}

/** What a changed program or model means is not a person's to accept. */
export function refusalOf({ changes }: Pick<IntegritySlice, "changes">): string | null {
  if (changes.some(({ group }) => group === "program"))
    return "Files of Casemate's own were changed. They are not accepted: install Casemate again.";
  if (changes.some(({ group }) => group === "models"))
    return "The sealed file of a stored model was changed. It is not accepted: remove the model and import it again.";
  return null;
}
