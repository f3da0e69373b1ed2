import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { secret, stateOf, unlock, until } from "./client.ts";
import { oneConsole } from "./one-console.ts";
import { starterFile } from "./starter-file.ts";

const own = oneConsole();
const { start, stop } = own;

it("names a model whose sealed file was changed and first seen while the vault was locked, once it is open", async () => {
  const { modelId } = await own.client.call("model.import", { paths: [starterFile()] });
  await until(own.client, ({ models }) =>
    models.items.some(({ id, state }) => id === modelId && state === "admitted"),
  );
  // The first look learns the sealed file's digest, the next one finds everything read: nothing here waits for the clock.
  await own.client.call("integrity.look", {});
  await own.client.call("integrity.look", {});
  await until(own.client, ({ integrity }) => integrity.state === "intact");
  await own.client.call("integrity.look", {});
  await stop();
  flip(sealedModel());
  await start();
  await until(own.client, ({ integrity }) => integrity.changed > 0);
  await own.client.call("integrity.look", {});
  const { incidents } = await until(own.client, (state) => state.incidents.items.length > 0);
  const locked = incidents.items.map(({ subject }) => subject.kind);
  await unlock(own.client, own.home);
  const { models } = await until(own.client, (state) =>
    state.incidents.items.some((one) => one.class === "manifest_mismatch" && one.state === "contained"),
  );
  const about = (await stateOf(own.client)).incidents.items.filter(
    (one) => one.class === "manifest_mismatch",
  );
  expect([locked, about.map(({ subject }) => subject.id), models.items[0]?.state]).toEqual([
    ["vault"],
    [modelId],
    "contained",
  ]);
});

it("shows a list that was taken away together with the list of watched files, against what the log recorded", async () => {
  const file = (path: string): string => join(own.home.root, path);
  await own.client.call("integrity.look", {});
  await own.client.call("policy.block", { sha256: "1".repeat(64), name: "bad.gguf", note: "" });
  const meant = createHash("sha256")
    .update(readFileSync(file("blocks.txt")))
    .digest("hex");
  await stop();
  rmSync(file("integrity.baseline"));
  rmSync(file("blocks.txt"));
  await start();
  await unlock(own.client, own.home);
  const offer = await own.client.call("integrity.offer", {});
  await own.client.call("integrity.accept", { digest: offer.digest }).catch(() => undefined);
  const request = (await stateOf(own.client)).approvals.find(({ state }) => state === "pending");
  const before = new Map(request?.diff.map((change) => [change.what, change.before]));
  await own.client.call("approvals.grant", {
    id: request?.id ?? "",
    secretId: await secret(own.client, own.home, "approve"),
  });
  const after = await own.client.call("integrity.offer", {});
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

/** The sealed file of the one model: the largest object. */
function sealedModel(): string {
  const vault = join(own.home.root, "vault");
  const [largest] = readdirSync(vault)
    .filter((name) => /^[0-9a-f]{32}$/.test(name))
    .sort((a, b) => statSync(join(vault, b)).size - statSync(join(vault, a)).size);
  return join(vault, largest ?? "");
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
