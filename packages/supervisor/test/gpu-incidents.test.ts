import type { Incident } from "@casemate/contract";
import { createCardMachine, type CardMachine, type CardState } from "@casemate/testkit";
import { dirname, join } from "node:path";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  admitStarter,
  boot,
  ceremony,
  code,
  contained,
  createVault,
  install,
  results,
  writeManifest,
  type Installation,
  type Started,
} from "./incident-console.ts";

/** Every test starts a console with all its children. */
const LONG_MS = 60_000;
const QUIET: CardState = {
  driver: "580.95.05",
  temperature: 41,
  power: 67,
  clock: 1275,
  used: 50,
  busy: 0,
  uncorrected: 0,
  at: new Date("2026-11-21T10:00:00Z"),
};
const LATER = new Date("2026-11-21T11:00:00Z");

let installation: Installation;
let machine: CardMachine;
let console: Started;
beforeEach(async () => {
  installation = install();
  machine = createCardMachine(dirname(installation.dist));
  machine.set(QUIET);
  writeFileSync(installation.service("gpu-watch"), machine.service);
  writeManifest(installation.dist);
  console = await boot(installation);
});
afterEach(async () => {
  await console.stop();
  installation.remove();
});

describe("what GPU watch finds, over real children and a pretended tool", { timeout: LONG_MS }, () => {
  it("a driver that nobody installed: frozen, once, until it stands in the baseline; one that was: only told", async () => {
    await createVault(console);
    await console.client.call("gpu.baseline.capture", {});
    machine.installed("2026-11-21 10:30:00 upgrade nvidia-driver:amd64 580.95.05-1 590.44.01-1");
    machine.set({ ...QUIET, driver: "590.44.01", at: LATER });
    const wanted = await console.client.call("gpu.check", {});
    const quiet = console.state().incidents.items.length;
    machine.set({ ...QUIET, driver: "595.10", at: LATER });
    await console.client.call("gpu.check", {});
    const incident = await contained(console);
    const again = await console.client.call("gpu.check", {});
    const early = await ceremony(console, incident.id);
    const replaced = await code(
      console.client.call("gpu.baseline.replace", { fingerprint: again.fingerprint ?? "" }),
    );
    const request = console.state().approvals.find(({ state }) => state === "pending");
    await console.client.call("approvals.grant", {
      id: request?.id ?? "",
      secretId: await console.secret("approve"),
    });
    const { state, count } = await console.client.call("incident.reattest", { id: incident.id });
    expect({
      wanted: [wanted.verdict, wanted.drift.every(({ explained }) => explained), quiet],
      seen: [incident.class, incident.severity, results(incident), incident.evidence[0]?.kind],
      early,
      replaced,
      end: [state, count],
    }).toEqual({
      wanted: ["warning", true, 0],
      seen: ["integrity_violation", "high", ["end_runtime done", "freeze_calls done"], "probe"],
      early: ["acknowledged", "acknowledged", "subject"],
      replaced: "approval_required",
      end: ["reattested", 1],
    });
  });

  it("a change is not gone because the baseline that shows it is, nor because another one came to it", async () => {
    await createVault(console);
    machine.put("proc/cpuinfo", "flags\t: fpu sse\n");
    await console.client.call("gpu.baseline.capture", {});
    const baseline = join(installation.home, "gpu-baseline");
    const whole = readFileSync(baseline, "utf8");
    machine.put("proc/cpuinfo", "flags\t: fpu hypervisor sse\n");
    await console.client.call("gpu.check", {});
    const first = await contained(console);
    writeFileSync(baseline, whole.replace("580", "581"));
    const damaged = await ceremony(console, first.id);
    const frozen = console.state().incidents.frozen;
    writeFileSync(baseline, whole);
    machine.set({ ...QUIET, driver: "595.10", at: LATER });
    await console.client.call("gpu.check", {});
    const two = await console.client.call("incident.reattest", { id: first.id });
    machine.put("proc/cpuinfo", "flags\t: fpu sse\n");
    const undone = await console.client.call("incident.reattest", { id: first.id });
    expect({
      damaged,
      frozen,
      two: subjectOf(two),
      undone: subjectOf(undone),
      open: console
        .state()
        .incidents.items.map(({ subject, severity }) => [subject.id.split(":")[1], severity])
        .sort(),
    }).toEqual({
      damaged: ["acknowledged", "acknowledged", "subject"],
      frozen: true,
      two: false,
      undone: true,
      open: [
        ["baseline", "high"],
        ["driver", "high"],
        ["virtual_machine", "high"],
      ],
    });
  });

  it("a baseline that hides a change is an incident itself, until a person captures another one", async () => {
    await createVault(console);
    await console.client.call("gpu.baseline.capture", {});
    const baseline = join(installation.home, "gpu-baseline");
    rmSync(baseline);
    rmSync(`${baseline}.key`);
    machine.set({ ...QUIET, driver: "595.10", uncorrected: 0, at: LATER });
    const { baseline: gone, verdict, reasons } = await console.client.call("gpu.check", {});
    const incident = await contained(console);
    const silent = await code(console.client.call("gpu.baseline.capture", {}));
    const early = await ceremony(console, incident.id);
    const { fingerprint } = await console.client.call("gpu.check", {});
    await code(console.client.call("gpu.baseline.replace", { fingerprint: fingerprint ?? "" }));
    const request = console.state().approvals.find(({ state }) => state === "pending");
    await console.client.call("approvals.grant", {
      id: request?.id ?? "",
      secretId: await console.secret("approve"),
    });
    const { state } = await console.client.call("incident.reattest", { id: incident.id });
    expect({
      gone: [gone.state, verdict, reasons[0]?.startsWith("The baseline's file is gone")],
      incident: [incident.class, incident.severity, incident.subject.id],
      silent,
      early,
      said: request?.sentence.includes("Nothing could be compared"),
      state,
    }).toEqual({
      gone: ["gone", "warning", true],
      incident: ["integrity_violation", "high", "gpu:baseline"],
      silent: "frozen",
      early: ["acknowledged", "acknowledged", "subject"],
      said: true,
      state: "reattested",
    });
  });

  it("errors of a card that no model computes on: told, nothing is stopped, and a first baseline swallows none unasked", async () => {
    const report = join(dirname(installation.dist), "report.xml");
    const counted = /(<aggregate>[^]*?<dram_uncorrectable>)[^<]+/;
    writeFileSync(report, readFileSync(report, "utf8").replace(counted, "$17"));
    const swallowed = await code(console.client.call("gpu.baseline.capture", {}));
    const { verdict, granted, baseline } = await console.client.call("gpu.check", {});
    const { incidents } = await console.until(({ incidents: { items } }) => items.length > 0);
    const [one] = incidents.items;
    expect([swallowed, baseline.state, granted.map(({ probe, status }) => [probe, status])]).toEqual([
      "needs_approval",
      "absent",
      [["ecc", "critical"]],
    ]);
    expect([verdict, one?.class, one?.severity, one?.subject.id, incidents.frozen]).toEqual([
      "critical",
      "integrity_violation",
      "medium",
      "gpu:ecc",
      false,
    ]);
  });

  it("a stored model that was changed on the disk: found by reading it again, contained, and the rest goes on", async () => {
    await createVault(console);
    const modelId = await admitStarter(console);
    const whole = await console.client.call("gpu.check", {});
    const path = largest(join(installation.home, "vault"));
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const spoiled = await console.client.call("gpu.check", {});
    const incident = await contained(console);
    const statusOf = ({ probes }: typeof whole): string | undefined =>
      probes.find(({ id }) => id === "stored_models")?.status;
    expect([
      statusOf(whole),
      statusOf(spoiled),
      [incident.class, incident.severity, incident.subject.id === modelId, results(incident)],
      console.state().models.items[0]?.state,
    ]).toEqual([
      "pass",
      "critical",
      ["manifest_mismatch", "critical", true, ["contain_model done", "end_runtime done"]],
      "contained",
    ]);
  });
});

/** How an incident's own part was when Casemate looked again. */
function subjectOf({ attested }: Incident): boolean | null | undefined {
  return attested?.parts.find(({ id }) => id === "subject")?.ok;
}

function largest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? "";
}
