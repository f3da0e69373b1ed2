import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BUS = "/usr/bin/dbus-daemon";
const KEYRING = "/usr/bin/gnome-keyring-daemon";

export const hasKeychain = process.platform === "linux" && existsSync(BUS) && existsSync(KEYRING);

export interface Keychain {
  /** What a program needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** A real message bus with a real, empty GNOME Keyring on it, apart from any session of the person who runs the test. */
export async function startKeychain(): Promise<Keychain> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-keychain-"));
  const runtime = join(folder, "run");
  mkdirSync(runtime, { mode: 0o700 });
  const bus = spawn(BUS, ["--session", "--nofork", "--print-address=1"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { HOME: folder, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: folder },
  });
  const address = await new Promise<string>((resolve, reject) => {
    bus.once("exit", () => {
      reject(new Error("the message bus ended"));
    });
    bus.stdout.once("data", (line: Buffer) => {
      resolve(line.toString("utf8").trim());
    });
  });
  const env = { HOME: folder, XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: address };
  // Answers when it is on the bus, and ends with the bus.
  const keyring = spawnSync(KEYRING, ["--unlock", "--components=secrets"], {
    env,
    input: "keychain",
    timeout: 20_000,
  });
  if (keyring.status !== 0) throw new Error(`the keychain did not start: ${keyring.stderr.toString()}`);
  return {
    env,
    stop: () => {
      bus.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
