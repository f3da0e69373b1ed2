import type { Caller, RpcError } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

/** One of Casemate's own files is missing or was changed. `service`: what was to be started. */
export function tampered(service: string, { message }: RpcError): Report {
  return {
    class: "integrity_violation",
    subject: { kind: "console", id: "programs" },
    summary: {
      code: "tampered",
      message: "A file of Casemate's own is missing or was changed. What it belongs to was not started.",
    },
    evidence: [{ kind: "file", path: service, problem: message.slice(0, 500) }],
  };
}

/** What slows guessing down was taken away or set back. */
export function attemptsLost(what: "lost" | "clock_back"): Report {
  const message =
    what === "lost"
      ? "The count of wrong passphrases was lost or damaged while Casemate was not running. The longest wait is taken."
      : "The clock was set back while the vault counted wrong passphrases. That shortens no wait.";
  return {
    class: "unauthorized_access",
    severity: "high",
    subject: { kind: "vault", id: "attempts" },
    summary: { code: what === "lost" ? "attempts_lost" : "clock_set_back", message },
    evidence: [{ kind: "file", path: "vault/attempts", problem: message }],
  };
}

/** Rules that only a caller runs into that does what no page or command of Casemate's ever does. */
const BYPASS_RULES: readonly string[] = [
  "approval.only",
  "import.path",
  "approvals.separate-document",
  "import.dropped",
];

/** A caller tried what it was never given; null for an ordinary no. */
export function bypassed(call: string, rule: string, via: Caller["via"]): Report | null {
  if (!BYPASS_RULES.includes(rule)) return null;
  return {
    class: "policy_bypass_attempt",
    subject: { kind: "call", id: call.slice(0, 100) },
    summary: {
      code: "forbidden_call",
      message:
        "A page asked for what no page of Casemate's ever asks for. It was denied. The page, or an extension of the browser, may be under somebody else's control.",
    },
    evidence: [{ kind: "call", call: call.slice(0, 100), rule, via }],
  };
}

/** So many looks in a row that ended without an answer are told: one can be lost to a busy machine. */
export const GPU_FAILURES = 2;

export function gpuSilent(failures: number): Report {
  return {
    class: "attestation_failure",
    severity: "medium",
    subject: { kind: "service", id: "gpu-watch" },
    summary: {
      code: "gpu_watch_silent",
      message: `Nothing is known of the accelerators: the process that looks for them ended ${String(failures)} times in a row without an answer.`,
    },
    evidence: [{ kind: "count", what: "looks without an answer, in a row", count: failures }],
  };
}

const LEVELS = ["none", "reduced", "full"];

/** How children are confined: the level, and the layers that enforce it, with commas. */
export interface Confinement {
  readonly level: string;
  readonly layers: string;
}

/** Confined less than at the last start; null when it is not, and when either is unknown. */
export function weaker(before: Confinement, now: Confinement): Report | null {
  const layersNow = now.layers.split(",");
  const gone = before.layers.split(",").filter((layer) => layer !== "" && !layersNow.includes(layer));
  const lower = LEVELS.indexOf(now.level) < LEVELS.indexOf(before.level);
  if (!LEVELS.includes(before.level) || !LEVELS.includes(now.level) || (!lower && gone.length === 0))
    return null;
  return {
    class: "attestation_failure",
    severity: now.level === "none" ? "critical" : "high",
    subject: { kind: "machine", id: "confinement" },
    summary: {
      code: "confinement_weaker",
      message: `Files and models are confined less than when Casemate was last started: ${now.level} instead of ${before.level}${gone.length > 0 ? `, without ${gone.join(", ")}` : ""}.`,
    },
    evidence: [
      {
        kind: "change",
        what: "confinement",
        before: `${before.level}: ${before.layers}`,
        after: `${now.level}: ${now.layers}`,
      },
    ],
  };
}
