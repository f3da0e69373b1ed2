import { describe, expect, test } from "vitest";
import { breachesInText } from "./lib/hygiene.mjs";
import { closingLines, forbiddenSkips, readPlaywright, readVitest, sum } from "./lib/test-results.mjs";

const none = { passed: 0, failed: [], skipped: [], flaky: [] };

function vitestReport(success: boolean, testResults: unknown[]): string {
  return JSON.stringify({ success, testResults });
}

describe("counting", () => {
  test("vitest: passed, failed, skipped, todo, a file that does not load, an error outside of every test", () => {
    const assertionResults = [
      { fullName: "a passes", status: "passed" },
      { fullName: "b fails", status: "failed" },
      { fullName: "c is skipped", status: "skipped" },
      { fullName: "d is for later", status: "todo" },
    ];
    const full = vitestReport(false, [
      { name: "/x/one.test.ts", status: "failed", assertionResults },
      { name: "/x/two.test.ts", status: "failed", assertionResults: [] },
    ]);
    const silent = vitestReport(false, [{ name: "/x/one.test.ts", status: "passed", assertionResults: [] }]);
    const shorten = (path: string) => path.replace("/x/", "");
    expect([readVitest(full, shorten), readVitest(silent, shorten)]).toEqual([
      {
        passed: 1,
        failed: ["one.test.ts › b fails", "two.test.ts › could not be loaded"],
        skipped: ["one.test.ts › c is skipped", "one.test.ts › d is for later"],
        flaky: [],
      },
      { ...none, failed: ["unit tests: an error outside of every test"] },
    ]);
  });

  test("Playwright: nested suites, projects, a second try, an error outside of every test", () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status, projectName: "dark" }] });
    const inner = { title: "unlock", specs: [spec("a", "expected"), spec("b", "unexpected")] };
    const outer = {
      title: "journey.spec.ts",
      specs: [spec("c", "skipped"), spec("d", "flaky")],
      suites: [inner],
    };
    const report = JSON.stringify({ suites: [outer], errors: [{ message: "no server\nat line 3" }] });
    expect(readPlaywright(report)).toEqual({
      passed: 2,
      failed: ["journey.spec.ts › unlock › b › [dark]", "browser suite: no server"],
      skipped: ["journey.spec.ts › c › [dark]"],
      flaky: ["journey.spec.ts › d › [dark]"],
    });
  });

  test("the last line is the plain count, with the names before it", () => {
    const counts = sum([
      { ...none, passed: 3 },
      { ...none, passed: 4, failed: ["x"], skipped: ["y"] },
    ]);
    expect(closingLines(counts)).toBe("skipped: y\nfailed: x\n7 passed, 1 failed, 1 skipped");
  });

  test("only Electron, GPUs and absent shared models excuse a skip", () => {
    const skipped = [
      "a (needs real Electron)",
      "b (needs a real GPU)",
      "c (needs the shared models)",
      "d (needs bubblewrap)",
    ];
    expect([forbiddenSkips(skipped, false), forbiddenSkips(skipped, true)]).toEqual([
      ["d (needs bubblewrap)"],
      ["c (needs the shared models)", "d (needs bubblewrap)"],
    ]);
  });
});

describe("hygiene", () => {
  // Put together from parts, so that this file is clean itself.
  const dirty: [name: string, line: string][] = [
    ["unfinished work", ["// TO", "DO later"].join("")],
    ["one test alone", ["it.on", 'ly("x", run)'].join("")],
    ["a test that is always skipped", ["test.sk", 'ip("x", run)'].join("")],
    ["types switched off", ["// @ts-ig", "nore"].join("")],
    ["lint switched off without a reason", ["// eslint-dis", "able-next-line no-console"].join("")],
    ["a private key", ["-----BEGIN RSA PRIV", "ATE KEY-----"].join("")],
    ["an access token", `const token = "${["ghp", "_"].join("")}${"a".repeat(36)}";`],
    ["a path of one machine", ['const home = "/ho', 'me/alice/models";'].join("")],
    ["a merge", "<".repeat(7) + " HEAD"],
  ];

  test.each(dirty)("finds %s", (_name, line) => {
    expect(breachesInText("a.ts", `const ok = 1;\n${line}\n`)).toEqual([expect.stringMatching(/^a\.ts:2: /)]);
  });

  test("accepts their well-formed twins", () => {
    const clean = [
      'it.skipIf(noBox)("x", run)',
      ["// eslint-dis", "able-next-line no-console -- the command line prints"].join(""),
      'const box = ["--tmpfs", "/tmp"];',
      "=".repeat(8),
      "-----BEGIN PUBLIC KEY-----",
    ];
    expect(breachesInText("a.ts", clean.join("\n"))).toEqual([]);
  });
});
