import { connect, createRecipient, processPort, sealEnvelope, type Out } from "@casemate/contract";
import { intakeContract, unsealerContract } from "@casemate/vault";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { ended, startChild } from "./children.ts";

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
  const recipient = await createRecipient();
  const { key } = await takeInFor(source, target, Buffer.from(recipient.publicKey).toString("base64"));
  return recipient.open(Buffer.from(key, "base64"), "file-key");
}

/** The same for a keeper with this public key: the file's key stays in its envelope. */
export async function takeInFor(
  source: string,
  target: string,
  keeperPublicKey: string,
): Promise<Out<(typeof intakeContract)["intake.run"]>> {
  rmSync(target, { force: true });
  const fds = [openSync(source, "r"), openSync(target, "wx+")];
  const child = startChild("intake", fds);
  try {
    return await connect(intakeContract, processPort(child)).call("intake.run", {
      keeperPublicKey,
      expectedBytes: null,
    });
  } finally {
    fds.forEach((fd) => {
      closeSync(fd);
    });
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
