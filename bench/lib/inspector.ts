import { connect } from "@casemate/contract";
import { inspectorContract, type InspectionReport } from "@casemate/quarantine";
import { createSpawner, type Spawner } from "@casemate/supervisor";
import { repositoryRoot } from "@casemate/testkit";
import { closeSync, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { peakOfDescendants } from "./peak-memory.ts";

/** What one inspection in a confined child came to. Times in milliseconds. */
export interface Inspected {
  readonly report: InspectionReport;
  /** From the call to its answer; the child was up before. */
  readonly ms: number;
  /** Longest time without a word from the child while it worked. */
  readonly longestSilence: number;
  /** Progress messages, and what they said was done. */
  readonly progress: readonly number[];
  /** Most memory the child and the box around it ever had, bytes; null where the kernel does not tell. */
  readonly peak: number | null;
}

/** The confined inspector as the console starts it. */
export function inspectors(): Spawner {
  return createSpawner({
    node: process.execPath,
    servicesDir: join(repositoryRoot, "dist", "services"),
    manifest: join(repositoryRoot, "dist", "manifest.json"),
    nodeModules: join(repositoryRoot, "node_modules"),
  });
}

/** Inspects one plain file in a new child. Throws unless it is admitted: a file that is refused early is quick for nothing. */
export async function inspectFile(
  spawner: Spawner,
  path: string,
  profile: "quick" | "full",
): Promise<Inspected> {
  return withChild(spawner, path, async ({ run, on }) => {
    const words: number[] = [];
    const progress: number[] = [];
    on((done) => {
      words.push(performance.now());
      progress.push(done);
    });
    const started = performance.now();
    const report = await run(profile);
    const ended = performance.now();
    if (report.verdict !== "admit")
      throw new Error(`not admitted: ${JSON.stringify(report.findings).slice(0, 1000)}`);
    const marks = [started, ...words, ended];
    return {
      report,
      ms: ended - started,
      longestSilence: Math.max(...marks.slice(1).map((at, index) => at - (marks[index] ?? at))),
      progress,
      peak: peakOfDescendants(process.pid),
    };
  });
}

/** Time from ending the child, after it said that it works on `stage`, until it is gone. Milliseconds. */
export async function cancelIn(
  spawner: Spawner,
  path: string,
  profile: "quick" | "full",
  stage: string,
): Promise<number> {
  return withChild(spawner, path, async ({ run, on, kill }) => {
    const reached = new Promise<void>((resolve) => {
      on((_done, at) => {
        if (at === stage) resolve();
      });
    });
    const ran = run(profile).then(
      () => Promise.reject(new Error("it ended before it was cancelled")),
      () => undefined,
    );
    await Promise.race([reached, ran]);
    const from = performance.now();
    await kill();
    const took = performance.now() - from;
    await ran;
    return took;
  });
}

interface Child {
  readonly run: (profile: "quick" | "full") => Promise<InspectionReport>;
  readonly on: (listener: (done: number, stage: string) => void) => void;
  readonly kill: () => Promise<void>;
}

async function withChild<T>(spawner: Spawner, path: string, use: (child: Child) => Promise<T>): Promise<T> {
  const fd = openSync(path, "r");
  const handle = await spawner.spawn({ id: "inspector", host: "parser-box", fds: [fd], maxHeapMiB: 512 });
  try {
    const client = connect(inspectorContract, handle.port);
    await client.call("inspect.hello", {});
    const bytes = fstatSync(fd).size;
    return await use({
      run: (profile) =>
        client.call("inspect.run", {
          files: [{ name: "model.gguf", fd: 3, bytes, keyEnvelope: null, sha256: null }],
          source: { kind: "path", name: "model.gguf" },
          profile,
        }),
      on: (listener) => {
        client.on("inspect.progress", ({ done, stage }) => {
          listener(done, stage);
        });
      },
      kill: () => handle.kill(),
    });
  } finally {
    await handle.kill();
    closeSync(fd);
  }
}
