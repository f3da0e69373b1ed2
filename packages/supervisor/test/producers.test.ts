import { IncidentClass, REPORTED_CLASSES } from "@casemate/contract";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./bundle-probes.ts";

/** Every class that some report of ours names. */
function produced(): Set<string> {
  const sources = join(root, "packages", "supervisor", "src");
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  const texts = files.map((name) => readFileSync(join(sources, name), "utf8"));
  const named = texts.flatMap((text) => [...text.matchAll(/^\s+class: "(\w+)",$/gm)]);
  return new Set(named.map(([, name = ""]) => name));
}

it("each class has a producer and is offered, or states.md says with what it comes and nothing offers it", () => {
  const table = readFileSync(join(root, "docs", "states.md"), "utf8");
  const coming = IncidentClass.options.filter((one) => {
    const row = table.split("\n").find((line) => line.startsWith(`| ${one} |`)) ?? "";
    return /\| nothing yet: comes with (tools|the gateway)/.test(row);
  });
  const all = [...REPORTED_CLASSES, ...coming].sort();
  expect({ all, reported: [...REPORTED_CLASSES].sort() }).toEqual({
    all: [...IncidentClass.options].sort(),
    reported: [...produced()].sort(),
  });
});
