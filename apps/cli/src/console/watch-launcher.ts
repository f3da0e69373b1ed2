/** How often a command looks whether the program that started it still lives, in milliseconds. */
const INTERVAL_MS = 1_000;

/**
 * A launcher that was killed cannot pass anything on. Its command would go on with an unlocked vault and nobody in front of it, so it
 * ends itself the ordinary way: as if it had been asked to.
 */
export function watchLauncher(): void {
  const launcher = Number(process.env["CASEMATE_LAUNCHER"]);
  if (!Number.isInteger(launcher) || launcher !== process.ppid) return;
  setInterval(() => {
    if (process.ppid !== launcher) process.kill(process.pid, "SIGTERM");
  }, INTERVAL_MS).unref();
}
