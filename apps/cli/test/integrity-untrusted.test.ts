import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock } from "./client.ts";

type Client = Awaited<ReturnType<typeof attach>>;

let home: TestHome;
let served: ServedConsole;
let client: Client;
beforeAll(async () => {
  home = createTestHome();
  await start();
  await create(client, home);
});
afterAll(async () => {
  await stop();
  home.remove();
});

async function start(): Promise<void> {
  served = await serveCasemate(home);
  client = await attach(home);
}
async function stop(): Promise<void> {
  client.close();
  await served.stop();
}

it("shows a list that was taken away together with the list of watched files, against what the log recorded", async () => {
  const file = (path: string): string => join(home.root, path);
  await client.call("integrity.look", {});
  await client.call("policy.block", { sha256: "1".repeat(64), name: "bad.gguf", note: "" });
  const meant = createHash("sha256")
    .update(readFileSync(file("blocks.txt")))
    .digest("hex");
  await stop();
  rmSync(file("integrity.baseline"));
  rmSync(file("blocks.txt"));
  await start();
  await unlock(client, home);
  const offer = await client.call("integrity.offer", {});
  await client.call("integrity.accept", { digest: offer.digest }).catch(() => undefined);
  const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
  const before = new Map(request?.diff.map((change) => [change.what, change.before]));
  await client.call("approvals.grant", {
    id: request?.id ?? "",
    secretId: await secret(client, home, "approve"),
  });
  const after = await client.call("integrity.offer", {});
  expect({
    lines: offer.lines.map(({ path, known, to }) => [path, known, to]),
    before: [...before],
    after: request?.diff.map((change) => change.after),
    said: request?.evidence[0],
    models: request?.evidence.some((line) => line.startsWith("Sealed models have no digest")),
    left: [after.lines, after.notes],
  }).toEqual({
    lines: ["policy.json", "call-policy.json", "pins.txt", "blocks.txt"].map((path) => [path, true, null]),
    before: [
      ["policy.json", "not there"],
      ["call-policy.json", "not there"],
      ["pins.txt", "not there"],
      ["blocks.txt", meant],
    ],
    after: ["not there", "not there", "not there", "not there"],
    said: "There is no trusted list to compare with: everything below is taken as meant.",
    models: true,
    left: [[], []],
  });
});
