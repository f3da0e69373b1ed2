import type { AppContract, Caller, CallName, Risk } from "@casemate/contract";
import type { Condition } from "./conditions.ts";
import { CHANGES_ACCESS, NEEDS_VAULT } from "./needs-vault.ts";

export type Decision = "allow" | "ask" | "deny";

/** One line of the policy. A row holds when every part that it names holds. */
export interface PolicyRow {
  readonly rule: string;
  /** The calls it speaks of; "*" for all, unknown ones included. */
  readonly calls: readonly CallName<AppContract>[] | "*";
  readonly risk?: Risk;
  readonly via?: readonly Caller["via"][];
  readonly when?: Condition;
  readonly decision: Decision;
  /** One plain sentence for the person who is told no, or asked. */
  readonly reason: string;
}

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
    rule: "import.dropped",
    calls: ["model.importDropped"],
    via: ["socket", "in-process"],
    decision: "deny",
    reason:
      "Only the window or the browser page can hand over a dropped file. Name the file with model import.",
  },

  // What always works: protecting, and seeing what is going on.
  {
    rule: "vault.protect",
    calls: ["vault.lock", "vault.unlock", "vault.touch", "secret.begin"],
    decision: "allow",
    reason: "Locking and unlocking are never held up.",
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
      "audit.record",
      "audit.prove",
      "audit.checkpoint",
      "audit.tile",
      "forensic.preview",
      "forensic.read",
      "doctor.run",
      "rules.list",
      "engine.advisories",
      "gpu.check",
      "gpu.history",
      "policy.show",
      "policy.list",
    ],
    decision: "allow",
    reason: "State, log and health can be read, and the log proven, while the vault is locked.",
  },
  {
    rule: "always.stop",
    calls: ["job.cancel", "runtime.unload"],
    decision: "allow",
    reason: "Stopping something is never held up.",
  },
  {
    rule: "policy.tighten",
    calls: ["policy.block", "policy.importBlocks"],
    decision: "allow",
    reason: "Blocking a file only makes Casemate stricter.",
  },

  {
    rule: "gpu.first-baseline",
    calls: ["gpu.baseline.capture"],
    decision: "allow",
    reason: "There is no baseline yet, so nothing is forgotten by capturing one.",
  },

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
    calls: CHANGES_ACCESS,
    when: "ledger not writable",
    decision: "deny",
    reason:
      "The log cannot be written at this moment, and who can open the vault is not changed without a record. Look under Log for the cause.",
  },
  {
    // Each of them checks the present passphrase itself before it changes anything.
    rule: "vault.access",
    calls: ["vault.slots", ...CHANGES_ACCESS],
    decision: "allow",
    reason: "The vault is unlocked, and the present passphrase is asked for.",
  },

  // Everyday work with an unlocked vault.
  {
    rule: "models",
    calls: [
      "model.import",
      "model.importDropped",
      "model.group",
      "model.installStarter",
      "model.show",
      "model.bytes",
      "model.reject",
      "model.reinspect",
      "model.discard",
    ],
    decision: "allow",
    reason: "The vault is unlocked.",
  },
  {
    rule: "chat",
    calls: [
      "runtime.load",
      "chat.list",
      "chat.search",
      "chat.get",
      "chat.create",
      "chat.delete",
      "chat.send",
      "chat.stop",
    ],
    decision: "allow",
    reason: "The vault is unlocked.",
  },
  {
    rule: "settings",
    calls: ["settings.set"],
    decision: "allow",
    reason: "The vault is unlocked, or there is none yet.",
  },
  {
    rule: "default.deny",
    calls: "*",
    decision: "deny",
    reason: "No rule allows this.",
  },
];
