import type { HealthCheck, State } from "@casemate/contract";

const ALWAYS = "Idle time, a closed window and the end of Casemate lock the vault too.";
const LID = "A closed lid counts where it makes the machine sleep or lock its screen.";
const BY_HAND =
  "Lock the vault before you leave (Ctrl L, or casemate vault lock), or set a short time for locking by itself.";

/** Which of the machine's own events lock the vault at this moment: what is watched and, as plainly, what is not. */
export function lockTriggers({ app, machine }: State, checkedAt: string): HealthCheck {
  const check = (status: HealthCheck["status"], title: string, detail: string): HealthCheck => ({
    id: "lock-triggers",
    checkedAt,
    status,
    title,
    detail,
    remedy: status === "warn" ? BY_HAND : null,
    evidence: app.platform.startsWith("linux")
      ? "gdbus monitor --system --dest org.freedesktop.login1"
      : null,
  });
  if (app.shell === "command")
    return check(
      "ok",
      "No console runs, so the vault is locked",
      "A command ends with its vault locked. What a running console watches, its own doctor says.",
    );
  if (machine.loginManager === "watched")
    return check(
      "ok",
      "Sleep, screen lock and session switch lock the vault",
      `The system's login manager announces them. ${LID} ${ALWAYS} A screen saver that does not tell the login manager is not seen.`,
    );
  if (app.shell === "desktop" && !app.platform.startsWith("linux"))
    return check(
      "ok",
      "Sleep and screen lock lock the vault",
      `The system tells the application; on macOS a session switch too. ${LID} ${ALWAYS}`,
    );
  const why =
    machine.loginManager === "absent"
      ? "No login manager (systemd-logind) runs here."
      : app.platform.startsWith("linux")
        ? "The system's login manager cannot be listened to: gdbus (package libglib2.0-bin) or the message bus is missing."
        : "In a browser on this system nothing announces them to Casemate.";
  return app.shell === "desktop"
    ? check(
        "warn",
        "A session switch does not lock the vault",
        `${why} Sleep and screen lock are seen by the application, a screen lock up to two seconds late. ${ALWAYS}`,
      )
    : check(
        "warn",
        "Screen lock and session switch do not lock the vault",
        `${why} Sleep is noticed only after waking up, by the clock. ${ALWAYS}`,
      );
}
