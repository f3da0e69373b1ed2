import type { BrowserWindow } from "electron";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeWindow } from "../../test/fake-electron.ts";
import { createSaver } from "./save-bundle.ts";
import { WORDS } from "./words.ts";

const TICKET = "ab".repeat(16);
const BYTES = new Uint8Array([1, 2, 3]);
const OVER = new FakeWindow({}) as unknown as BrowserWindow;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-save-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Case {
  /** Where the person wants it; null: they close the dialog. */
  readonly to?: string | null;
  readonly via?: "window" | "browser";
  /** The vault is locked while the dialog stands open. */
  readonly gone?: boolean;
}

function setUp({ to = join(folder, "bundle.tar"), via = "window", gone = false }: Case = {}): {
  save: (ticket: unknown) => ReturnType<ReturnType<typeof createSaver>>;
  asked: unknown[];
} {
  let open: string | null = TICKET;
  const asked: unknown[] = [];
  const saver = createSaver(
    {
      showSaveDialog: (...args: unknown[]) => {
        asked.push(args[1]);
        return Promise.resolve({ canceled: to === null, filePath: to ?? "" });
      },
    },
    {
      takeBundle: (ticket) => {
        if (ticket !== open) return null;
        open = null;
        return {
          caller: { via, session: "s" },
          name: "casemate-log.tar",
          bytes: () => (gone ? null : BYTES),
        };
      },
    },
  );
  return { save: (ticket) => saver(OVER, ticket), asked };
}

describe("saving a bundle", () => {
  it("asks where, proposes a name, and writes it for its owner only, once", async () => {
    const { save, asked } = setUp();
    const answers = [await save(TICKET), await save(TICKET)];
    const [file = ""] = readdirSync(folder);
    expect([
      answers,
      asked,
      file,
      readFileSync(join(folder, file)),
      statSync(join(folder, file)).mode & 0o777,
    ]).toEqual([
      [{ saved: true }, { problem: WORDS.bundleGone }],
      [expect.objectContaining({ defaultPath: "casemate-log.tar" })],
      "bundle.tar",
      Buffer.from(BYTES),
      0o600,
    ]);
  });

  it("replaces the file that the dialog asked about, and nothing that is no plain file", async () => {
    writeFileSync(join(folder, "old.tar"), "old");
    mkdirSync(join(folder, "folder"));
    const answers = [
      await setUp({ to: join(folder, "old.tar") }).save(TICKET),
      await setUp({ to: join(folder, "folder") }).save(TICKET),
      await setUp({ to: join(folder, "nowhere", "x.tar") }).save(TICKET),
    ];
    expect([answers, readFileSync(join(folder, "old.tar")), readdirSync(folder).sort()]).toEqual([
      [
        { saved: true },
        { problem: WORDS.notSaved("an unknown problem") },
        { problem: WORDS.notSaved("it does not exist") },
      ],
      Buffer.from(BYTES),
      ["folder", "old.tar"],
    ]);
  });

  it.each([
    ["the person closed the dialog", { to: null }, TICKET, { saved: false }],
    ["the vault was locked meanwhile", { gone: true }, TICKET, { problem: WORDS.bundleGone }],
    ["it was made for a browser", { via: "browser" }, TICKET, { problem: WORDS.bundleGone }],
    ["the ticket is another", {}, "cd".repeat(16), { problem: WORDS.bundleGone }],
    ["the ticket is none", {}, { path: "/etc/passwd" }, { problem: WORDS.bundleGone }],
  ] as const)("writes nothing when %s", async (_why, change, ticket, answer) => {
    expect([await setUp(change).save(ticket), readdirSync(folder)]).toEqual([answer, []]);
  });
});
