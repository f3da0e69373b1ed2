import { chmodSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fixture } from "../test/fixtures.ts";
import { MACHINES, removeRoots, rootWith, surroundings } from "../test/machines.ts";
import { baselineOf, check } from "../test/scenes.ts";
import { readChanges, readModules, type Digests } from "./linux-machine.ts";
import { lookAround } from "./look-around.ts";

afterEach(removeRoots);

const OWNER = process.getuid?.() ?? 0;
const LOG = "2026-11-20 09:58:01 upgrade nvidia-driver:amd64 580.1-1 580.95.05-1\n";
const FILES = MACHINES["one NVIDIA card"]!.files;

describe("a module's file", () => {
  const FILE = "lib/modules/6.12.57/updates/dkms/nvidia.ko.xz";
  const digestsAfter = (change: (path: string) => void): (string | null | undefined)[] => {
    const root = rootWith(FILES);
    const path = join(root, FILE);
    const then = new Date("2026-11-20T08:00:00Z");
    utimesSync(path, then, then);
    const digests: Digests = new Map();
    const read = (): string | null | undefined => readModules(root, digests, true)?.[0]?.sha256;
    const before = read();
    change(path);
    utimesSync(path, then, then);
    return [before, read(), readModules(root, new Map(), true)?.[0]?.sha256];
  };

  it("is hashed anew when its content was replaced in place, with size and times as they were", () => {
    const [before, after, fresh] = digestsAfter((path) => {
      const { ctimeMs } = statSync(path);
      // A clock of the file system can stand still for some milliseconds.
      while (statSync(path).ctimeMs === ctimeMs) writeFileSync(path, "MODULE");
    });
    expect([before === after, after === fresh]).toEqual([false, true]);
  });

  it("is hashed once as long as nothing touched it", () => {
    const root = rootWith(FILES);
    const digests: Digests = new Map();
    readModules(root, digests, true);
    // Whoever hashed it again would put the true digest back.
    const keys = [...digests.keys()];
    for (const key of keys) digests.set(key, "f".repeat(64));
    expect([keys.length, readModules(root, digests, true)?.[0]?.sha256]).toEqual([1, "f".repeat(64)]);
  });
});

describe("records of packages", () => {
  it.each<[string, (path: string) => void, number]>([
    [
      "that others may write",
      (path) => {
        chmodSync(path, 0o646);
      },
      OWNER,
    ],
    [
      "that the group may write",
      (path) => {
        chmodSync(path, 0o664);
      },
      OWNER,
    ],
    ["of another user", () => undefined, OWNER + 1],
  ])("%s are not believed, and left out by name", (_name, change, owner) => {
    const root = rootWith({ "var/log/dpkg.log": LOG });
    change(join(root, "var/log/dpkg.log"));
    expect(readChanges(root, 0, owner)).toEqual({ changes: null, leftOut: ["/var/log/dpkg.log"] });
  });

  it("behind a link are not believed", () => {
    const root = rootWith({ "var/log/dpkg.log": LOG });
    renameSync(join(root, "var/log/dpkg.log"), join(root, "other"));
    symlinkSync(join(root, "other"), join(root, "var/log/dpkg.log"));
    expect(readChanges(root, 0, OWNER).changes).toBeNull();
  });

  it("of the system alone are believed, beside others that are not", () => {
    const root = rootWith({ "var/log/dpkg.log": LOG, "var/log/pacman.log": "" });
    chmodSync(join(root, "var/log/pacman.log"), 0o666);
    const { changes, leftOut } = readChanges(root, 0, OWNER);
    expect([changes?.map(({ name }) => name), leftOut]).toEqual([["nvidia-driver"], ["/var/log/pacman.log"]]);
  });

  it("that are not believed explain nothing, and the check says why", async () => {
    const { files, answers } = MACHINES["one NVIDIA card"]!;
    const baseline = baselineOf(await lookAround(surroundings(files, answers), "full"));
    const newer = {
      ...answers,
      nvidiaReport: fixture("nvidia-datacentre-v12.xml").replaceAll("580.95.05", "580.105.08"),
    };
    const forged = { ...files, "var/log/dpkg.log": LOG.replace("580.95.05", "580.105.08") };
    const judge = async (owner: number) => {
      const { drift, sources } = check(await lookAround({ ...surroundings(forged, newer), owner }, "full"), {
        baseline,
      });
      const driver = drift.find(({ what }) => what === "driver");
      return [driver?.explained, sources.find(({ name }) => name === "package records")?.why];
    };
    expect([await judge(OWNER), await judge(OWNER + 1)]).toEqual([
      [true, undefined],
      [false, "Left out, because others than root can write there: /var/log/dpkg.log."],
    ]);
  });
});
