import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const ReleaseFile = z.object({ release: z.string().min(1).max(40) });

/** The llama.cpp release that the installed engine was built from, as its package says; null when it does not say. */
export function engineRelease(nodeModulesRoot: string): string | null {
  try {
    const path = join(nodeModulesRoot, "node-llama-cpp", "llama", "binariesGithubRelease.json");
    return ReleaseFile.parse(JSON.parse(readFileSync(path, "utf8"))).release;
  } catch {
    return null;
  }
}
