import { RpcError } from "@casemate/contract";
import { createHash, hash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as z from "zod";

const Manifest = z.record(z.string().max(1000), z.string().regex(/^[0-9a-f]{64}$/));

export interface DigestCheck {
  /** Absolute path → SHA-256; empty when nothing is checked. Throws `tampered` when the list cannot be read. */
  files(): ReadonlyMap<string, string>;
  /**
   * Compares files that are about to be used, and every listed file inside `also`, with the manifest. Throws `tampered`.
   * @param required must be listed, each
   */
  check(required: readonly string[], also: readonly string[]): Promise<void>;
  /** Compares every listed file. Throws `tampered` when the list cannot be read. */
  survey(): Promise<Survey>;
}

/** One file of the list, and what it is now; `found` null: it is missing or cannot be read. */
export interface SurveyedFile {
  /** As the list has it: below its folder, with forward slashes. */
  readonly path: string;
  readonly expected: string;
  readonly found: string | null;
}

export interface Survey {
  /** SHA-256 of the list itself; "" when nothing is checked. */
  readonly list: string;
  readonly files: readonly SurveyedFile[];
}

/**
 * Checks files against `dist/manifest.json`: path relative to `base`, with forward slashes → SHA-256. The manifest is read once, so a
 * later change of it changes nothing. A digest is kept until the file's identity, size or change time differ; the change time (ctime) is
 * the kernel's and cannot be set back. Who can replace a file between check and start runs as the same user already (see the threat model).
 * @param manifest path, or null to check nothing (tests only)
 */
export function createDigestCheck(manifest: string | null, base: string): DigestCheck {
  if (manifest === null)
    return {
      check: () => Promise.resolve(),
      survey: () => Promise.resolve({ list: "", files: [] }),
      files: () => new Map(),
    };
  let listed: Map<string, string> | null = null;
  const known = new Map<string, { mark: string; digest: Promise<string> }>();

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
      // Whoever asks while it is being read waits for the same reading.
      const digest = before?.mark === mark ? before.digest : hashFile(path, size);
      known.set(path, { mark, digest });
      return await digest;
    } catch {
      known.delete(path);
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
    survey: async () => {
      listed ??= load();
      const list = createHash("sha256")
        .update(JSON.stringify([...listed]))
        .digest("hex");
      const files: SurveyedFile[] = [];
      for (const [path, expected] of listed) {
        const name = relative(base, path).split(sep).join("/");
        files.push({ path: name, expected, found: await digestOf(path) });
      }
      return { list, files };
    },
    check: async (required, also) => {
      listed ??= load();
      const inside = [...listed.keys()].filter((path) =>
        also.some((other) => path === other || path.startsWith(other + sep)),
      );
      await checkPaths([...required, ...inside]);
    },
  };
}

/** Read in one piece up to this size, in bytes: there are hundreds of such files, and a stream for each costs more than its bytes. */
const ONE_PIECE_BYTES = 1024 * 1024;

async function hashFile(path: string, size: bigint): Promise<string> {
  if (size <= ONE_PIECE_BYTES) return hash("sha256", await readFile(path));
  const whole = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    whole.update(chunk as Buffer);
  return whole.digest("hex");
}
