import { DETAIL } from "../record/fields.ts";
import { OWN_PREFIX } from "../record/own-records.ts";

/** Fields of a record that an export may hide. When, what kind and which action stay: without them, a record says nothing. */
const HIDEABLE = /^(?:actor|subject|detail(?:\.[^]{1,40})?)$/;
/** A record that is shown shows at least these. */
export const ALWAYS_SHOWN = ["at", "kind", "action"] as const;

/** `actor`, `subject`, `detail.NAME` for one fact, `detail` for all. */
export function isHideable(name: string): boolean {
  return HIDEABLE.test(name);
}

/** A field that a record may keep to itself, whatever it is called. */
export function isClosable(field: string): boolean {
  return field === "actor" || field === "subject" || field.startsWith(DETAIL);
}

/** Which of `names` hides this field; null when none does. */
export function hiddenBy(names: readonly string[], field: string): string | null {
  return names.find((name) => name === field || (name === "detail" && field.startsWith(DETAIL))) ?? null;
}

/** What the log says of itself carries the keys and is about nobody: never hidden. */
export function isOwn(action: unknown): boolean {
  return typeof action === "string" && action.startsWith(OWN_PREFIX);
}
