import { RpcError } from "@casemate/contract";
import type { Report } from "@casemate/incidents";

/** What is said when the stored bytes are not the ones that were inspected. */
const NOT_THE_SAME: readonly string[] = ["changed", "damaged"];

/** Whether an error says that a stored file is not the one that was inspected. */
export function isNotTheSame(error: unknown): error is RpcError {
  return error instanceof RpcError && NOT_THE_SAME.includes(error.code);
}

export function notTheSame(modelId: string, { code, message }: RpcError): Report {
  return {
    class: "manifest_mismatch",
    subject: { kind: "model", id: modelId },
    summary: {
      code: "model_changed",
      message:
        "A stored model is not the one that was inspected: its file was changed or damaged on the disk. It was not loaded.",
    },
    evidence: [
      { kind: "file", path: "the model's stored file", problem: `${code}: ${message}`.slice(0, 500) },
    ],
  };
}

/** The runtime was restarted once; it ended again. */
export function diedAgain(
  modelId: string,
  pid: number,
  { code, signal }: { readonly code: number | null; readonly signal: string | null },
): Report {
  return {
    class: "model_behavior_anomaly",
    // Too little memory ends processes the same way, so the first times it is only told, and the runtime stays off; a third time it is contained.
    severity: "medium",
    subject: { kind: "model", id: modelId },
    summary: {
      code: "runtime_died_again",
      message:
        "This model's runtime ended by itself twice. A file that makes the engine crash may be made to attack it; too little memory can look the same.",
    },
    evidence: [{ kind: "process", service: "runtime", pid, end: signal ?? `exit code ${String(code)}` }],
  };
}

/** The box has no network, so nothing got out; but nothing in it has a reason to try. */
export function triedToConnect(modelId: string, attempts: number): Report {
  return {
    class: "policy_bypass_attempt",
    subject: { kind: "model", id: modelId },
    summary: {
      code: "runtime_connects",
      message:
        "A running model's process tried to open a network connection. It has no network: nothing got out.",
    },
    evidence: [{ kind: "count", what: "connection attempts, counted by the kernel", count: attempts }],
  };
}

/** The marker itself is never told: only that it was said, and where. */
export function saidMarker(chatId: string): Report {
  return {
    class: "prompt_injection",
    subject: { kind: "chat", id: chatId },
    summary: {
      code: "marker_said",
      message:
        "A model repeated a hidden marker out of its instructions. That happens when a text in the conversation makes it give them out; a small model may also do it without any cause.",
    },
    evidence: [{ kind: "count", what: "hidden markers in one answer", count: 1 }],
  };
}

/** A canary stands in a trap file and nowhere else. */
export function saidCanary(modelId: string): Report {
  return {
    class: "model_behavior_anomaly",
    subject: { kind: "model", id: modelId },
    summary: {
      code: "canary_said",
      message:
        "This model said what stands only in one of Casemate's traps. It was given nothing of that: it, or what it runs in, has read a file that it cannot be given.",
    },
    evidence: [{ kind: "count", what: "canaries in one answer", count: 1 }],
  };
}
