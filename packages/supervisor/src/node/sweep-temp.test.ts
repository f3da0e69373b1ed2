import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweepTemp, tempPrefix } from "./sweep-temp.ts";

const { pid: ended } = spawnSync(process.execPath, ["--version"]);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-sweep-"));
  make("elsewhere");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function make(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, "home"), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, "home", "file"), "");
  return path;
}

it.each(["drill", "profile"] as const)(
  "removes the %s of an ended process, and follows no link in it",
  (kind) => {
    const left = make(`${tempPrefix(kind, ended)}aaaaaa`);
    symlinkSync(join(folder, "elsewhere"), join(left, "link"));
    sweepTemp(folder);
    sweepTemp(join(folder, "nowhere"));
    expect([readdirSync(folder), readdirSync(join(folder, "elsewhere", "home"))]).toEqual([
      ["elsewhere"],
      ["file"],
    ]);
  },
);

const PROFILE = `${tempPrefix("profile", ended)}bbbbbb`;
/** What is put there, under which name; `path` lies in the folder that is swept. */
const HOSTILE: readonly [string, string, (path: string) => void][] = [
  [
    "a link to a folder",
    PROFILE,
    (path) => {
      symlinkSync(join(folder, "elsewhere"), path);
    },
  ],
  [
    "a file",
    PROFILE,
    (path) => {
      writeFileSync(path, "");
    },
  ],
  ["the folder of a process that runs", `${tempPrefix("profile", process.pid)}cccccc`, makeAt],
  ["one whose number counts elsewhere", PROFILE.replace(/profile-(\d+-)?/, "profile-7-"), makeAt],
  ["one of another kind", PROFILE.replace("profile", "other"), makeAt],
  ["one that names no process", "casemate-profile-eeeeee", makeAt],
  ["one with more in its name", `${PROFILE}.kept`, makeAt],
  ["one that begins otherwise", `my-${PROFILE}`, makeAt],
];

describe("what bears such a name and is not ours to remove stays:", () => {
  const stays = (name: string, prepare: (path: string) => void): void => {
    const path = join(folder, name);
    prepare(path);
    sweepTemp(folder);
    expect([lstatSync(path).ino > 0, readdirSync(join(folder, "elsewhere", "home"))]).toEqual([
      true,
      ["file"],
    ]);
  };
  it.each(HOSTILE)("%s", (_what, name, prepare) => {
    stays(name, prepare);
  });

  it.skipIf(process.platform === "win32")("a folder that others could write to", () => {
    stays(PROFILE, (path) => {
      makeAt(path);
      chmodSync(path, 0o770);
    });
  });

  it.skipIf(process.getuid?.() !== 0)("a folder of another user (needs root)", () => {
    stays(PROFILE, (path) => {
      makeAt(path);
      chownSync(path, 65_534, 65_534);
    });
  });
});

function makeAt(path: string): void {
  make(basename(path));
}
