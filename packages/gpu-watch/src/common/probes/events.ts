import type { CardEvent } from "../sources/kernel-log.ts";
import { finding, notApplicable, pass, unknown, type Probe } from "./scene.ts";

/**
 * Reports after which a result cannot be trusted, or the card is gone (NVIDIA, "Xid Errors"): 48 uncorrectable memory error, 64 row could not be
 * remapped, 74 NVLink, 79 fell off the bus, 95 uncontained memory error, 140 uncorrectable error in a processor's memory.
 */
const GRAVE_XIDS: ReadonlySet<number> = new Set([48, 64, 74, 79, 95, 140]);
const GRAVE_KINDS: ReadonlySet<CardEvent["kind"]> = new Set(["lost", "memory", "reset_failed"]);

/** What the drivers told the kernel since the machine started: error reports, hangs, resets. */
export const events: Probe = {
  id: "events",
  title: "Errors and resets told by the driver",
  weight: 0.8,
  judge: ({ look }) => {
    const found = look.events;
    if (look.cards?.length === 0 && (found === null || found.length === 0))
      return notApplicable("There is no accelerator.");
    if (found === null)
      return unknown(
        "The kernel's log could not be read, so errors and resets of the card would not be seen.",
        "Let this user read it (group systemd-journal or adm), then check again.",
      );
    const evidence = found.slice(-20).map(({ kind, address, code, line }) => ({
      card: address,
      what: kind,
      value: code ?? kind,
      unit: null,
      raw: line,
    }));
    const grave = found.filter(
      ({ kind, code }) => GRAVE_KINDS.has(kind) || (code !== null && GRAVE_XIDS.has(code)),
    );
    const last = (grave.at(-1) ?? found.at(-1))?.line ?? "";
    if (grave.length > 0)
      return finding(
        "critical",
        1,
        `The driver reported ${times(grave.length)} that the card's memory, link or reset failed. Last: ${last}`,
        "Unload the model, restart the machine, and check power and cooling of the card.",
        evidence,
      );
    if (found.length > 0)
      return finding(
        "warning",
        0.4,
        `The driver reported ${times(found.length)} a hang, reset or error. Last: ${last}`,
        "A program or driver can cause this as well as the card. Watch whether it comes back.",
        evidence,
      );
    return pass("The driver reported no error, hang or reset since the machine started.");
  },
};

function times(count: number): string {
  return count === 1 ? "once" : `${String(count)} times`;
}
