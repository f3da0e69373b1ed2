import type { Assessment, Reading } from "./assess.ts";

/**
 * Everything is read again after this time, touched or not: what is changed below the file system, or decays, leaves no mark. A day: a model of
 * 40 GiB then costs half a megabyte a second.
 */
export const READ_AGAIN_MS = 24 * 60 * 60_000;

export interface Waiting {
  readonly key: string;
  readonly state: Assessment["state"];
  readonly reading: Reading | undefined;
}

/** What to read next, most urgent first: touched since it was read, never read, read too long ago (oldest first). */
export function readingOrder(files: readonly Waiting[], now: number): string[] {
  const rank = ({ state, reading }: Waiting): number | null => {
    if (state === "unread") return reading ? -2 : -1;
    const age = now - (reading?.at ?? now);
    return state === "intact" && age >= READ_AGAIN_MS ? 1 / (1 + age) : null;
  };
  return files
    .flatMap((file) => {
      const urgency = rank(file);
      return urgency === null ? [] : [{ key: file.key, urgency }];
    })
    .sort((a, b) => a.urgency - b.urgency || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
}
