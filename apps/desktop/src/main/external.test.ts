import { describe, expect, it } from "vitest";
import { createFakeElectron } from "../../test/fake-electron.ts";
import { createExternal } from "./external.ts";

describe("an address of the web", () => {
  it.each([
    ["not opened when the person says no", 0, []],
    ["opened when the person saw all of it and said yes", 1, ["https://example.org/a?b=c"]],
  ])("is %s", async (_what, answer, opened) => {
    const fake = createFakeElectron();
    fake.dialogs.answer = answer;
    await createExternal(fake.parts)("https://example.org/a?b=c");
    expect([fake.opened, fake.dialogs.boxes]).toEqual([
      opened,
      [
        {
          type: "question",
          title: "Casemate",
          message: "Open this address in your browser? It leaves Casemate.",
          detail: "https://example.org/a?b=c",
          buttons: ["Do not open", "Open in the browser"],
          defaultId: 0,
          cancelId: 0,
          noLink: true,
        },
      ],
    ]);
  });

  it.each([
    "http://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "smb://host/share",
    "https://user:pw@example.org/",
    "https://",
    `https://example.org/${"a".repeat(500)}`,
  ])("is not even offered: %s", async (url) => {
    const fake = createFakeElectron();
    fake.dialogs.answer = 1;
    await createExternal(fake.parts)(url);
    expect([fake.opened, fake.dialogs.boxes]).toEqual([[], []]);
  });

  it("shows look-alike letters for what they are", async () => {
    const fake = createFakeElectron();
    await createExternal(fake.parts)("https://ехample.org/");
    expect(fake.dialogs.boxes).toEqual([expect.objectContaining({ detail: "https://xn--ample-ywe6i.org/" })]);
  });

  it("is asked about one at a time", async () => {
    const fake = createFakeElectron();
    const external = createExternal(fake.parts);
    await Promise.all([external("https://a.example/"), external("https://b.example/")]);
    expect(fake.dialogs.boxes).toHaveLength(1);
  });
});
