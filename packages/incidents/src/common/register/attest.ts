import type { AttestedPart, Attestation, Incident } from "@casemate/contract";
import type { RegisterPorts, StatePart } from "../ports.ts";
import { inTime } from "./deadline.ts";
import { bindingText } from "./fold.ts";

/** A part that takes longer counts as "could not be looked at", in milliseconds. */
const PART_LIMIT_MS = 10_000;
/** An attestation that is older says nothing about now, in milliseconds. */
const MAX_AGE_MS = 30 * 60_000;
const MAX_WORDS = 500;

export type AttestPorts = Pick<RegisterPorts, "clock" | "digest" | "newNonce" | "parts">;

/** What is found now: the parts for people, and the digest of all that was looked at. */
export interface Found {
  readonly parts: AttestedPart[];
  readonly state: string;
  readonly ok: boolean;
}

/** Looks at every part. */
export async function look({ clock, digest, parts }: AttestPorts, incident: Incident): Promise<Found> {
  const found = await Promise.all(parts().map((part) => readPart(clock, part, incident)));
  const state = digest(JSON.stringify(["casemate incident state v1", ...found.map(({ facts }) => facts)]));
  return {
    parts: found.map(({ part }) => part),
    state,
    ok: found.length > 0 && found.every(({ part }) => part.ok === true),
  };
}

/** With a fresh nonce, so that an answer that was given before cannot be given again. */
export function attest(ports: AttestPorts, incident: Incident, by: string, found: Found): Attestation {
  const [nonce, binding] = [ports.newNonce(), ports.digest(bindingText(incident))];
  const digest = ports.digest(JSON.stringify(["casemate attestation v1", nonce, binding, found.state]));
  return {
    at: new Date(ports.clock.now()).toISOString(),
    by,
    nonce,
    digest,
    state: found.state,
    binding,
    assurance: "software",
    parts: found.parts,
  };
}

/** Why an attestation does not hold for what is there now; null when it does. */
export function whyVoid(ports: AttestPorts, incident: Incident, found: Found): string | null {
  const { attested } = incident;
  if (!attested) return "Nobody has let Casemate look again.";
  const age = ports.clock.now() - Date.parse(attested.at);
  if (age < 0 || age > MAX_AGE_MS) return "It is too long ago that Casemate looked, or the clock was set.";
  const binding = ports.digest(bindingText(incident));
  const digest = ports.digest(
    JSON.stringify(["casemate attestation v1", attested.nonce, binding, attested.state]),
  );
  if (attested.binding !== binding || attested.digest !== digest)
    return "The incident itself has changed since Casemate looked.";
  const bad = found.parts.find((part) => part.ok !== true);
  if (bad) return `Not well any more: ${bad.words}`.slice(0, MAX_WORDS);
  if (found.state !== attested.state) return "Something has changed since Casemate looked.";
  return null;
}

async function readPart(
  clock: AttestPorts["clock"],
  part: StatePart,
  incident: Incident,
): Promise<{ part: AttestedPart; facts: [string, boolean | null, string] }> {
  const read = (await inTime(clock, PART_LIMIT_MS, () => part.read(incident))) ?? {
    ok: null,
    words: "It could not be looked at.",
    facts: "",
  };
  return {
    part: { id: part.id, ok: read.ok, words: read.words.slice(0, MAX_WORDS) },
    facts: [part.id, read.ok, read.facts],
  };
}
