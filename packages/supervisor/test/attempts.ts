// Runs inside a box (bundled by the test, not shipped) and tries what it must not be able to do. Each attempt answers "ALLOWED", with
// what it got, or the error's code.
import { spawnSync } from "node:child_process";
import dgram from "node:dgram";
import fs from "node:fs";
import net from "node:net";
import { Worker } from "node:worker_threads";

export interface Targets {
  readonly repositoryFile: string;
  readonly supervisorPid: number;
  readonly listeningPort: number;
  readonly listeningSocket: string;
}

async function attempt(run: () => unknown): Promise<string> {
  try {
    const got = await run();
    return got === undefined ? "ALLOWED" : `ALLOWED ${JSON.stringify(got)}`;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

function connectTo(where: net.NetConnectOpts): Promise<void> {
  return new Promise((resolve, reject) => {
    net.connect(where, resolve).on("error", reject);
  });
}

function sendDatagram(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket("udp4");
    socket.on("error", reject);
    socket.send("x", 53, "192.0.2.1", (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function startWorker(): Promise<void> {
  return new Promise((resolve, reject) => {
    new Worker("", { eval: true }).on("error", reject).on("exit", () => {
      resolve();
    });
  });
}

function readHandedOver(): string {
  const head = Buffer.alloc(4);
  fs.readSync(3, head, 0, 4, 0);
  return head.toString("latin1");
}

async function runAttempts(targets: Targets): Promise<Record<string, string>> {
  const { repositoryFile, supervisorPid, listeningPort, listeningSocket } = targets;
  return {
    readHandedOver: await attempt(readHandedOver),
    readPasswords: await attempt(() => fs.readFileSync("/etc/passwd")),
    readRepository: await attempt(() => fs.readFileSync(repositoryFile)),
    listRoot: await attempt(() => fs.readdirSync("/").filter((name) => !name.startsWith("lib"))),
    listDevices: await attempt(() => fs.readdirSync("/dev").sort()),
    readSupervisorEnvironment: await attempt(() => fs.readFileSync(`/proc/${String(supervisorPid)}/environ`)),
    listProcesses: await attempt(() => fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))),
    writeRoot: await attempt(() => {
      fs.writeFileSync("/x", "x");
    }),
    writeHome: await attempt(() => {
      fs.writeFileSync("/home/x", "x");
    }),
    writeTemporary: await attempt(() => {
      fs.writeFileSync("/tmp/x", "x");
    }),
    writeShared: await attempt(() => {
      fs.writeFileSync("/dev/shm/x", "x");
    }),
    writeOwnBundle: await attempt(() => {
      fs.writeFileSync("/app/dist/services/attempts.mjs", "x");
    }),
    writeHandedOver: await attempt(() => fs.writeSync(3, "x")),
    reopenHandedOver: await attempt(() => fs.openSync("/proc/self/fd/3", "r+")),
    emptyHandedOver: await attempt(() => {
      fs.truncateSync("/proc/self/fd/3", 0);
    }),
    changeModeOfHandedOver: await attempt(() => {
      fs.fchmodSync(3, 0o777);
    }),
    changeTimesOfHandedOver: await attempt(() => {
      fs.futimesSync(3, 0, 0);
    }),
    environment: await attempt(() => Object.keys(process.env).sort()),
    spawn: await attempt(() => {
      const { error } = spawnSync(process.execPath, ["--version"]);
      if (error) throw error;
    }),
    worker: await attempt(startWorker),
    connectOutside: await attempt(() => connectTo({ host: "192.0.2.1", port: 80 })),
    connectOutside6: await attempt(() => connectTo({ host: "2001:db8::1", port: 80 })),
    connectToMachine: await attempt(() => connectTo({ host: "127.0.0.1", port: listeningPort })),
    connectUnix: await attempt(() => connectTo({ path: listeningSocket })),
    connectAbstract: await attempt(() => connectTo({ path: `\0casemate-test-${String(supervisorPid)}` })),
    datagram: await attempt(sendDatagram),
    signalSupervisor: await attempt(() => process.kill(supervisorPid, 0)),
  };
}

process.on("disconnect", () => process.exit(0));
process.on("message", (message: { what: string; targets: Targets }) => {
  if (message.what === "attempts")
    void runAttempts(message.targets).then((results) => process.send?.(results));
  if (message.what === "heap") {
    const hoard: unknown[] = [];
    for (;;) hoard.push(new Array(1000).fill(hoard.length));
  }
  if (message.what === "buffers") {
    const hoard: Buffer[] = [];
    try {
      for (;;) hoard.push(Buffer.alloc(64 * 1024 * 1024, 1));
    } catch (error) {
      process.send?.({ mebibytes: hoard.length * 64, error: String(error) });
    }
  }
  if (message.what === "flood") process.send?.("x".repeat(40 * 1024 * 1024));
  if (message.what === "spin") for (;;);
});
