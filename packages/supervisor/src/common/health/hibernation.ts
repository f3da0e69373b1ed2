import type { HealthCheck, State } from "@casemate/contract";

/**
 * Whether the machine could write all of its memory to a disk that is not encrypted.
 * @param sleepStates text of /sys/power/state: what this kernel can do now, for example "freeze mem disk"; null = it could not be read
 */
export function hibernation(
  { machine: { swap } }: State,
  sleepStates: string | null,
  checkedAt: string,
): HealthCheck {
  const check = (
    status: HealthCheck["status"],
    title: string,
    detail: string,
    remedy: string | null = null,
  ): HealthCheck => ({
    id: "hibernation",
    checkedAt,
    status,
    title,
    detail,
    remedy,
    evidence: "cat /sys/power/state; swapon --show",
  });
  if (sleepStates === null)
    return check(
      "unknown",
      "Whether this machine hibernates is unknown",
      "This system does not tell. Hibernating writes all memory to the disk.",
      "Lock the vault before the machine sleeps, and encrypt the disk.",
    );
  if (!sleepStates.split(/\s+/).includes("disk"))
    return check("ok", "This machine does not hibernate", "Its kernel offers no suspend to disk.");
  if (swap === "off")
    return check(
      "ok",
      "This machine does not hibernate",
      "There is no swap that memory could be written to.",
    );
  if (swap === "encrypted")
    return check("ok", "Hibernation writes to no open disk", "All swap is encrypted or compressed memory.");
  return check(
    "warn",
    "Hibernation would write memory to the disk in clear",
    "The vault is locked before, where sleep is watched: keys are gone then. What other programs hold, a browser's page among them, would be written.",
    "Use encrypted swap, or turn hibernation off: sudo systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target",
  );
}
