import type { State } from "@casemate/contract";
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secret, stateOf, unlock, until } from "./client.ts";
import { oneConsole } from "./one-console.ts";
import { starterFile } from "./starter-file.ts";

const own = oneConsole();
const { start, stop } = own;

const file = (path: string): string => join(own.home.root, path);
const watched = (holds: (integrity: State["integrity"]) => boolean): Promise<State> =>
  until(own.client, ({ integrity }) => holds(integrity));
/** Looks until nothing is unread; two more looks, so that what is told at the second look is told. */
async function settled(): Promise<State["integrity"]> {
  await watched(({ checkedAt }) => checkedAt !== null);
  await own.client.call("integrity.look", {});
  return own.client.call("integrity.look", {});
}
async function openIncidents(): Promise<string[]> {
  const { incidents } = await own.client.call("incident.list", { which: "open" });
  return incidents
    .map(({ summary, severity, subject }) => `${summary.code} ${severity} ${subject.kind}`)
    .sort();
}

/** The sealed file of the one model: the largest object. */
function sealedModel(): string {
  const [largest] = readdirSync(file("vault"))
    .filter((name) => /^[0-9a-f]{32}$/.test(name))
    .sort((a, b) => statSync(file(join("vault", b))).size - statSync(file(join("vault", a))).size);
  return join("vault", largest ?? "");
}

describe("the watch over files", () => {
  it("finds everything in order, and raises nothing when Casemate itself changes something", async () => {
    const { modelId } = await own.client.call("model.import", { paths: [starterFile()] });
    await until(own.client, ({ models }) =>
      models.items.some(({ id, state }) => id === modelId && state === "admitted"),
    );
    await own.client.call("policy.block", { sha256: "1".repeat(64), name: "bad.gguf", note: "" });
    const { state, watched: files, intact, changed, canaries } = await settled();
    expect([state, files === intact, changed, canaries, await openIncidents()]).toEqual([
      "intact",
      true,
      0,
      "told_at_once",
      [],
    ]);
  });

  it("stays in order over a restart", async () => {
    await stop();
    await start();
    expect([(await settled()).state, await openIncidents()]).toEqual(["intact", []]);
  });

  it("asks a person whether a list that was changed by hand is meant, and takes exactly that", async () => {
    await unlock(own.client, own.home);
    appendFileSync(file("blocks.txt"), `${"2".repeat(64)}\tother.gguf\t\n`);
    const found = await settled();
    const offer = await own.client.call("integrity.offer", {});
    const input = { digest: offer.digest };
    await own.client.call("integrity.accept", input).catch(() => undefined);
    const request = (await stateOf(own.client)).approvals.find(({ state }) => state === "pending");
    await own.client.call("approvals.grant", {
      id: request?.id ?? "",
      secretId: await secret(own.client, own.home, "approve"),
    });
    const after = await settled();
    expect([
      found.changes.map(({ path, kind }) => [path, kind]),
      offer.lines.map(({ path }) => path),
      request?.diff.map(({ what }) => what),
      after.state,
      await openIncidents(),
    ]).toEqual([
      [["blocks.txt", "changed"]],
      ["blocks.txt"],
      ["blocks.txt"],
      "intact",
      ["lists_changed medium console"],
    ]);
  });

  it("takes nothing else over when Casemate itself writes a list", async () => {
    const kept = readFileSync(file("blocks.txt"));
    appendFileSync(file("blocks.txt"), `${"3".repeat(64)}\thand.gguf\t\n`);
    await own.client
      .call("policy.pin", { sha256: "4".repeat(64), name: "pinned.gguf", note: "" })
      .catch(() => undefined);
    const request = (await stateOf(own.client)).approvals.find(({ state }) => state === "pending");
    await own.client.call("approvals.grant", {
      id: request?.id ?? "",
      secretId: await secret(own.client, own.home, "approve"),
    });
    const found = await settled();
    expect(found.changes.map(({ path }) => path)).toEqual(["blocks.txt"]);
    writeFileSync(file("blocks.txt"), kept);
    expect((await settled()).state).toBe("intact");
  });

  it("tells of a sealed file that was changed, which model it is, and does not let it be accepted", async () => {
    const path = sealedModel();
    const bytes = readFileSync(file(path));
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    writeFileSync(file(path), bytes);
    const found = await settled();
    const { refused } = await own.client.call("integrity.offer", {});
    expect([
      found.changes.map(({ group, kind }) => [group, kind]),
      refused?.includes("remove the model"),
    ]).toEqual([[["models", "changed"]], true]);
    expect(await openIncidents()).toContain("model_file_changed high model");
  });

  it("is told at once when a trap is touched, freezes what acts, and locks the vault", async () => {
    await unlock(own.client, own.home);
    rmSync(file("quarantine/recovery-key.txt"));
    const { vault } = await until(
      own.client,
      ({ incidents, vault: now }) =>
        incidents.frozen && now.state === "locked" && incidents.open.critical > 0,
    );
    expect([vault.lockVerified, await openIncidents()]).toEqual([
      true,
      expect.arrayContaining(["canary critical console"]),
    ]);
  });

  it("does not trust a list that was altered or taken away", async () => {
    await stop();
    const kept = readFileSync(file("integrity.baseline"), "utf8");
    writeFileSync(
      file("integrity.baseline"),
      kept.replace(/"sha256":"([0-9a-f])/, (_, digit) => `"sha256":"${digit === "f" ? "0" : "f"}`),
    );
    await start();
    const altered = (await settled()).state;
    const first = await openIncidents();
    await stop();
    rmSync(file("integrity.baseline"));
    await start();
    const gone = (await settled()).state;
    const { incidents } = await own.client.call("incident.list", { which: "open" });
    const about = incidents.filter(({ subject }) => subject.id === "baseline");
    // Two things about one subject are one incident, seen twice.
    expect([altered, gone, first, about.map(({ severity, count }) => [severity, count])]).toEqual([
      "unknown",
      "unknown",
      expect.arrayContaining(["baseline_broken high console"]),
      [["high", 2]],
    ]);
  });
});
