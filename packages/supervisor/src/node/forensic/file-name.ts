/** Digits of the log's id in a file's name: enough to tell the few logs of a person apart. */
const LOG_DIGITS = 8;

/** What a bundle's file is called: which log, which records, and how it is packed. Only letters, digits, dots and hyphens. */
export function fileName(origin: string, from: number, to: number, encrypted: boolean): string {
  const log = origin.slice(origin.lastIndexOf("/") + 1).slice(0, LOG_DIGITS);
  return `casemate-log-${log}-${String(from)}-${String(to - 1)}.tar${encrypted ? ".age" : ""}`;
}
