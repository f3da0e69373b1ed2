import { repositoryRoot } from "@casemate/testkit";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PINNED_NODE } from "./pinned-node.ts";

it("is the Node that npm brings on every platform", () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as {
    optionalDependencies: Record<string, string>;
  };
  expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([PINNED_NODE]));
});
