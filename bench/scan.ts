// npm run bench -- scan: how fast files are judged, beside plain hashing and bare boxes in the same run.
// CASEMATE_BENCH_MB sets the size of the large file (default 1073: just under 1 GiB, rounded up to whole tensors).
import { buildGguf, goodGguf, gguf, repositoryRoot, withValue } from "@casemate/testkit";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeLargeGguf } from "./lib/large-gguf.ts";
import { watchPeak } from "./lib/peak-memory.ts";
import { bareBox, bareNode, isInstalled, runProgram, timeOf, type Ran } from "./lib/programs.ts";
import { clockedAsync, inTurn, median } from "./lib/stats.ts";
import { ms, percent, speed, table, type Line } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";

const LARGE_BYTES = Number(process.env["CASEMATE_BENCH_MB"] ?? 1073) * 1e6;
const SMALL_FILES = 200;
/** `casemate scan` keeps this many boxes going; the bare ones get the same. */
const LANES = 2;
const ROUNDS = 3;

interface Judged {
  readonly verdict: string;
  readonly stages: readonly { readonly id: string; readonly ms: number }[];
}

await withFolder(async (folder) => {
  const large = join(folder, "large.gguf");
  const bytes = writeLargeGguf(large, LARGE_BYTES);
  const small = Array.from({ length: SMALL_FILES }, (_, index) => {
    const path = join(folder, `small-${String(index)}.gguf`);
    writeFileSync(
      path,
      buildGguf(withValue(goodGguf(), "general.name", gguf.text(`small ${String(index)}`))),
    );
    return path;
  });
  const boxed = await isInstalled("bwrap");
  console.log(
    table("scan", [
      ...(await largeFile(large, bytes)),
      ...(await smallFiles(small, boxed ? bareBox : bareNode)),
    ]),
  );
  if (!boxed) console.log("bubblewrap is not installed: the bare starts are those of Node alone.");
});

async function scan(
  paths: readonly string[],
  args: readonly string[] = [],
): Promise<Ran & { peak: number | null }> {
  let watch: ReturnType<typeof watchPeak> | null = null;
  const ran = await runProgram(
    process.execPath,
    [join(repositoryRoot, "dist", "cli.mjs"), "scan", "--json", ...args, ...paths],
    {
      onStart: (pid) => (watch = watchPeak(pid, "inspector.mjs")),
    },
  );
  const peak = (watch as ReturnType<typeof watchPeak> | null)?.stop() ?? null;
  for (const line of ran.stdout.trim().split("\n")) {
    if ((JSON.parse(line) as Judged).verdict !== "admit")
      throw new Error(`not admitted: ${line.slice(0, 1000)}`);
  }
  return { ...ran, peak };
}

async function largeFile(path: string, bytes: number): Promise<Line[]> {
  const peaks: number[] = [];
  const contents: number[] = [];
  const openssl = (): Promise<number> => timeOf("openssl", ["dgst", "-sha256", path]);
  await openssl(); // from here on the file is in memory for everybody
  const times = await inTurn(ROUNDS, {
    full: async () => {
      const ran = await scan([path]);
      if (ran.peak !== null) peaks.push(ran.peak);
      contents.push(stageMs(ran, "content"));
      return ran.ms;
    },
    quick: async () => (await scan([path], ["--profile", "quick"])).ms,
    openssl,
    node: bareNode,
  });
  const [full, quick, raw] = [median(times.full), median(times.quick), median(times.openssl)];
  return [
    {
      what: `full scan of one file, ${(bytes / 1e9).toFixed(2)} GB`,
      ours: `${ms(full)}, ${speed(bytes, full)}`,
      limit: `${speed(bytes, raw)} openssl dgst -sha256`,
      ratio: percent(raw / full),
    },
    {
      what: "  every byte hashed twice (file, tensor): limit twice openssl",
      ours: "",
      limit: speed(bytes, raw * 2),
      ratio: percent((raw * 2) / full),
    },
    {
      what: "quick scan of it (file hashed once)",
      ours: `${ms(quick)}, ${speed(bytes, quick)}`,
      limit: `${speed(bytes, raw)} openssl dgst -sha256`,
      ratio: percent(raw / quick),
    },
    {
      what: "  its structure judged (content stage)",
      ours: ms(median(contents)),
      limit: `${ms(median(times.node))} one bare Node start`,
      ratio: "",
    },
    {
      what: "  most memory of the inspector",
      ours: peaks.length === 0 ? "unknown" : `${Math.round(Math.max(...peaks) / 1e6).toString()} MB`,
      limit: "",
      ratio: "",
    },
  ];
}

function stageMs({ stdout }: Ran, id: string): number {
  return (JSON.parse(stdout) as Judged).stages.find((stage) => stage.id === id)?.ms ?? 0;
}

async function smallFiles(paths: readonly string[], bare: () => Promise<number>): Promise<Line[]> {
  const times = await inTurn(ROUNDS, {
    ours: async () => (await scan(paths)).ms,
    one: async () => (await scan(paths.slice(0, 1))).ms,
    bare: () => clockedAsync(() => inLanes(paths.length, bare)),
    bareOne: bare,
  });
  const [ours, one, raw, rawOne] = [times.ours, times.one, times.bare, times.bareOne].map(median) as [
    number,
    number,
    number,
    number,
  ];
  const perSecond = (took: number): string => `${((paths.length / took) * 1000).toFixed(1)} files/s`;
  return [
    {
      what: `${String(paths.length)} small files in one call`,
      ours: `${ms(ours)}, ${perSecond(ours)}`,
      limit: `${perSecond(raw)} bare bubblewrap + Node, ${String(LANES)} at once`,
      ratio: percent(raw / ours),
    },
    {
      what: "one small file in one call",
      ours: ms(one),
      limit: `${ms(rawOne)} one bare bubblewrap + Node`,
      ratio: percent(rawOne / one),
    },
  ];
}

async function inLanes(count: number, run: () => Promise<number>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
