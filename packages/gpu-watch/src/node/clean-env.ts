/** System folders only: a tool that somebody put into a user's own folder is not run. */
export const SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

/** Windows finds its own parts through these; nothing of the user's is in them. */
const WINDOWS_NEEDS = ["SystemRoot", "SystemDrive", "windir", "ComSpec"];

/** What the programs that systeminformation runs get to see: a fixed PATH, English output, nothing else. */
export function cleanEnv(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): NodeJS.ProcessEnv {
  if (platform !== "win32") return { PATH: SYSTEM_PATH, LC_ALL: "C" };
  const kept = Object.fromEntries(
    WINDOWS_NEEDS.map((name) => [name, env[name]]).filter(([, value]) => value !== undefined),
  ) as NodeJS.ProcessEnv;
  const root = env["SystemRoot"] ?? "C:\\Windows";
  return {
    ...kept,
    PATH: `${root}\\System32;${root}\\System32\\Wbem;${root}\\System32\\WindowsPowerShell\\v1.0`,
  };
}
