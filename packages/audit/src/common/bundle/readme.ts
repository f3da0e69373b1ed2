import type { Collected } from "./collect.ts";

/** What whoever unpacks the archive reads first. */
export function readmeText({ origin, from, to, words }: Collected): string {
  return `Forensic bundle of a Casemate log

Records ${String(from)} to ${String(to - 1)} of ${origin}.

Check it before you rely on it. Any of these does, without a network:

  casemate forensic verify FILE --words "..."
  python3 verify.py FILE --words "..."       (needs the openssl command)
  open verify.html in a browser and drop the bundle on it

FILE is the archive itself, not this folder. Whoever can forge a bundle can also put a verifier into it that says yes: take
the verifier from your own copy of Casemate where it matters.

The twelve words of this log are: ${words}
They prove nothing by standing here. Compare them with those that the owner wrote down when the log began, or got from
them on another way. Only then is it certain that the whole log was not made up anew.

log/          the records, and the signed checkpoints that they are held against
manifest.*    digest of every file, signed by the log's key
notes.txt     what the person who made the bundle added
statements/   what the program said of itself and the machine at that moment; signed, but not proven by the log
`;
}
