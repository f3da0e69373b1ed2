import { createTestHome, repositoryRoot, serveCasemate, type TestHome } from "@casemate/testkit";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, stateOf } from "./client.ts";

/** util-linux's program that gives a command a terminal. */
const SCRIPT = "/usr/bin/script";
const QUESTION = "Type yes to allow, anything else denies: ";
const sha256 = "ab".repeat(32);

let home: TestHome;
let served: Awaited<ReturnType<typeof serveCasemate>>;
let client: Awaited<ReturnType<typeof attach>>;

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
});
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
});

/** Runs a command in a terminal of its own and types `answer` when it is asked; null hangs up instead. */
function atTerminal(
  args: readonly string[],
  answer: string | null,
): Promise<{ code: number | null; text: string }> {
  // No word of it comes from elsewhere: fixed names and hexadecimal digits.
  const command = [process.execPath, join(repositoryRoot, "dist", "cli.mjs"), ...args].join(" ");
  const { PATH } = process.env;
  const child = spawn(SCRIPT, ["-qefc", command, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH, CASEMATE_HOME: home.root, CASEMATE_PASSPHRASE_FILE: home.passphraseFile, SHELL: "/bin/sh" },
  });
  let text = "";
  let asked = false;
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    if (asked || !text.includes(QUESTION)) return;
    asked = true;
    if (answer === null) child.kill("SIGKILL");
    else child.stdin.write(answer);
  });
  return new Promise((resolve) => {
    child.once("close", (code) => {
      resolve({ code, text });
    });
  });
}

describe.skipIf(!existsSync(SCRIPT))(
  "an approval at the terminal (after npm run build; needs script)",
  () => {
    it("denies by Enter alone, does nothing when the terminal goes away, and allows by the whole word with the passphrase", async () => {
      const pin = ["policy", "pins", "add", sha256];
      const stands = async (): Promise<[string[], number]> => {
        const { approvals, admission } = await stateOf(client);
        return [approvals.map(({ state }) => state), admission.pins];
      };
      const enter = await atTerminal(pin, "\n");
      const afterEnter = await stands();
      await atTerminal(pin, null);
      const afterHangUp = await stands();
      const yes = await atTerminal(pin, "yes\n");
      expect({
        enter: [
          enter.code,
          enter.text.includes("Denied. Nothing was done."),
          enter.text.includes("Rule: danger.policy."),
          enter.text.includes(`"sha256":"${sha256}"`),
        ],
        afterEnter,
        afterHangUp,
        yes: yes.code,
        // The request that nobody answered was still waiting: asked again, it is the same one.
        afterYes: await stands(),
      }).toEqual({
        enter: [1, true, true, true],
        afterEnter: [["denied"], 0],
        afterHangUp: [["denied", "pending"], 0],
        yes: 0,
        afterYes: [["denied", "granted"], 1],
      });
    });
  },
);
