import { expect, it } from "vitest";
import { isJobOf, jobName } from "./job-name.ts";

it("takes the verb off a label", () => {
  expect(
    ["Importing a.gguf", "Inspecting x", "Loading Loading x", "starter", "Importing ", ""].map((label) =>
      jobName({ label }),
    ),
  ).toEqual(["a.gguf", "x", "Loading x", "starter", "Importing ", ""]);
});

it("knows the file of a job, shortened or not", () => {
  const long = "n".repeat(255);
  expect([
    isJobOf({ label: "Importing a.gguf" }, "a.gguf"),
    isJobOf({ label: "Importing a.gguf" }, "b.gguf"),
    isJobOf({ label: `Importing ${long.slice(0, 200)}` }, long),
    isJobOf({ label: "" }, ""),
  ]).toEqual([true, false, true, false]);
});
