import type { HealthCheck, State } from "@casemate/contract";
import { attestation } from "./attestation.ts";
import { callPolicy } from "./call-policy.ts";
import { computing } from "./computing.ts";
import type { HealthRule, Verdict } from "./health-rule.ts";
import { incidents } from "./incidents.ts";
import { integrity } from "./integrity.ts";

const ok = (title: string, detail: string, evidence: string | null = null): Verdict => ({
  status: "ok",
  title,
  detail,
  remedy: null,
  evidence,
});

const VAULT = { page: "vault", call: null } as const;
const MACHINE = { page: "machine", call: null } as const;

const vault: HealthRule = {
  id: "vault",
  read: ({ vault: { state, lockVerified, error } }) => {
    if (state === "error")
      return {
        status: "danger",
        title: "The vault has a problem",
        detail: error?.message ?? "It cannot be read.",
        remedy: "Restore the vault from a backup, or start a new one in another data directory.",
        evidence: "casemate vault status",
        target: VAULT,
      };
    if (state === "absent")
      return {
        status: "warn",
        title: "There is no vault yet",
        detail: "Models and conversations cannot be kept until there is one.",
        remedy: "Create a vault.",
        evidence: null,
        target: { page: "vault", call: "vault.create" },
      };
    if (state === "locked") {
      return lockVerified
        ? ok("The vault is locked", "The processes that held its keys have ended.", "casemate vault status")
        : {
            status: "warn",
            title: "The vault is locked, but that was not verified",
            detail: "A process that worked with it may still be running.",
            remedy: "Quit Casemate and start it again: what is left of it ends with it.",
            evidence: "casemate vault status",
            target: VAULT,
          };
    }
    return ok(
      state === "unlocked" ? "The vault is unlocked" : "The vault is changing",
      "Keys are held by one process of its own.",
      "casemate vault status",
    );
  },
};

const ledger: HealthRule = {
  id: "ledger",
  read: ({ ledger: { state, size, error, recovered } }) => {
    if (state === "ok" && recovered !== null)
      return {
        status: "danger",
        title: "The log was begun anew after damage",
        detail: `What was written before it may have been changed. Reason given: ${recovered}`,
        remedy:
          "The old files are in ledger-archive: keep them, they are evidence. When you have seen this, take note of it.",
        evidence: "casemate audit acknowledge",
        target: { page: "log", call: "audit.acknowledge" },
      };
    if (state === "ok")
      return ok(
        "The log is being written",
        `${String(size ?? 0)} records, each bound to the one before.`,
        "casemate audit verify",
      );
    if (state === "starting")
      return {
        status: "unknown",
        title: "The log is starting",
        detail: "It has not answered yet.",
        remedy: "Wait a moment. If it stays so, look under Log.",
        evidence: null,
      };
    if (state === "damaged")
      return {
        status: "danger",
        title: "The log does not verify",
        detail: error?.message ?? "It was changed or cut.",
        remedy:
          "Copy the data directory away first: the old files are evidence. Then set the log aside and begin a new one, which names it.",
        evidence: 'casemate audit recover --reason "what happened"',
        target: { page: "log", call: "audit.recover" },
      };
    return {
      status: "danger",
      title: "The log cannot be written",
      detail: error?.message ?? "Its process is not running.",
      remedy: "Dangerous actions are denied until it is back. Check that the disk is not full.",
      evidence: "df -h",
      target: { page: "log", call: null },
    };
  },
};

const isolation: HealthRule = {
  id: "isolation",
  read: ({
    app: {
      isolation: { level, layers, notices },
    },
  }) => {
    if (level === "full")
      return ok(
        "Files and models are handled in full isolation",
        `Enforced by ${layers.join(", ")}.`,
        "casemate doctor",
      );
    if (level === "unknown")
      return {
        status: "unknown",
        title: "Isolation was not checked yet",
        detail: "No box was started so far.",
        remedy: "Check again: that starts one and looks at it.",
        evidence: "casemate doctor",
      };
    return {
      status: "warn",
      title: level === "reduced" ? "Isolation is reduced" : "There is no isolation",
      detail: notices[0]?.message ?? "A layer of protection is missing on this machine.",
      remedy: notices[1]?.message ?? "Run casemate doctor to see what is missing.",
      evidence: "casemate doctor",
      target: MACHINE,
    };
  },
};

const admission: HealthRule = {
  id: "admission",
  read: ({ admission: { state, policy, error, pins, blocks } }) => {
    if (state === "broken")
      return {
        status: "warn",
        title: "Nothing is admitted: the policy or a list cannot be read",
        detail: error ?? "It is damaged.",
        remedy: "Correct the file. casemate policy check FILE names what is wrong.",
        evidence: "casemate policy show",
        target: { page: "settings", call: null },
      };
    const lists = `${String(pins)} pinned and ${String(blocks)} blocked files.`;
    return state === "default"
      ? ok("Casemate's own rules decide what is admitted", `No policy file. ${lists}`, "casemate policy show")
      : ok("A policy tightens the rules", `SHA-256 ${policy}. ${lists}`, "casemate policy show");
  },
};

const services: HealthRule = {
  id: "services",
  read: ({ services: all }) => {
    if (all.length === 0)
      return {
        status: "unknown",
        title: "The service processes have not answered yet",
        detail: "Casemate is starting.",
        remedy: "Wait a moment. If it stays so, quit Casemate and start it again.",
        evidence: null,
      };
    const down = all.filter((service) => service.state !== "ready" && service.state !== "stopped");
    if (down.length === 0)
      return ok(
        "All service processes answer",
        all.map((service) => service.id).join(", "),
        "casemate status",
      );
    return {
      status: "warn",
      title: `${String(down.length)} of ${String(all.length)} service processes are not running`,
      detail: down.map((service) => `${service.id}: ${service.reason ?? service.state}`).join("; "),
      remedy: "Casemate restarts them. If it goes on, restart Casemate.",
      evidence: "casemate status",
      target: MACHINE,
    };
  },
};

const swap: HealthRule = {
  id: "swap",
  read: ({ machine: { swap: found } }) => {
    if (found === "off") return ok("Memory is not written to disk", "Swap is off.", "swapon --show");
    if (found === "encrypted")
      return ok(
        "Swapped memory is encrypted",
        "Swap is on an encrypted or compressed-memory device.",
        "swapon --show",
      );
    if (found === "on")
      return {
        status: "warn",
        title: "Memory may be written to disk",
        detail:
          "Swap is on and not known to be encrypted: parts of a loaded model or a conversation could stay on the disk.",
        remedy: "Turn swap off (sudo swapoff -a, and its line in /etc/fstab), or use encrypted swap.",
        evidence: "swapon --show",
      };
    return {
      status: "unknown",
      title: "Whether memory is written to disk is unknown",
      detail: "This system does not tell.",
      remedy:
        "Look yourself in the settings of this system; encrypt the whole disk, then it does not matter.",
      evidence: null,
    };
  },
};

const runtime: HealthRule = {
  id: "runtime",
  read: ({ runtime: { state, error, connections } }) => {
    if (state === "failed")
      return {
        status: "warn",
        title: "The runtime stopped",
        detail: error?.message ?? "It ended.",
        remedy: "Load the model again.",
        evidence: null,
        target: { page: "models", call: null },
      };
    if (state === "loading") return ok("A model is being loaded", "It has no network.");
    if (state === "stopped") return ok("No model is running", "Nothing was asked of the network.");
    if (connections.attempts === null)
      return {
        status: "unknown",
        title: "The runtime's connections could not be counted",
        detail: "Its counters are unreadable at this moment.",
        remedy: "Check again. If it stays so, unload the model: then nothing can connect.",
        evidence: connections.check,
        target: { page: "models", call: "runtime.unload" },
      };
    if (connections.attempts > 0)
      return {
        status: "danger",
        title: `The runtime tried to connect ${String(connections.attempts)} times`,
        detail: "Nothing got out: it has no network. But a model's runtime has no reason to try.",
        remedy: "Unload the model and inspect it again.",
        evidence: connections.check,
        target: { page: "models", call: "runtime.unload" },
      };
    return ok("The runtime has no network", "0 connection attempts.", connections.check);
  },
};

/** In the order in which pages show them. */
export const HEALTH_RULES: readonly HealthRule[] = [
  vault,
  ledger,
  incidents,
  attestation,
  integrity,
  isolation,
  runtime,
  admission,
  callPolicy,
  services,
  swap,
];

/** Joins all signals. Unknown is never trusted. */
export function readHealth(state: State, checkedAt: string): State["health"] {
  const rules = state.machine.gpu === null ? HEALTH_RULES : [...HEALTH_RULES, computing];
  const checks = rules.map((rule): HealthCheck => ({ id: rule.id, ...rule.read(state), checkedAt }));
  const count = (status: HealthCheck["status"]): number =>
    checks.filter((check) => check.status === status).length;
  const first = (status: HealthCheck["status"]): string =>
    checks.find((check) => check.status === status)?.title ?? "";
  if (count("danger") > 0)
    return { level: "recovery_required", sentence: `${first("danger")}.`, checkedAt, checks };
  if (count("warn") > 0) return { level: "degraded", sentence: `${first("warn")}.`, checkedAt, checks };
  if (count("unknown") > 0) return { level: "unknown", sentence: `${first("unknown")}.`, checkedAt, checks };
  return { level: "trusted", sentence: `All ${String(checks.length)} checks passed.`, checkedAt, checks };
}
