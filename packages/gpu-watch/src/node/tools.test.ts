import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_OUTPUT_BYTES, runFile, runTool } from "./run.ts";
import { TOOLS, type Answer } from "./tools.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-tools-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs Node with this program, as a vendor's tool would be run. */
const program = (source: string, timeoutMs?: number): Promise<Answer> =>
  runFile(process.execPath, ["-e", source], timeoutMs);

describe("a vendor's tool", () => {
  it("is asked with nothing of our environment, and its output is what counts", async () => {
    process.env["CASEMATE_TEST_SECRET"] = "x";
    const answer = await program("process.stdout.write(JSON.stringify(process.env) + ' é')");
    const env = answer.state === "ok" ? answer.output : "";
    expect([answer.state, env.includes("SECRET"), env.endsWith("é"), env.includes("/usr/bin:/bin")]).toEqual([
      "ok",
      false,
      true,
      true,
    ]);
  });

  it.each([
    ["fails", "process.stdout.write('pass'); process.exit(3)", "It ended with code 3."],
    [
      "writes without end",
      "setInterval(() => process.stdout.write('x'.repeat(1e6)), 0)",
      "It wrote more than any card needs.",
    ],
    [
      "kills itself",
      "process.stdout.write('pass'); process.kill(process.pid, 'SIGKILL')",
      "It ended with code none.",
    ],
  ])("that %s gave no answer", async (_name, source, why) => {
    expect(await program(source)).toEqual({ state: "failed", why });
  });

  it("that hangs is not waited for, nor what it started", async () => {
    const answer = await program("require('node:child_process').execSync('sleep 600')", 300);
    expect([answer, MAX_OUTPUT_BYTES]).toEqual([
      { state: "failed", why: "It did not answer within 0.3 seconds." },
      4194304,
    ]);
  });

  it("is looked for at its absolute paths only", async () => {
    const every = Object.values(TOOLS).flatMap(({ paths }) => [...paths]);
    expect([
      every.filter((path) => !/^(?:\/usr\/|\/bin\/|\/opt\/rocm\/|C:\\Windows\\)/.test(path)),
      await runTool({ name: "x", paths: [join(folder, "nothing")], args: [] }),
    ]).toEqual([[], { state: "absent" }]);
  });

  it.runIf(process.getuid?.() === 0)("whose folder others can change is not run", async () => {
    const inner = join(folder, "open");
    mkdirSync(inner);
    writeFileSync(join(inner, "tool"), "#!/bin/sh\necho pass\n", { mode: 0o755 });
    const run = (mode: number): Promise<Answer> => {
      chmodSync(inner, mode);
      return runTool({ name: "tool", paths: [join(inner, "tool")], args: [] });
    };
    expect([(await run(0o755)).state, await run(0o777), (await run(0o1777)).state]).toEqual([
      "ok",
      { state: "failed", why: "A folder above it can be changed by others than root." },
      "ok",
    ]);
  });

  it.runIf(process.getuid?.() === 0)("whose file others can change is not run", async () => {
    const path = join(folder, "tool");
    writeFileSync(path, "#!/bin/sh\necho pass\n");
    const run = (mode: number, uid: number): Promise<Answer> => {
      chownSync(path, uid, uid);
      chmodSync(path, mode);
      return runTool({ name: "tool", paths: [path], args: [] });
    };
    expect([await run(0o755, 0), await run(0o775, 0), await run(0o757, 0), await run(0o755, 1234)]).toEqual([
      { state: "ok", output: "pass\n" },
      { state: "failed", why: "Its file can be changed by others than root." },
      { state: "failed", why: "Its file can be changed by others than root." },
      {
        state: "failed",
        why: "Its file does not belong to root, so whoever owns it can make it say anything.",
      },
    ]);
  });
});
