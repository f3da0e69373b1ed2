import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drillPrefix, sweepDrills } from "./sweep-drills.ts";

it("removes the decoys of ended processes, and nothing else, whatever bears such a name", () => {
  const folder = mkdtempSync(join(tmpdir(), "casemate-sweep-"));
  const { pid: ended } = spawnSync(process.execPath, ["--version"]);
  const [left, linked, file] = ["aaaaaa", "bbbbbb", "cccccc"].map((end) => `${drillPrefix(ended)}${end}`) as [
    string,
    string,
    string,
  ];
  const running = `${drillPrefix(process.pid)}dddddd`;
  for (const name of [left, running, "elsewhere", "casemate-drill-eeeeee"]) {
    mkdirSync(join(folder, name, "home"), { recursive: true });
    writeFileSync(join(folder, name, "home", "file"), "");
  }
  symlinkSync(join(folder, "elsewhere"), join(folder, linked));
  symlinkSync(join(folder, "elsewhere"), join(folder, left, "link"));
  writeFileSync(join(folder, file), "");
  const before = readdirSync(folder);
  sweepDrills(folder);
  sweepDrills(join(folder, "nowhere"));
  expect([readdirSync(folder), readdirSync(join(folder, "elsewhere", "home"))]).toEqual([
    before.filter((name) => name !== left),
    ["file"],
  ]);
  rmSync(folder, { recursive: true });
});
