// npm run bench -- scan: how fast files are judged, beside plain hashing and bare boxes in the same run.
// CASEMATE_BENCH_MB sets the size of the large file (default 4295: 4 GiB, rounded up to whole layers).
import { inspectors } from "./lib/inspector.ts";
import { bareBox, bareNode, isInstalled } from "./lib/programs.ts";
import { table } from "./lib/table.ts";
import { withFolder } from "./lib/temp.ts";
import { headers } from "./scan/headers.ts";
import { largeFile } from "./scan/large-file.ts";
import { smallFiles } from "./scan/small-files.ts";

const LARGE_BYTES = Number(process.env["CASEMATE_BENCH_MB"] ?? 4295) * 1e6;

await withFolder(async (folder) => {
  const spawner = inspectors();
  try {
    const boxed = await isInstalled("bwrap");
    const lines = [
      ...(await headers(folder, spawner)),
      ...(await largeFile(folder, spawner, LARGE_BYTES)),
      ...(await smallFiles(folder, boxed ? bareBox : bareNode)),
    ];
    console.log(table("scan", lines));
    if (!boxed) console.log("bubblewrap is not installed: the bare starts are those of Node alone.");
  } finally {
    await spawner.endAll(null);
  }
});
