import BetterSqlite3 from "better-sqlite3";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newHome, note, open, removeHome } from "../../test/log-fixture.ts";

/** A file system of 12 MiB: the reserve fits, then little is left. Only root may mount one. */
const home = newHome();
const mounted =
  process.platform === "linux" &&
  spawnSync("/bin/mount", ["-t", "tmpfs", "-o", "size=12m", "none", home]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("/bin/umount", [home]);
  removeHome(home);
});

describe.skipIf(!mounted)("a really full disk (needs the right to mount a tmpfs)", () => {
  it("denies with disk_full, keeps what makes room recordable, goes on when there is room, and verifies", async () => {
    const ledger = open(BetterSqlite3, home);
    const reserved = existsSync(join(home, "ledger.reserve"));
    let blocks = 0;
    while (
      code(() => {
        writeFileSync(join(home, `fill.${String(blocks)}`), Buffer.alloc(4096));
      }) === "done"
    )
      blocks += 1;
    let before = "done";
    while (before === "done")
      before = code(() => ledger.append(note("model.import", { text: "x".repeat(500) })));
    const { size } = ledger.status();
    const removal = code(() => ledger.append(note("model.remove")));
    const given = existsSync(join(home, "ledger.reserve"));
    const other = code(() => ledger.append(note("model.import")));
    const lock = code(() => ledger.append(note("vault.lock")));
    const handOver = code(() => ledger.append(note("forensic.export")));
    for (let i = 0; i < blocks; i++) rmSync(join(home, `fill.${String(i)}`));
    const after = code(() => ledger.append(note("model.import")));
    const { ok, records } = await ledger.verify("records");
    ledger.close();
    expect({
      reserved,
      before,
      removal,
      given,
      other,
      lock,
      handOver,
      after,
      made: existsSync(join(home, "ledger.reserve")),
      ok,
      more: records - size,
    }).toEqual({
      reserved: true,
      before: "disk_full",
      removal: "done",
      given: false,
      other: "disk_full",
      lock: "done",
      handOver: "done",
      after: "done",
      made: true,
      ok: true,
      more: 4,
    });
  });
});

function code(run: () => unknown): string {
  try {
    run();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
