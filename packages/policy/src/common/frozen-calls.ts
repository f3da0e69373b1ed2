/** What an incident can freeze: calls that run a model, or let a file or a person in. Protecting, looking and mending never are. */
export const FROZEN_CALLS = [
  "runtime.load",
  "chat.create",
  "chat.send",
  "model.import",
  "model.importDropped",
  "model.installStarter",
  "model.release",
  "policy.unblock",
  "policy.pin",
  "policy.importPins",
  "vault.addSlot",
] as const;
