import type { PolicyRow } from "./policy-row.ts";

/** Everyday work with an unlocked vault. */
export const EVERYDAY_ROWS: readonly PolicyRow[] = [
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
      "model.contain",
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
];
