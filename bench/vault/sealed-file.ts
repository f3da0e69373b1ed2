import { connect, createRecipient, processPort, sealEnvelope } from "@casemate/contract";
import { repositoryRoot } from "@casemate/testkit";
import { intakeContract, unsealerContract } from "@casemate/vault";
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const BLOCK_BYTES = 64 * 1024 * 1024;

/** Writes a file of random bytes, the same 64 MiB again and again: ciphers do not mind. */
export function writeSource(path: string, bytes: number): void {
  const block = randomBytes(Math.min(BLOCK_BYTES, bytes));
  const fd = openSync(path, "wx");
  try {
    for (let at = 0; at < bytes;) at += writeSync(fd, block, 0, Math.min(block.length, bytes - at), at);
  } finally {
    closeSync(fd);
  }
}

/** Runs the real intake child. Answers the file's key, which the child encrypted to us. */
export async function takeIn(source: string, target: string): Promise<Uint8Array> {
  rmSync(target, { force: true });
  const fds = [openSync(source, "r"), openSync(target, "wx+")];
  const recipient = await createRecipient();
  const child = startChild("intake", fds);
  try {
    const { key } = await connect(intakeContract, processPort(child)).call("intake.run", {
      keeperPublicKey: Buffer.from(recipient.publicKey).toString("base64"),
      expectedBytes: null,
    });
    return await recipient.open(Buffer.from(key, "base64"), "file-key");
  } finally {
    fds.forEach(closeSync);
    await ended(child);
  }
}

/** Runs the real unsealer. Milliseconds from the call until the memory file is sealed; starting and ending the child is not in it. */
export async function unsealTime(path: string, key: Uint8Array, bytes: number): Promise<number> {
  const fd = openSync(path, "r");
  const child = startChild("unsealer", [fd]);
  try {
    const client = connect(unsealerContract, processPort(child));
    const { publicKey } = await client.call("unseal.hello", {});
    const envelope = await sealEnvelope(Buffer.from(publicKey, "base64"), key, "file-key");
    const started = performance.now();
    await client.call("unseal.run", { key: Buffer.from(envelope).toString("base64"), bytes });
    return performance.now() - started;
  } finally {
    closeSync(fd);
    child.kill("SIGKILL");
    await ended(child);
  }
}

function startChild(service: string, fds: readonly number[]): ChildProcess {
  return spawn(process.execPath, [join(repositoryRoot, "dist", "services", `${service}.mjs`)], {
    stdio: ["ignore", "inherit", "inherit", ...fds, "ipc"],
    serialization: "json",
    env: {},
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once("exit", resolve));
}
