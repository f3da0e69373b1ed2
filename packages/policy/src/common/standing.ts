import type { AppContract, CallName } from "@casemate/contract";

type Calls = readonly CallName<AppContract>[];

/** What nobody may hold up: neither a person's call policy, nor one that cannot be read. Protecting, stopping, saying no, seeing how things stand. */
export const NEVER_HELD_UP: Calls = [
  "vault.lock",
  "vault.unlock",
  "vault.touch",
  "secret.begin",
  "job.cancel",
  "runtime.unload",
  "chat.stop",
  "approvals.show",
  "approvals.deny",
  "state.snapshot",
  "policy.calls",
  "doctor.run",
  "panic.lock",
  "panic.prepare",
  "panic.trigger",
  "panic.cancel",
  "panic.drillReport",
  "panic.certificate",
];

/**
 * What acts and still works while calls are frozen: protecting, stopping, and what a person needs to find out what happened and to leave this
 * state. Reading always works. A call of the recovery ceremony belongs here.
 */
export const WHILE_FROZEN: Calls = [
  // Where there is none yet, an incident can only be resolved once there is one.
  "vault.create",
  "vault.lock",
  "vault.unlock",
  "secret.begin",
  "job.cancel",
  "runtime.unload",
  "chat.stop",
  "approvals.deny",
  "audit.prove",
  "audit.checkpoint",
  "audit.acknowledge",
  "audit.recover",
  "forensic.preview",
  "forensic.export",
  "policy.block",
  "policy.importBlocks",
  "incident.acknowledge",
  "incident.reattest",
  "incident.resolve",
  "incident.dismiss",
  "integrity.look",
  "attestation.refresh",
  "integrity.accept",
  "gpu.baseline.replace",
  // The way out of an incident about a card that computed wrong.
  "gpu.knownAnswer",
  "gpu.knownAnswerIn",
  "gpu.stopKnownAnswer",
  "model.contain",
  "model.reinspect",
  "model.reject",
  "model.discard",
  "panic.lock",
  "panic.trigger",
  "panic.cancel",
  "panic.drill",
];

/**
 * Calls that cannot wait for a person: they come with a passphrase or a stream that would be gone, their answer is the point, or they are part
 * of answering a request. A policy can deny them or let them be.
 */
export const CANNOT_WAIT: Calls = [
  "secret.begin",
  "vault.create",
  "vault.unlock",
  "vault.lock",
  "vault.passwd",
  "vault.addSlot",
  "vault.removeSlot",
  "vault.rekey",
  "vault.enableDeviceKey",
  "vault.disableDeviceKey",
  "model.importDropped",
  "job.cancel",
  "runtime.unload",
  "chat.send",
  "chat.stop",
  "audit.prove",
  "audit.checkpoint",
  "forensic.preview",
  "attestation.refresh",
  "approvals.grant",
  "approvals.deny",
  "panic.lock",
  "panic.trigger",
  "panic.cancel",
  "panic.drill",
  "panic.arm",
];
