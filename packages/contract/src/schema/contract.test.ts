import { expect, it } from "vitest";
import { contract } from "./contract.ts";
import { callsPage } from "./calls-page.ts";

it("docs/calls.md says what the contract says", async () => {
  await expect(callsPage(contract)).toMatchFileSnapshot("../../../../docs/calls.md");
});
