import { canaryPaths } from "../integrity/plant.ts";
import type { Act, Acts, Seen } from "@casemate/incidents";
import { destroyLogKeys, logFilesLeft, logKeysLeft, removeLog } from "@casemate/audit";
import {
  contentsLeft,
  destroyContents,
  destroyFactors,
  destroyHeader,
  diskFs,
  headerHolds,
  readDeviceMark,
  spoil,
  vaultOnDisk,
} from "@casemate/vault";
import { lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeCertificate } from "./certificate.ts";
import type { PanicFacts, PanicWorld } from "./world.ts";

/** Overwriting what is encrypted anyway takes at most this long, in milliseconds; the rest is only removed. Level 3 has 3 s in all. */
const OVERWRITE_MS = 800;

const done = (detail: string): Seen => ({ state: "done", detail });
const absent = (detail: string): Seen => ({ state: "absent", detail });
const failed = (detail: string): Seen => ({ state: "failed", detail });

/** Each step as it is done on this machine, for one panic. */
export function createActs(world: PanicWorld, facts: PanicFacts): Acts {
  return {
    keeper: {
      act: () => world.endKeeper(),
      see: () => gone(world, "keeper", "The process that held the keys is gone."),
    },
    work: {
      act: () => world.endWork(),
      see: () => gone(world, "work", "Everything that worked with the vault is gone."),
    },
    sessions: {
      act: () => world.endSessions(),
      see: () =>
        world.sessionsLeft() === 0
          ? done("Nothing is open any more.")
          : failed(`${String(world.sessionsLeft())} are still open.`),
    },
    page: pageAct(world, facts),
    slots: slotsAct(world, facts),
    device_key: deviceKeyAct(world, facts),
    header: headerAct(world),
    certificate: certificateAct(world, facts),
    log_key: logKeyAct(world),
    contents: contentsAct(world),
    state: stateAct(world),
  };
}

function gone(world: PanicWorld, what: "keeper" | "work", sentence: string): Seen {
  const left = world.left(what);
  if (left.length > 0) return failed(`Still running: ${left.join(", ")}.`);
  return world.ended(what) === 0 ? absent("Nothing was running.") : done(sentence);
}

function pageAct(world: PanicWorld, { level }: PanicFacts): Act {
  let told = 0;
  return {
    act: () => {
      told = world.blank(level);
    },
    see: () =>
      told === 0 ? absent("No page was open here.") : done(`${String(told)} connections were told.`),
  };
}

function slotsAct({ home: { root } }: PanicWorld, { level }: PanicFacts): Act {
  let written: Buffer | null = null;
  return {
    act: () => {
      written = destroyFactors(diskFs, root);
    },
    see: () => {
      if (written && headerHolds(diskFs, root, written))
        return done("Read back: of eight places, seven hold random bytes, in both copies.");
      const { state } = vaultOnDisk(diskFs, root);
      if (state === "absent") return absent("There is no vault.");
      // After a cut the header may be overwritten already; in any case the next step overwrites all of it.
      if (state !== "ok" && level === 3) return absent("The header holds no way in that can be read.");
      return failed("The ways into the vault were not overwritten.");
    },
  };
}

function deviceKeyAct(world: PanicWorld, { device }: PanicFacts): Act {
  let removed: boolean | null = null;
  const { root } = world.home;
  return {
    act: async () => {
      if (device === null) return;
      removed = await world.removeDeviceKey(device);
      spoil(diskFs, join(root, "vault", "device"));
    },
    see: () => {
      if (device === null) return absent("This vault needed none.");
      if (removed === null || readDeviceMark(diskFs, root) !== null)
        return failed(`It may still be there: remove the entry "Casemate", account ${device}, by hand.`);
      return removed ? done("The keychain says that it has it no more.") : absent("The keychain had none.");
    },
  };
}

function headerAct({ home: { root } }: PanicWorld): Act {
  let written: Buffer | null = null;
  return {
    act: () => {
      written = destroyHeader(diskFs, root);
    },
    see: () => {
      if (written && headerHolds(diskFs, root, written))
        return done("Read back: the file holds random bytes only, in both copies.");
      return vaultOnDisk(diskFs, root).state === "absent"
        ? absent("There is no header.")
        : failed("The header was not overwritten.");
    },
  };
}

function certificateAct(world: PanicWorld, facts: PanicFacts): Act {
  let written: Awaited<ReturnType<typeof writeCertificate>> | null = null;
  return {
    act: async () => {
      await world.sealLog();
      await world.endLedger();
      written = await writeCertificate(world, facts, (write) => {
        withRoom(world, write);
      });
    },
    see: () => {
      if (written === "signed") return done("Signed, and flushed to the disk.");
      if (written === "kept") return absent("It was signed before the panic was cut off.");
      return failed(
        written === null
          ? "It was not written."
          : "Written, but not signed: the log's key could not be read.",
      );
    },
  };
}

/** On a full disk what goes anyway makes room: the log's reserve, then the files whose keys are gone already. */
function withRoom({ home: { root } }: PanicWorld, write: () => void): void {
  const makers = [
    () => {
      rmSync(join(root, "ledger.reserve"), { force: true });
    },
    () => destroyContents(diskFs, root, () => true),
  ];
  for (const makeRoom of makers) {
    try {
      write();
      return;
    } catch {
      makeRoom();
    }
  }
  write();
}

function logKeyAct(world: PanicWorld): Act {
  let keys = 0;
  const { root } = world.home;
  return {
    act: async () => {
      await world.endLedger();
      keys = destroyLogKeys(root);
    },
    see: () => {
      const left = [...world.left("ledger"), ...logKeysLeft(root).map(() => "a key file")];
      if (left.length > 0) return failed(`Still there: ${left.join(", ")}.`);
      return keys === 0 ? absent("There was none.") : done(`${String(keys)} key files are gone.`);
    },
  };
}

function contentsAct({ home: { root }, clock }: PanicWorld): Act {
  let removed = 0;
  return {
    act: () => {
      const end = clock.monotonic() + OVERWRITE_MS;
      removed = destroyContents(diskFs, root, () => clock.monotonic() > end);
    },
    see: () => {
      const left = contentsLeft(diskFs, root).length;
      if (left > 0) return failed(`${String(left)} encrypted files are still there; nothing opens them.`);
      return removed === 0 ? absent("There were none.") : done(`${String(removed)} files are gone.`);
    },
  };
}

function stateAct({ home }: PanicWorld): Act {
  const names = [home.policy, home.callPolicy, home.pins, home.blocks, home.inForce, home.integrity].flatMap(
    (path) => [path, `${path}.new`],
  );
  const own = [
    ...names,
    ...canaryPaths(home.root),
    join(home.root, "panic", "armed.json"),
    join(home.root, "panic", "drill.json"),
  ];
  const left = (): string[] => [...own.filter(isThere), ...logFilesLeft(home.root)];
  let before = 0;
  return {
    act: () => {
      before = left().length;
      removeLog(home.root);
      for (const path of own) rmSync(path, { force: true, recursive: true });
    },
    see: () => {
      if (left().length > 0) return failed(`${String(left().length)} files are still there.`);
      return before === 0 ? absent("There was none.") : done("As before the first start.");
    },
  };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
