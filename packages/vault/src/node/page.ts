/**
 * Most that one answer lists, in characters. Listing everything at once once went beyond what the shell takes from a child, and the keeper was
 * ended for it. Escaped as JSON a character may become six.
 */
const PAGE_CHARACTERS = 4 * 1024 * 1024;
/** Of an entry beside its `meta`. */
const ROW_CHARACTERS = 300;

/** Entries that follow `after` (null: from the first on), as many as fit, and the id to go on after; null at the end. */
export function pageOf<T extends { readonly id: string; readonly meta: string }>(
  entries: Iterable<T>,
  after: string | null,
): { page: T[]; next: string | null } {
  const page: T[] = [];
  let [begun, characters] = [after === null, 0];
  for (const entry of entries) {
    if (!begun) {
      begun = entry.id === after;
      continue;
    }
    if (characters > PAGE_CHARACTERS) return { page, next: page.at(-1)?.id ?? null };
    page.push(entry);
    characters += ROW_CHARACTERS + entry.meta.length;
  }
  return { page, next: null };
}
