import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockHome, prepareHome, resolveHome } from "./home.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-home-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("the data directory", () => {
  it("is closed to others, with all its folders", () => {
    const home = prepareHome(join(root, "a", "b"));
    expect(
      [home.root, home.vault, home.quarantine, home.run].map((folder) => statSync(folder).mode & 0o777),
    ).toEqual([0o700, 0o700, 0o700, 0o700]);
  });

  it("must be absolute, and a file in its place is one sentence", () => {
    writeFileSync(join(root, "file"), "");
    expect(() => resolveHome({ CASEMATE_HOME: "relative" })).toThrow(
      "CASEMATE_HOME must be an absolute path.",
    );
    expect(() => prepareHome(join(root, "file", "x"))).toThrow(
      "a part of the path is not a folder. Choose another one with CASEMATE_HOME.",
    );
  });

  it("may be a link that its owner made; a folder inside may not", () => {
    mkdirSync(join(root, "disk"));
    symlinkSync(join(root, "disk"), join(root, "link"));
    const home = prepareHome(join(root, "link"));
    rmSync(home.vault, { recursive: true });
    mkdirSync(join(root, "elsewhere"), { mode: 0o755 });
    symlinkSync(join(root, "elsewhere"), home.vault);
    expect(() => prepareHome(join(root, "link"))).toThrow(
      "vault is a link, and Casemate keeps its files only",
    );
    // Not even its mode was touched.
    expect(statSync(join(root, "elsewhere")).mode & 0o777).toBe(0o755);
  });

  it.skipIf(process.getuid?.() !== 0).each(["", "vault", "quarantine", "run"])(
    "of another user is not used: %s (needs root to give it away)",
    (name) => {
      const home = prepareHome(join(root, "data"));
      chownSync(join(home.root, name), 65534, 65534);
      expect(() => prepareHome(home.root)).toThrow(
        "belongs to another user, who could change what is in it.",
      );
    },
  );

  it("takes one supervisor, and the next after it ended", () => {
    const home = prepareHome(root);
    const unlock = lockHome(home);
    expect(() => lockHome(home)).toThrow("Casemate is already running on");
    unlock();
    lockHome(home)();
    expect(readdirSync(home.run)).toEqual([]);
  });

  it.each([
    ["of a process that is gone", `${String(2 ** 22 + 1)}:x`],
    ["of a process whose number was given to another", `${String(process.pid)}:some other boot:1`],
    ["that is torn", "12"],
    ["that is empty", ""],
  ])("with a lock %s is taken over", (_what, lock) => {
    const home = prepareHome(root);
    writeFileSync(join(home.run, "supervisor.lock"), lock);
    lockHome(home)();
    expect(readdirSync(home.run)).toEqual([]);
  });
});
