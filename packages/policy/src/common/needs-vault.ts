/** Calls that work with what the vault's keys open. */
export const NEEDS_VAULT = [
  "vault.slots",
  "vault.passwd",
  "vault.addSlot",
  "vault.removeSlot",
  "vault.rekey",
  "panic.arm",
  "model.import",
  "model.importDropped",
  "model.group",
  "model.installStarter",
  "model.show",
  "model.bytes",
  "model.release",
  "model.reject",
  "model.reinspect",
  "model.contain",
  "model.discard",
  "model.remove",
  "runtime.load",
  "chat.list",
  "chat.search",
  "chat.get",
  "chat.create",
  "chat.delete",
  "chat.send",
  "chat.stop",
] as const;

/** Calls that change who can open the vault. Each of them checks the present passphrase itself. */
export const CHANGES_ACCESS = [
  "vault.passwd",
  "vault.addSlot",
  "vault.removeSlot",
  "vault.rekey",
  "vault.enableDeviceKey",
  "vault.disableDeviceKey",
] as const;
