import { ATTESTATION_ROWS } from "./attestation-rows.ts";
import { EVERYDAY_ROWS } from "./everyday-rows.ts";
import { FIRST_BASELINE_ROW, KNOWN_ANSWER_ROW } from "./gpu-rows.ts";
import { INCIDENT_ROWS, RESOLVE_ROW } from "./incident-rows.ts";
import { ACCEPT_ROW, INTEGRITY_ROWS } from "./integrity-rows.ts";
import { CHANGES_ACCESS, NEEDS_VAULT } from "./needs-vault.ts";
import { PANIC_ROWS } from "./panic-rows.ts";
import type { PolicyRow } from "./policy-row.ts";

/** The policy: the first row that holds decides, the last one denies. A new call needs a row here that names it. */
export const POLICY_ROWS: readonly PolicyRow[] = [
  // Who is asking: some calls belong to some callers only, whatever the state.
  {
    rule: "approval.document",
    calls: ["approvals.show", "approvals.deny", "secret.begin"],
    via: ["approval"],
    decision: "allow",
    reason: "The approval page may show its question, take the passphrase and say no.",
  },
  {
    rule: "ledger.unavailable",
    calls: ["approvals.grant"],
    when: "ledger not writable, and not its recovery",
    decision: "deny",
    reason:
      "The log cannot be written at this moment, and nothing dangerous runs without a record. Look under Log for the cause.",
  },
  {
    rule: "calls.frozen",
    calls: ["approvals.grant"],
    when: "calls frozen, and not for the way out",
    decision: "deny",
    reason:
      "Everything that acts is frozen, by an incident that is not resolved or because the stored ones could not be read. Requests wait; look under Incidents.",
  },
  {
    rule: "approvals.separate-document",
    calls: ["approvals.grant"],
    via: ["browser"],
    decision: "deny",
    reason:
      "This page may not approve what it asked for. Open the approval from here and answer it there, or in the terminal.",
  },
  {
    rule: "approvals.grant",
    calls: ["approvals.grant"],
    decision: "allow",
    reason: "A person answers on the approval page, in the window, or in the terminal.",
  },
  {
    rule: "approval.only",
    calls: "*",
    via: ["approval"],
    decision: "deny",
    reason: "The approval page can only answer the one question it was opened for.",
  },
  {
    rule: "approvals.answer",
    calls: ["approvals.show", "approvals.deny"],
    decision: "allow",
    reason: "Looking at a request and saying no harm nobody.",
  },
  {
    rule: "import.path",
    calls: ["model.import", "policy.importPins", "policy.importBlocks"],
    via: ["window", "browser"],
    decision: "deny",
    reason:
      "A page may not name files on this machine. Drop a model onto the page; import a list on the command line.",
  },
  {
    rule: "gpu.named-browser",
    calls: ["gpu.knownAnswerIn"],
    via: ["window", "browser"],
    decision: "deny",
    reason:
      "A page may not name a program on this machine. Name it on the command line: casemate gpu check --browser.",
  },
  {
    rule: "import.dropped",
    calls: ["model.importDropped"],
    via: ["socket", "in-process"],
    decision: "deny",
    reason:
      "Only the window or the browser page can hand over a dropped file. Name the file with model import.",
  },

  {
    // Also keeps this true: where there is a vault there is a log.
    rule: "ledger.unavailable",
    calls: ["vault.create"],
    when: "ledger not writable",
    decision: "deny",
    reason: "A vault is not begun without a log that records it. Look under Log for the cause.",
  },
  {
    rule: "calls.frozen",
    calls: "*",
    when: "calls frozen, and not the way out",
    decision: "deny",
    reason:
      "Everything that acts is frozen: by an incident that is not resolved, or because the stored ones could not be read. Look under Incidents, and under Log.",
  },

  // What always works: protecting, and seeing what is going on.
  {
    rule: "vault.protect",
    calls: ["vault.lock", "vault.unlock", "vault.touch", "secret.begin"],
    decision: "allow",
    reason: "Locking and unlocking are never held up.",
  },
  ...PANIC_ROWS,
  {
    rule: "vault.create",
    calls: ["vault.create"],
    decision: "allow",
    reason: "A vault can be made where there is none.",
  },
  {
    rule: "always.visible",
    calls: [
      "state.snapshot",
      "audit.tail",
      "audit.verify",
      "audit.stopVerify",
      "audit.record",
      "audit.prove",
      "audit.checkpoint",
      "audit.tile",
      "forensic.preview",
      "forensic.rows",
      "forensic.made",
      "forensic.read",
      "doctor.run",
      "rules.list",
      "engine.advisories",
      "gpu.check",
      "gpu.live",
      "gpu.attest",
      "gpu.history",
      "policy.show",
      "policy.list",
      "policy.calls",
      "incident.list",
      "incident.show",
    ],
    decision: "allow",
    reason: "State, log and health can be read, and the log proven, while the vault is locked.",
  },
  {
    // Whoever has no page has no use for it: the command line reads the bytes.
    rule: "export.page",
    calls: ["forensic.ticket"],
    via: ["window", "browser"],
    decision: "allow",
    reason: "What was made for this page after your approval may be taken away by it.",
  },
  {
    rule: "always.stop",
    calls: ["job.cancel", "runtime.unload", "gpu.stopKnownAnswer"],
    decision: "allow",
    reason: "Stopping something is never held up.",
  },
  {
    rule: "policy.tighten",
    calls: ["policy.block", "policy.importBlocks"],
    decision: "allow",
    reason: "Blocking a file only makes Casemate stricter.",
  },

  ...INCIDENT_ROWS,
  ...INTEGRITY_ROWS,
  ...ATTESTATION_ROWS,
  FIRST_BASELINE_ROW,
  KNOWN_ANSWER_ROW,

  // What needs the keys.
  {
    rule: "vault.locked",
    calls: NEEDS_VAULT,
    when: "vault not unlocked",
    decision: "deny",
    reason: "The vault is not unlocked. Unlock it, then try again.",
  },
  {
    rule: "vault.locked",
    calls: ["settings.set"],
    when: "vault present and not unlocked",
    decision: "deny",
    reason: "Settings decide how well the vault is guarded. Unlock it, then change them.",
  },

  {
    // The vault keeps a mark of the log: it has to be open to be moved.
    rule: "vault.locked",
    calls: ["audit.acknowledge"],
    when: "vault present and not unlocked",
    decision: "deny",
    reason: "Taking note of a new log is written into the vault too. Unlock it, then try again.",
  },
  {
    rule: "ledger.acknowledge",
    calls: ["audit.acknowledge"],
    decision: "allow",
    reason: "A person says that they have seen what happened to the log; it is recorded.",
  },

  // The one dangerous act that needs no log that works: it is there for the day when it does not.
  {
    rule: "ledger.whole",
    calls: ["audit.recover"],
    when: "ledger not damaged",
    decision: "deny",
    reason: "Nothing was found wrong with the log: there is nothing to recover. Verify it first.",
  },
  {
    rule: "danger.recover",
    calls: ["audit.recover"],
    decision: "ask",
    reason: "Sets the damaged log aside and begins a new one. Whoever damaged it would like it forgotten.",
  },

  // Danger: recorded first, and a person says yes.
  {
    rule: "ledger.unavailable",
    calls: "*",
    risk: "danger",
    when: "ledger not writable",
    decision: "deny",
    reason:
      "The log cannot be written at this moment, and nothing dangerous runs without a record. Look under Log for the cause.",
  },
  {
    rule: "danger.release",
    calls: ["model.release"],
    risk: "danger",
    decision: "ask",
    reason: "Releasing lets a model run that the inspection held back.",
  },
  {
    rule: "danger.remove",
    calls: ["model.remove"],
    risk: "danger",
    decision: "ask",
    reason: "Removing destroys the model's key. It cannot be undone.",
  },
  RESOLVE_ROW,
  ACCEPT_ROW,
  {
    rule: "danger.log",
    calls: ["audit.rotate", "audit.prune"],
    risk: "danger",
    decision: "ask",
    reason: "Changes what can be read in the log from now on.",
  },
  {
    rule: "danger.baseline",
    calls: ["gpu.baseline.replace"],
    risk: "danger",
    decision: "ask",
    reason:
      "What a new baseline holds is no longer told as a change. Whoever changed the machine would like that.",
  },
  {
    rule: "danger.export",
    calls: ["forensic.export"],
    risk: "danger",
    decision: "ask",
    reason: "A forensic bundle shows whoever gets it what the log holds.",
  },
  {
    rule: "policy.no-vault",
    calls: ["policy.unblock", "policy.pin", "policy.unpin", "policy.importPins"],
    risk: "danger",
    when: "vault absent",
    decision: "deny",
    reason:
      "This needs your approval with the passphrase, and there is no vault yet. A scan can be given lists with --pins and --blocks.",
  },
  {
    rule: "danger.policy",
    calls: ["policy.unblock", "policy.pin", "policy.unpin", "policy.importPins"],
    risk: "danger",
    decision: "ask",
    reason: "This can let a file in that would have stayed out.",
  },

  {
    rule: "ledger.unavailable",
    calls: [...CHANGES_ACCESS, "panic.arm"],
    when: "ledger not writable",
    decision: "deny",
    reason:
      "The log cannot be written at this moment, and who can open the vault is not changed without a record. Look under Log for the cause.",
  },
  {
    rule: "panic.arm",
    calls: ["panic.arm"],
    decision: "allow",
    reason: "The vault is unlocked, and the present passphrase is asked for.",
  },
  {
    // Each of them checks the present passphrase itself before it changes anything.
    rule: "vault.access",
    calls: ["vault.slots", ...CHANGES_ACCESS],
    decision: "allow",
    reason: "The vault is unlocked, and the present passphrase is asked for.",
  },

  ...EVERYDAY_ROWS,
  {
    rule: "default.deny",
    calls: "*",
    decision: "deny",
    reason: "No rule allows this.",
  },
];
