import { plural, quoted } from "../text.ts";
import type { Judgement, Tell } from "./judgement.ts";
import type { InForce } from "./in-force.ts";

/** Compares the digest of every file with blocks and pins. */
export function checkDigests({ files }: Judgement, { policy, pins, blocks }: InForce, tell: Tell): void {
  for (const { name, sha256 } of files) {
    const blocked = blocks.get(sha256);
    if (blocked) {
      const because = blocked.note === "" ? "" : ` Its note says: ${quoted(blocked.note)}.`;
      tell("identity", {
        rule: "identity.blocked",
        where: name,
        message: `This exact file is on the block list.${because}`,
      });
    }
    const pin = pins.get(sha256);
    if (pin) {
      tell("identity", {
        rule: "identity.pinned",
        where: name,
        message: `The file matches the pin ${pin.name === "" ? `${sha256.slice(0, 12)}…` : quoted(pin.name)}.`,
      });
      continue;
    }
    const meant = pins.named(baseName(name));
    if (meant)
      tell("identity", {
        rule: "identity.pin-mismatch",
        where: name,
        message: `A file named ${quoted(meant.name)} is pinned to ${meant.sha256.slice(0, 12)}…, and this one is ${sha256.slice(0, 12)}…. It may have been exchanged.`,
      });
    if (policy?.requirePin === true)
      tell("identity", {
        rule: "policy.not-pinned",
        where: name,
        message: `Your policy admits only pinned files, and this one is not among ${plural(pins.size, "pin")}.`,
      });
  }
}

function baseName(name: string): string {
  return name.split("/").at(-1) ?? name;
}
