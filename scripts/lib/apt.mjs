// Debian packages, where this process may install them. Runs on Node 18 without anything installed.
import { existsSync } from "node:fs";
import { findOnPath, run } from "./child.mjs";

/** Debian's browser with what it needs is 120 MB; a mirror that does not answer must not hold up a start for ever. */
const installMs = 10 * 60_000;

/** True when this process is root on Debian or a system made from it. */
export function canUseApt() {
  const isRoot = process.getuid?.() === 0;
  return isRoot && existsSync("/etc/debian_version") && findOnPath("apt-get") !== undefined;
}

/**
 * Installs Debian packages.
 * @param {readonly string[]} packages fixed names of ours, never input
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} false when apt could not
 */
export async function aptInstall(packages, say) {
  const apt = findOnPath("apt-get");
  if (apt === undefined) return false;
  say(`installing Debian's ${packages.join(" and ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const common = [
    "-q",
    "-o",
    "DPkg::Lock::Timeout=300",
    "-o",
    "Acquire::Retries=2",
    "-o",
    "Acquire::http::Timeout=30",
  ];
  const update = await run(apt, [...common, "update"], { env, timeoutMs: installMs });
  if (update.code !== 0) say("Debian's package list could not be fetched; trying with the present one");
  const args = [...common, "install", "--yes", "--no-install-recommends", ...packages];
  const install = await run(apt, args, { env, timeoutMs: installMs });
  return install.code === 0;
}
