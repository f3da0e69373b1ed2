import { expect, test } from "vitest";
import * as z from "zod";
import { ScanLine } from "./scan.ts";

test("docs/schemas/scan-result.schema.json says what `scan --json` prints", async () => {
  const schema = { title: "One line of casemate scan --json", ...z.toJSONSchema(ScanLine) };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    "../../../../docs/schemas/scan-result.schema.json",
  );
});
