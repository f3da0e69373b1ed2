/**
 * Every sentence about what was seen of a step, in English: what certificates, drills' reports and the command line say. A page finds the sentence's
 * name with `seenIn` and says it in its own words; so it can also for files that were written long ago. `{count}` is a number, `{what}` names things.
 */
export const PANIC_SEEN = {
  still_running: "Still running: {what}.",
  none_running: "Nothing was running.",
  keeper_gone: "The process that held the keys is gone.",
  work_gone: "Everything that worked with the vault is gone.",
  sessions_ended: "Nothing else is open any more.",
  sessions_open: "Still open: {count}.",
  no_page: "No page was open here.",
  pages_told: "Connections that were told: {count}.",
  slots_gone: "Read back: of eight places, seven hold random bytes, in both copies.",
  no_vault: "There is no vault.",
  no_way_in: "The header holds no way in that can be read.",
  slots_left: "The ways into the vault were not overwritten.",
  device_key_not_needed: "This vault needed none.",
  device_key_left: 'It may still be there: remove the entry "Casemate", account {what}, by hand.',
  device_key_gone: "The keychain says that it has it no more.",
  device_key_absent: "The keychain had none.",
  header_gone: "Read back: the file holds random bytes only, in both copies.",
  no_header: "There is no header.",
  header_left: "The header was not overwritten.",
  certificate_signed: "Signed, and flushed to the disk.",
  certificate_kept: "It was signed before the panic was cut off.",
  certificate_missing: "It was not written.",
  certificate_unsigned: "Written, but not signed: the log's key could not be read.",
  log_running: "The process of the log still runs.",
  log_keys_left: "Key files that are still there: {count}.",
  no_log_key: "There was none.",
  log_keys_gone: "Key files that are gone: {count}.",
  contents_open:
    "The header could not be overwritten, so the vault can still be opened. Encrypted files that are still there: {count}.",
  contents_left: "Encrypted files that are still there, and that nothing opens: {count}.",
  contents_shared:
    "Encrypted files that are gone: {count}. Not overwritten, because another name (a hard link, perhaps a backup) has the same bytes: {what}.",
  header_shared:
    "It is gone here. It was not overwritten: another name (a hard link, perhaps a backup) has the same bytes.",
  folder_linked:
    "Not ours and not touched, because a link stood in place of the folder, and was removed: what was in {what}.",
  no_contents: "There were no encrypted files.",
  contents_gone: "Encrypted files that are gone: {count}.",
  state_left: "Files that are still there: {count}.",
  no_state: "There was nothing to remove.",
  state_gone: "As before the first start.",
  not_looked_at: "Its effect could not be looked at.",
  too_long: "It took too long.",
} as const;
export type PanicSeenCode = keyof typeof PANIC_SEEN;

/** What the placeholders of a sentence stand for. */
export interface SeenValues {
  readonly count?: number;
  readonly what?: string;
}

/** The English sentence. */
export function seenText(code: PanicSeenCode, { count, what }: SeenValues = {}): string {
  return PANIC_SEEN[code].replace("{count}", () => String(count ?? 0)).replace("{what}", () => what ?? "");
}

export interface PanicSeen {
  readonly code: PanicSeenCode;
  readonly values: SeenValues;
  /** Why it failed, as the system or the step said it; "" where nothing was said. */
  readonly why: string;
}

const CODES = Object.keys(PANIC_SEEN) as PanicSeenCode[];
const PATTERNS = CODES.map((code) => [code, patternOf(PANIC_SEEN[code])] as const);

/** Which sentence a step's `detail` is, and with what in it; null for one of another version. */
export function seenIn(detail: string): PanicSeen | null {
  for (const [code, pattern] of PATTERNS) {
    const found = pattern.exec(detail)?.groups;
    if (!found) continue;
    const { count, what, why } = found;
    const values = {
      ...(count === undefined ? {} : { count: Number(count) }),
      ...(what === undefined ? {} : { what }),
    };
    return { code, values, why: why ?? "" };
  }
  return null;
}

function patternOf(template: string): RegExp {
  const plain = template.replaceAll(/[.?*+^$()[\]|\\]/g, "\\$&");
  const filled = plain.replace("{count}", "(?<count>\\d{1,15})").replace("{what}", "(?<what>[^]*?)");
  return new RegExp(`^${filled}(?: (?<why>[^]+))?$`);
}
