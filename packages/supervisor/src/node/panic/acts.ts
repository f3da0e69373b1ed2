import { canaryPaths } from "../integrity/plant.ts";
import { seenText, type PanicSeenCode, type SeenValues } from "@casemate/contract";
import type { Act, Acts, Seen } from "@casemate/incidents";
import { destroyLogKeys, logFilesLeft, logKeysLeft, removeLog } from "@casemate/audit";
import {
  contentsLeft,
  destroyContents,
  destroyFactors,
  destroyHeader,
  diskFs,
  headerHolds,
  linkedFolders,
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

type See = (code: PanicSeenCode, values?: SeenValues) => Seen;
const done: See = (code, values) => ({ state: "done", detail: seenText(code, values) });
const absent: See = (code, values) => ({ state: "absent", detail: seenText(code, values) });
const failed: See = (code, values) => ({ state: "failed", detail: seenText(code, values) });

/** Each step as it is done on this machine, for one panic. */
export function createActs(world: PanicWorld, facts: PanicFacts): Acts {
  return {
    keeper: {
      act: () => world.endKeeper(),
      see: () => gone(world, "keeper", "keeper_gone"),
    },
    work: {
      act: () => world.endWork(),
      see: () => gone(world, "work", "work_gone"),
    },
    sessions: {
      act: () => world.endSessions(),
      see: () =>
        world.sessionsLeft() === 0
          ? done("sessions_ended")
          : failed("sessions_open", { count: world.sessionsLeft() }),
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

function gone(world: PanicWorld, what: "keeper" | "work", code: PanicSeenCode): Seen {
  const left = world.left(what);
  if (left.length > 0) return failed("still_running", { what: left.join(", ") });
  return world.ended(what) === 0 ? absent("none_running") : done(code);
}

function pageAct(world: PanicWorld, { level }: PanicFacts): Act {
  let told = 0;
  return {
    act: () => {
      told = world.blank(level);
    },
    see: () => (told === 0 ? absent("no_page") : done("pages_told", { count: told })),
  };
}

function slotsAct({ home: { root } }: PanicWorld, { level }: PanicFacts): Act {
  let written: Buffer | null = null;
  return {
    act: () => {
      written = destroyFactors(diskFs, root);
    },
    see: () => {
      if (written && headerHolds(diskFs, root, written)) return done("slots_gone");
      const { state } = vaultOnDisk(diskFs, root);
      if (state === "absent" || (level === 3 && isLinked(root))) return absent("no_vault");
      // After a cut the header may be overwritten already; in any case the next step overwrites all of it.
      if (state !== "ok" && level === 3) return absent("no_way_in");
      return failed("slots_left");
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
      if (!isLinked(root)) spoil(diskFs, join(root, "vault", "device"));
    },
    see: () => {
      if (device === null) return absent("device_key_not_needed");
      if (removed === null || readDeviceMark(diskFs, root) !== null)
        return failed("device_key_left", { what: device });
      return removed ? done("device_key_gone") : absent("device_key_absent");
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
        return done(written.length === 0 ? "header_shared" : "header_gone");
      if (isLinked(root)) return absent("no_header");
      return vaultOnDisk(diskFs, root).state === "absent" ? absent("no_header") : failed("header_left");
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
      if (written === "signed") return done("certificate_signed");
      if (written === "kept") return absent("certificate_kept");
      return failed(written === null ? "certificate_missing" : "certificate_unsigned");
    },
  };
}

/** On a full disk what goes anyway makes room: the log's reserve, then the files whose keys are gone already. */
function withRoom({ home: { root } }: PanicWorld, write: () => void): void {
  const makers = [
    () => {
      rmSync(join(root, "ledger.reserve"), { force: true });
    },
    () => {
      // A link in a folder's place is told of where the folders are emptied.
      if (linkedFolders(diskFs, root).length === 0) destroyContents(diskFs, root, () => true);
    },
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
      const left = logKeysLeft(root).length;
      if (left > 0) return failed("log_keys_left", { count: left });
      if (world.left("ledger").length > 0) return failed("log_running");
      return keys === 0 ? absent("no_log_key") : done("log_keys_gone", { count: keys });
    },
  };
}

function contentsAct({ home: { root }, clock }: PanicWorld): Act {
  let gone = { removed: 0, shared: 0 };
  let linked: readonly string[] = [];
  return {
    act: () => {
      linked = linkedFolders(diskFs, root);
      const end = clock.monotonic() + OVERWRITE_MS;
      gone = destroyContents(diskFs, root, () => clock.monotonic() > end);
    },
    see: () => {
      const { removed, shared } = gone;
      if (linked.length > 0) return failed("folder_linked", { what: linked.join(", ") });
      const left = contentsLeft(diskFs, root).length;
      const open = vaultOnDisk(diskFs, root).state === "ok";
      if (left > 0) return failed(open ? "contents_open" : "contents_left", { count: left });
      if (removed === 0) return absent("no_contents");
      if (shared > 0) return done("contents_shared", { count: removed, what: String(shared) });
      return done("contents_gone", { count: removed });
    },
  };
}

function stateAct({ home }: PanicWorld): Act {
  const decided = [home.policy, home.callPolicy, home.pins, home.blocks, home.inForce];
  const watched = [home.integrity, home.gpuBaseline, home.gpuKey, home.gpuHistory, home.gpuAnswers];
  const names = [...decided, ...watched].flatMap((path) => [path, `${path}.new`, `${path}.damaged`]);
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
      if (left().length > 0) return failed("state_left", { count: left().length });
      return before === 0 ? absent("no_state") : done("state_gone");
    },
  };
}

/** A link in the vault's place: what it leads to is none of ours, whoever put it there. */
function isLinked(root: string): boolean {
  return linkedFolders(diskFs, root).includes("vault");
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
