import type { GpuAnswer } from "@casemate/contract";
import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, stateOf } from "./client.ts";

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

const CHROMIUM = [process.env["CASEMATE_BROWSER"] ?? "", "/usr/bin/chromium"].find(
  (path) => path !== "" && existsSync(path),
);

async function check(
  ...args: string[]
): Promise<{ code: number | null; stderr: string; json: Record<string, unknown> }> {
  const { code, stdout, stderr } = await runCasemate(home, ["gpu", "check", ...args, "--json"]);
  return { code, stderr, json: JSON.parse(stdout === "" ? "{}" : stdout) as Record<string, unknown> };
}

function left(): string[] {
  const profiles = readdirSync(join(home.root, "run")).filter((name) => name.startsWith("gpu-"));
  const processes = readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(home.root, "run", "gpu-"))
      );
    } catch {
      return false;
    }
  });
  return [...profiles, ...processes];
}

/** A program in a browser's place that says that it runs, and never answers. */
function silent(): { path: string; started: () => Promise<void> } {
  const path = join(home.root, "silent-browser");
  const mark = join(home.root, "silent-started");
  writeFileSync(
    path,
    `#!${process.execPath}\nrequire("node:fs").writeFileSync(${JSON.stringify(mark)}, ""); setInterval(() => undefined, 1000);\n`,
  );
  chmodSync(path, 0o755);
  return {
    path,
    started: async () => {
      while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

describe("casemate gpu check with known answers", () => {
  it.each<[string, string[], string]>([
    ["both depths", ["--quick", "--deep"], "Choose one of --quick and --deep."],
    [
      "a browser without its folder",
      ["--browser", "chromium"],
      "The browser must be named by its absolute path",
    ],
  ])("refuses %s", async (_name, args, why) => {
    const { code, stderr } = await check(...args);
    expect([code, stderr.includes(why)]).toEqual([2, true]);
  });

  it("is unknown without a browser, in one sentence, and leaves nothing behind", async () => {
    const { code, json } = await check("--browser", "/nonexistent/browser");
    const answer = json["answer"] as GpuAnswer;
    expect([code, answer.state, answer.why, left()]).toEqual([
      1,
      "unknown",
      "The browser that was named cannot be used: it is not there, or may not be run.",
      [],
    ]);
  });

  it.skipIf(CHROMIUM === undefined)(
    "is right on the software adapter, and calls it one (needs Chromium)",
    async () => {
      const { json } = await check("--quick", "--browser", CHROMIUM ?? "");
      const answer = json["answer"] as GpuAnswer;
      const probe = (json["probes"] as { id: string; status: string }[]).find(
        ({ id }) => id === "known_answer",
      );
      const counted = json["accelerators"] === 0 ? "not_applicable" : "unknown";
      // A machine with a real card would say so, and then the adapter is that card.
      const expected = answer.on === "card" ? probe?.status : counted;
      expect([answer.state, answer.products.wrong, probe?.status, left()]).toEqual([
        "right",
        0,
        expected,
        [],
      ]);
    },
  );

  it.skipIf(process.platform === "win32")(
    "ends with Ctrl C and leaves no process and no folder behind",
    async () => {
      const { path, started } = silent();
      const { code } = await runCasemate(home, ["gpu", "check", "--browser", path], { interrupt: started() });
      expect([code === 0, left()]).toEqual([false, []]);
    },
  );

  it.skipIf(CHROMIUM === undefined)(
    "works from a data directory with a long path (needs Chromium)",
    async () => {
      const profiles = (): string[] =>
        readdirSync("/tmp").filter((name) => name.startsWith("casemate-profile-"));
      const root = join(home.root, "long-".repeat(9));
      const before = profiles();
      const args = ["gpu", "check", "--quick", "--json", "--browser", CHROMIUM ?? ""];
      const { stdout } = await runCasemate(home, args, { env: { CASEMATE_HOME: root } });
      const { answer } = JSON.parse(stdout) as { answer: GpuAnswer };
      const left = profiles().filter((name) => !before.includes(name));
      expect([answer.state, answer.why, left]).toEqual(["right", null, []]);
    },
  );

  it.skipIf(process.platform === "win32")(
    "sweeps the profile that a killed console left in /tmp, and nobody else's",
    async () => {
      const far = { ...home, root: join(home.root, "far-".repeat(10)) };
      const served = await serveCasemate(far, { CASEMATE_HOME: far.root });
      const theirs = (): string[] =>
        readdirSync("/tmp").filter(
          (name) => name.startsWith("casemate-profile-") && name.includes(`-${String(served.pid)}-`),
        );
      const client = await attach(far);
      const asked = client.call("gpu.knownAnswerIn", { depth: "quick", browser: silent().path });
      asked.catch(() => undefined); // the console is killed before it answers
      while (theirs().length === 0) await new Promise(setImmediate);
      await runCasemate(home, ["status"]);
      const running = theirs().length;
      await served.kill();
      client.close();
      await runCasemate(home, ["gpu", "history"]);
      // Any console that starts now may have been the one that swept it.
      expect([running, theirs()]).toEqual([1, []]);
    },
  );

  it("runs one at a time, shows how far it is, and is stopped by another client", async () => {
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      const { path } = silent();
      const first = client.call("gpu.knownAnswerIn", { depth: "quick", browser: path });
      const ended = first.catch((error: unknown) => (error as { code: string }).code);
      while ((await stateOf(client)).machine.computing === null) await new Promise(setImmediate);
      const second = await client
        .call("gpu.knownAnswer", { depth: "quick" })
        .catch((error: unknown) => (error as { code: string }).code);
      const check = await runCasemate(home, ["gpu", "check", "--quick", "--json"]);
      const { verdict, untested } = JSON.parse(check.stdout) as { verdict: string; untested: string };
      expect([check.code, typeof verdict, untested.startsWith("A known-answer test runs already")]).toEqual([
        1,
        "string",
        true,
      ]);
      expect(await client.call("gpu.stopKnownAnswer", {})).toEqual({ stopped: true });
      const { computing, answer } = (await ended, (await stateOf(client)).machine);
      expect([second, await ended, computing, answer, left()]).toEqual(["busy", "cancelled", null, null, []]);
      expect(await client.call("gpu.stopKnownAnswer", {})).toEqual({ stopped: false });
    } finally {
      client.close();
      await served.stop();
    }
  });
});
