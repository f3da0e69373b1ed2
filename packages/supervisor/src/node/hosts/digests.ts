import { RpcError } from "@casemate/contract";
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, sep } from "node:path";
import * as z from "zod";

const Manifest = z.record(z.string().max(1000), z.string().regex(/^[0-9a-f]{64}$/));

export interface DigestCheck {
  /** Absolute path → SHA-256; empty when nothing is checked. Throws `tampered` when the list cannot be read. */
  files(): ReadonlyMap<string, string>;
  /**
   * Compares a file that is about to run, and every listed file inside `folders`, with the manifest. Throws `tampered`.
   * @param required must be listed
   */
  check(required: string, also: readonly string[]): Promise<void>;
  /** Compares every listed file; answers the list's own SHA-256, "" when nothing is checked. Throws `tampered`. */
  checkAll(): Promise<string>;
}

/**
 * Checks files against `dist/manifest.json`: path relative to `base`, with forward slashes → SHA-256. The manifest is read once, so a
 * later change of it changes nothing. A digest is kept until the file's identity, size or change time differ; the change time (ctime) is
 * the kernel's and cannot be set back. Who can replace a file between check and start runs as the same user already (see the threat model).
 * @param manifest path, or null to check nothing (tests only)
 */
export function createDigestCheck(manifest: string | null, base: string): DigestCheck {
  if (manifest === null)
    return { check: () => Promise.resolve(), checkAll: () => Promise.resolve(""), files: () => new Map() };
  let listed: Map<string, string> | null = null;
  const known = new Map<string, { mark: string; digest: string }>();

  const load = (): Map<string, string> => {
    try {
      const entries = Manifest.parse(JSON.parse(readFileSync(manifest, "utf8")));
      return new Map(Object.entries(entries).map(([path, digest]) => [join(base, path), digest]));
    } catch {
      throw new RpcError(
        "tampered",
        "The list of Casemate's own files cannot be read, so nothing is started. Install Casemate again.",
      );
    }
  };
  const digestOf = async (path: string): Promise<string | null> => {
    try {
      const { ino, dev, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
      const mark = [dev, ino, size, mtimeNs, ctimeNs].join(":");
      const before = known.get(path);
      if (before?.mark === mark) return before.digest;
      const digest = await hashFile(path);
      known.set(path, { mark, digest });
      return digest;
    } catch {
      return null;
    }
  };

  const checkPaths = async (paths: readonly string[]): Promise<void> => {
    listed ??= load();
    for (const path of paths) {
      const wanted = listed.get(path);
      if (wanted === undefined || (await digestOf(path)) !== wanted) {
        throw new RpcError(
          "tampered",
          `A file of Casemate is missing or was changed, so it is not started: ${path}. Install Casemate again.`,
        );
      }
    }
  };

  return {
    files: () => (listed ??= load()),
    checkAll: async () => {
      listed ??= load();
      await checkPaths([...listed.keys()]);
      return createHash("sha256")
        .update(JSON.stringify([...listed]))
        .digest("hex");
    },
    check: async (required, also) => {
      listed ??= load();
      const inside = [...listed.keys()].filter((path) =>
        also.some((other) => path === other || path.startsWith(other + sep)),
      );
      await checkPaths([required, ...inside]);
    },
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}
