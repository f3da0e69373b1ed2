import { describe, expect, it } from "vitest";
import { toldByAttestation } from "./integrity-reports.ts";

describe("a change that Casemate's look at itself told already", () => {
  it("is not told again by the watch over files; everything else is", () => {
    const open = [
      { class: "attestation_failure", subject: { kind: "console", id: "policy" } },
      { class: "integrity_violation", subject: { kind: "console", id: "programs" } },
    ] as const;
    const groups = ["program", "policy", "trust", "models", "canaries"] as const;
    expect(groups.map((group) => [group, toldByAttestation(group, open)])).toEqual([
      ["program", false],
      ["policy", true],
      ["trust", true],
      ["models", false],
      ["canaries", false],
    ]);
  });
});
