import type { Notice } from "@casemate/contract";
import { readFileSync } from "node:fs";

const INSTALL =
  "Install the package bubblewrap (Debian, Ubuntu, Fedora and Arch call it that) and start Casemate again.";
const CONSEQUENCE =
  "Model files are read in a process limited by Node alone, and models cannot be started, because nothing would keep them from the network.";

export function platformNotice(): Notice {
  return {
    code: "box_platform",
    message: `Confinement by the operating system is built for Linux only so far. ${CONSEQUENCE}`,
  };
}

export function missingNotice(): Notice {
  return { code: "bubblewrap_missing", message: `bubblewrap is not installed. ${CONSEQUENCE} ${INSTALL}` };
}

/** The program that makes boxes was chosen by the environment. */
export function chosenNotice(): Notice {
  return {
    code: "bubblewrap_chosen",
    message:
      "CASEMATE_BWRAP names the program that makes boxes. Casemate cannot vouch for it. Unset it to use the system's bubblewrap.",
  };
}

export function seccompNotice(): Notice {
  return {
    code: "seccomp_missing",
    message: `The system-call filter is not written for this processor (${process.arch}). The other layers of the box hold.`,
  };
}

export function limitsNotice(): Notice {
  return {
    code: "rlimits_missing",
    message:
      "prlimit is not installed, so the memory of confined processes is not limited. Install the package util-linux and start Casemate again.",
  };
}

/** Switches that forbid what a box needs, with the value that forbids it. */
// prettier-ignore
const SWITCHES = [
  { path: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", forbids: "1", code: "userns_apparmor", by: "AppArmor", setting: "kernel.apparmor_restrict_unprivileged_userns=0" },
  { path: "/proc/sys/kernel/unprivileged_userns_clone", forbids: "0", code: "userns_off", by: "the kernel setting unprivileged_userns_clone", setting: "kernel.unprivileged_userns_clone=1" },
  { path: "/proc/sys/user/max_user_namespaces", forbids: "0", code: "userns_off", by: "the kernel setting max_user_namespaces", setting: "user.max_user_namespaces=1000" },
] as const;

/**
 * The box did not start although bubblewrap is there. Names the switch that forbids it when one does.
 * @param detail the end of what bubblewrap said
 */
export function failedNotice(detail: string, read: (path: string) => string | null = readSwitch): Notice {
  const found = SWITCHES.find(({ path, forbids }) => read(path)?.trim() === forbids);
  if (!found)
    return {
      code: "box_failed",
      message: `The confined process does not start: ${lastLine(detail)} ${CONSEQUENCE}`,
    };
  return {
    code: found.code,
    message: `User namespaces are forbidden by ${found.by}, so bubblewrap cannot make a box. ${CONSEQUENCE} An administrator can allow them with: sudo sysctl -w ${found.setting}`,
    params: { setting: found.setting },
  };
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  return line === "" ? "bubblewrap gave no reason." : line;
}

function readSwitch(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
