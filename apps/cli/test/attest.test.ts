import { createTestHome, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { appendFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const NONCE = "00112233445566778899aabbccddeeff";
let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

describe("casemate attest", () => {
  it("looks, signs with the nonce, and says what a file is worth without a console", async () => {
    const path = join(dirname(home.root), "attestation.json");
    const made = await runCasemate(home, ["attest", "refresh", "--nonce", NONCE, "--json"]);
    writeFileSync(path, made.stdout);
    const verify = async (...options: string[]): Promise<[number | null, string]> => {
      const { code, stdout } = await runCasemate(home, ["attest", "verify", path, ...options, "--json"]);
      const { ok, problem, state } = JSON.parse(stdout) as Record<string, unknown>;
      return [code, String(ok === true ? state : problem)];
    };
    const { statement } = JSON.parse(made.stdout) as { statement: { state: string; log: { key: string } } };
    const answers = {
      right: await verify("--nonce", NONCE, "--key", statement.log.key),
      otherNonce: await verify("--nonce", "ff".repeat(16)),
      otherKey: await verify("--key", statement.log.key.replace(/.$/, "x")),
    };
    const short = await runCasemate(home, ["attest", "refresh", "--nonce", "ff"]);
    appendFileSync(path, " ");
    const changed = await verify();
    const shown = await runCasemate(home, ["attest", "show"]);
    expect({
      made: made.code,
      ...answers,
      changed,
      short: [short.code, short.stderr.includes("Give 16 to 64 bytes")],
      shown: [shown.code, shown.stdout.split("\n")[0]?.startsWith("Degraded")],
    }).toEqual({
      // Nobody watches files while only a command runs: that is unknown, and unknown is no yes.
      made: 1,
      right: [0, "degraded"],
      otherNonce: [1, "nonce"],
      otherKey: [1, "key"],
      changed: [1, "shape"],
      short: [2, true],
      shown: [1, true],
    });
  });

  it("asks the running console, which looks by itself, and shows the newest bundle", async () => {
    const served = await serveCasemate(home);
    try {
      const first = await runCasemate(home, ["attest", "show", "--json"]);
      const { nextAt, assurance } = JSON.parse(first.stdout) as Record<string, string | null>;
      const { stdout } = await runCasemate(home, ["attest", "refresh", "--nonce", NONCE, "--json"]);
      const again = await runCasemate(home, ["attest", "show"]);
      expect({
        looksByItself: typeof nextAt,
        assurance,
        nonce: (JSON.parse(stdout) as { statement: { nonce: string } }).statement.nonce,
        // By now the console may have looked by itself again, with a nonce of its own.
        newest: /with the nonce [0-9a-f]{32,64}\./.test(again.stdout),
      }).toEqual({ looksByItself: "string", assurance: "software", nonce: NONCE, newest: true });
    } finally {
      await served.stop();
    }
  });
});
