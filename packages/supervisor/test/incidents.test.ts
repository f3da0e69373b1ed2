import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { findTools } from "../src/node/confinement/tools.ts";
import { processIsGone } from "../src/node/hosts/process-gone.ts";
import { eachConsole } from "./each-console.ts";
import {
  admitStarter,
  ceremony,
  code,
  contained,
  createVault,
  inspectAgain,
  largest,
  results,
  unlock,
  writeManifest,
} from "./incident-console.ts";

const hasBox = findTools(undefined).bwrap !== null;
/** Every test starts a console with all its children, some twice. */
const LONG_MS = 60_000;

const own = eachConsole();
const { start } = own;

const WHOLE = ["acknowledged", "reattested", "approval_required", "resolved"];

describe("from what was seen to resolved, over real children", { timeout: LONG_MS }, () => {
  it.runIf(hasBox)(
    "a model's runtime that ends twice: told, and nothing more is stopped than it",
    async () => {
      const console = await start();
      await createVault(console);
      const modelId = await admitStarter(console);
      await console.client.call("runtime.load", { modelId });
      const pids: number[] = [];
      for (let i = 0; i < 2; i++) {
        const { runtime } = await console.until(({ runtime: { state, pid } }) => {
          return state === "ready" && pid !== null && !pids.includes(pid);
        });
        pids.push(runtime.pid ?? -1);
        process.kill(runtime.pid ?? -1, "SIGKILL");
      }
      const { incidents, runtime, models } = await console.until((state) => state.incidents.items.length > 0);
      const [seen] = incidents.items;
      const { next } = await console.client.call("incident.acknowledge", { id: seen?.id ?? "" });
      expect({
        seen: [seen?.class, seen?.severity, seen?.state, seen?.subject.id],
        gone: pids.every(processIsGone),
        runtime: runtime.state,
        model: models.items[0]?.state,
        next,
      }).toEqual({
        seen: ["model_behavior_anomaly", "medium", "open", modelId],
        gone: true,
        runtime: "failed",
        model: "admitted",
        next: "resolve",
      });
    },
  );

  it("a file of Casemate's own that was changed: locked and frozen, until it is the right one again", async () => {
    const console = await start();
    await createVault(console);
    const before = readFileSync(own.installation.service("inspector"));
    const modelId = await admitStarter(console);
    appendFileSync(own.installation.service("inspector"), "\n// changed\n");
    await console.client.call("model.reinspect", { modelId });
    const incident = await contained(console);
    const { vault, health } = await console.until(({ health: { level } }) => level === "recovery_required");
    await unlock(console);
    const frozen = await code(console.client.call("chat.create", { modelId }));
    const early = await ceremony(console, incident.id);
    writeFileSync(own.installation.service("inspector"), before);
    const { state } = await console.client.call("incident.reattest", { id: incident.id });
    expect({
      seen: [incident.class, incident.severity, incident.state, results(incident)],
      vault: [vault.state, vault.lockVerified],
      reason: health.checks.find(({ id }) => id === "incidents")?.target,
      frozen,
      early,
      state,
    }).toEqual({
      seen: [
        "integrity_violation",
        "critical",
        "contained",
        ["end_runtime done", "freeze_calls done", "lock_vault done"],
      ],
      vault: ["locked", true],
      reason: { page: "incidents", call: null },
      frozen: "frozen",
      early: ["acknowledged", "acknowledged", "programs"],
      state: "reattested",
    });
  });

  it("a log that was changed: in memory at first, then beside the log that follows it", async () => {
    await start();
    await own.stop();
    overwrite(join(own.installation.home, "ledger.db"));
    const console = await start();
    const incident = await contained(console);
    const { incidents } = await console.until(({ incidents: { kept } }) => kept === "memory");
    const early = await ceremony(console, incident.id);
    await code(console.client.call("audit.recover", { reason: "a test changed it" }));
    const request = console.state().approvals.find(({ state }) => state === "pending");
    await console.client.call("approvals.grant", { id: request?.id ?? "", secretId: null });
    await console.client.call("audit.acknowledge", {});
    const kept = await console.until((state) => state.incidents.kept === "durable");
    const again = await start();
    const { state } = await again.client.call("incident.reattest", { id: incident.id });
    expect({
      seen: [incident.class, incident.state, incident.subject, incidents.frozen],
      said: incidents.note !== null,
      early,
      kept: kept.incidents.items.map(({ id, state: stands }) => [id, stands]),
      state,
    }).toEqual({
      seen: ["integrity_violation", "contained", { kind: "log", id: "log" }, true],
      said: true,
      early: ["acknowledged", "acknowledged", "log"],
      kept: [[incident.id, "acknowledged"]],
      state: "reattested",
    });
  });

  it("the count of wrong passphrases taken away: told, and well again once the vault was opened", async () => {
    const first = await start();
    await createVault(first);
    await first.client.call("vault.lock", {});
    await own.stop();
    rmSync(join(own.installation.home, "vault", "attempts"));
    const console = await start();
    const incident = await contained(console);
    await console.client.call("incident.acknowledge", { id: incident.id });
    const locked = await console.client.call("incident.reattest", { id: incident.id });
    expect({
      seen: [incident.class, incident.severity, incident.summary.code, results(incident)],
      locked: [locked.state, locked.attested?.parts.filter(({ ok }) => ok !== true).map(({ id }) => id)],
    }).toEqual({
      seen: ["unauthorized_access", "high", "attempts_lost", ["lock_vault done"]],
      locked: ["acknowledged", ["subject"]],
    });
  });

  it.runIf(hasBox)("confinement that is weaker than at the last start, and the whole way back", async () => {
    await start();
    await own.stop();
    const console = await start("");
    const incident = await contained(console);
    const steps = await ceremony(console, incident.id);
    const { incidents } = await console.until((state) => !state.incidents.frozen);
    expect({
      seen: [incident.class, incident.severity, incident.state, results(incident)],
      steps,
      open: incidents.items,
    }).toEqual({
      seen: ["attestation_failure", "high", "contained", ["end_runtime done", "freeze_calls done"]],
      steps: WHOLE,
      open: [],
    });
  });

  it("a process that looks for accelerators and never answers: told, and nothing is stopped", async () => {
    writeFileSync(own.installation.service("gpu-watch"), "process.exit(1);\n");
    writeManifest(own.installation.dist);
    const console = await start();
    await console.client.call("doctor.run", {});
    await console.client.call("doctor.run", {});
    const { incidents } = await console.until(({ incidents: { items } }) => items.length > 0);
    const [one] = incidents.items;
    expect([one?.class, one?.severity, one?.state, one?.next, incidents.frozen]).toEqual([
      "attestation_failure",
      "medium",
      "open",
      "acknowledge",
      false,
    ]);
  });

  it("a page that names files on this machine: stopped, and frozen the second time", async () => {
    const console = await start();
    const page = console.as("browser");
    const denied = await code(page.call("model.import", { paths: ["/etc/passwd"] }));
    const incident = await contained(console);
    const before = console.state().incidents.frozen;
    await code(page.call("model.import", { paths: ["/etc/shadow"] }));
    await console.until(({ incidents: { frozen } }) => frozen);
    const worse = await console.client.call("incident.show", { id: incident.id });
    const ordinary = await code(page.call("chat.create", { modelId: "0".repeat(32) }));
    expect({
      denied,
      seen: [incident.class, incident.severity, incident.state, results(incident)],
      before,
      worse: [worse.severity, worse.count, worse.escalations.map(({ from, to }) => `${from} ${to}`)],
      ordinary,
      count: (await console.client.call("incident.list", {})).total,
    }).toEqual({
      denied: "denied",
      seen: ["policy_bypass_attempt", "high", "contained", ["end_runtime done"]],
      before: false,
      worse: ["critical", 2, ["high critical"]],
      ordinary: "frozen",
      count: 1,
    });
  });

  it("one that somebody declared resolved in the log's database: open again, contained, and told once", async () => {
    const first = await start();
    await code(first.as("browser").call("model.import", { paths: ["/etc/passwd"] }));
    const { id, class: of, subject, count, openedAt } = await contained(first);
    await first.client.call("incident.acknowledge", { id });
    await own.stop();
    declareResolved(join(own.installation.home, "ledger.db"));
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const console = await start();
      const { incidents } = await console.until(({ incidents: { items } }) => {
        return items.length === 2 && items.every(({ state }) => state === "contained");
      });
      const told = incidents.items.find(({ summary }) => summary.code === "incident_altered");
      const back = await console.client.call("incident.show", { id });
      seen.push([
        told?.count,
        back.class,
        back.subject,
        back.count,
        back.openedAt,
        back.ended,
        results(back),
      ]);
      seen.push([back.voided !== null, back.acknowledged, back.next]);
    }
    const restored = [
      [1, of, subject, count, openedAt, null, ["end_runtime done"]],
      [true, null, "acknowledge"],
    ];
    expect(seen).toEqual([...restored, ...restored]);
  });

  it("a stored model that is gone, noticed while it is inspected again", async () => {
    const console = await start();
    await createVault(console);
    const modelId = await admitStarter(console);
    rmSync(largest(join(own.installation.home, "vault")));
    await inspectAgain(console, modelId);
    const incident = await contained(console);
    const { sha256 = "" } = console.state().models.items[0] ?? {};
    await code(console.client.call("model.remove", { modelId, sha256 }));
    const request = console.state().approvals.find(({ state }) => state === "pending");
    const secretId = await console.secret("approve");
    await console.client.call("approvals.grant", { id: request?.id ?? "", secretId });
    const steps = await ceremony(console, incident.id);
    expect([incident.class, incident.state, results(incident), steps]).toEqual([
      "manifest_mismatch",
      "contained",
      ["contain_model done", "end_runtime done"],
      WHOLE,
    ]);
  });
});

/** What somebody with the log's database in hand could write into it. */
function declareResolved(path: string): void {
  const db = new DatabaseSync(path);
  const { body } = db.prepare("SELECT body FROM incident").get() as { body: string };
  const ended = { at: "2026-01-01T00:00:00.000Z", by: "forged", reason: null };
  const forged = JSON.stringify({ ...(JSON.parse(body) as object), state: "resolved", ended, next: null });
  db.prepare("UPDATE incident SET body = ?, ended = 1").run(forged);
  db.close();
}

/** Its beginning does not say any more what it is. */
function overwrite(path: string): void {
  writeFileSync(path, readFileSync(path).fill(0x41, 0, 100));
}
