import { RpcError } from "@casemate/contract";
import { createHash, randomBytes } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { headerPath } from "./load-index.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { turnDeviceOff, turnDeviceOn } from "./device-change.ts";
import { forgetUnneeded, readDeviceMark } from "./device-mark.ts";
import type { DiskFs } from "./disk-fs.ts";
import { diskFs } from "./disk-fs.ts";
import { Crash, faultFs, type Fault, type FaultFs, type Loss } from "./fault-fs.test-support.ts";
import { readHeader } from "./header-file.ts";
import { parseRegion } from "./header-region.ts";
import { REGION_BYTES } from "../common/header-layout.ts";
import { KeyMemory } from "./key-memory.ts";
import { openSealedFile } from "./sealed-reader.ts";
import { SealedWriter, writeToDescriptor } from "./sealed-writer.ts";
import { adoptFiles, admitFile, destroyFile, fileKey, listFiles, setFileMeta } from "./vault-files.ts";
import { addSlot, listSlots, rekey, removeSlot, replaceSecret } from "./slot-changes.ts";
import { deleteRecord, getRecord, listRecords, putRecord } from "./vault-records.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65536,
  passes: 3,
  lanes: 1,
};
const SECRET = Buffer.alloc(32, 9);
/** Opens the second slot. */
const SPARE = Buffer.alloc(32, 10);
/** Opens nothing before an operation puts it in. */
const NEW_SECRET = Buffer.alloc(32, 11);
/** The first secret with this machine's key after it. */
const WITH_KEY = Buffer.concat([SECRET, Buffer.alloc(32, 100)]);
/** The recovery words. */
const WORDS = Buffer.alloc(32, 12);
const DEVICE = "d".repeat(32);
const NOW = "2026-11-01T00:00:00.000Z";
const HELD = "a".repeat(32);
const NEW = "b".repeat(32);
const CHAT = "c".repeat(32);
/** Three files of one model. */
const SET = ["1", "2", "3"].map((digit) => digit.repeat(32)) as [string, string, string];
const NEW_SET = ["4", "5", "6"].map((digit) => digit.repeat(32));
const PLAIN = Buffer.alloc(5000, 3);
const LOSSES: readonly Loss[] = ["nothing", "all", "data", "names"];
const NEW_KEY = randomBytes(32);

const folder = mkdtempSync(join(tmpdir(), "casemate-faults-"));
const template = join(folder, "template");
let made = 0;

/** What a person would see, or "lost". */
interface Seen {
  readonly files: readonly unknown[];
  readonly records: readonly unknown[];
  /** Which secrets open it, and what it says about its slots. */
  readonly ways: unknown;
  /** Under which name the keychain is asked for this machine's key. */
  readonly device: unknown;
}

interface Operation {
  (container: Container): void;
  /** What the vault must be before. */
  readonly prepare?: (container: Container) => void;
}

const change = { index: 0, derived: WITH_KEY, now: NOW };
const oneSlotAndWords = (container: Container): void => {
  removeSlot(container, 1);
  addSlot(container, { derived: WORDS, kind: "recovery", label: "" }, NOW);
};

const operations: Record<string, Operation> = {
  adopt: (container) => {
    adoptFiles(container, [adoption(NEW, NEW_KEY, "new")]);
  },
  "adopt three files": (container) => {
    adoptFiles(
      container,
      NEW_SET.map((id) => adoption(id, NEW_KEY, "new")),
    );
  },
  "admit three files": (container) => {
    admitFile(container, SET[0], "admitted");
  },
  "destroy three files": (container) => {
    destroyFile(container, SET[0]);
  },
  admit: (container) => {
    admitFile(container, HELD, "admitted");
  },
  setMeta: (container) => {
    setFileMeta(container, HELD, "changed");
  },
  destroy: (container) => {
    destroyFile(container, HELD);
  },
  "record.put (new)": (container) => {
    putRecord(container, { id: NEW, kind: "chat", meta: "", data: "new chat" });
  },
  "record.put (again)": (container) => {
    putRecord(container, { id: CHAT, kind: "chat", meta: "", data: "longer chat" });
  },
  "change passphrase": (container) => {
    replaceSecret(container, 0, NEW_SECRET, null, NOW);
  },
  "add slot": (container) => {
    addSlot(container, { derived: NEW_SECRET, kind: "recovery", label: "paper" }, NOW);
  },
  "add duress passphrase": (container) => {
    addSlot(container, { derived: NEW_SECRET, kind: "duress", level: 3, label: "" }, NOW);
  },
  "remove slot": (container) => {
    removeSlot(container, 1);
  },
  rekey: (container) => {
    rekey(container, 0, SECRET);
  },
  "record.delete": (container) => {
    deleteRecord(container, CHAT);
  },
  "turn this machine's key on": Object.assign(
    (container: Container) => {
      turnDeviceOn(container, change, DEVICE, false);
    },
    { prepare: oneSlotAndWords },
  ),
  "turn this machine's key off": Object.assign(
    (container: Container) => {
      turnDeviceOff(container, change);
    },
    {
      prepare: (container: Container) => {
        oneSlotAndWords(container);
        turnDeviceOn(container, change, DEVICE, false);
      },
    },
  ),
};

function adoption(id: string, key: Uint8Array, meta: string): Parameters<typeof adoptFiles>[1][number] {
  return { id, name: id, key, bytes: PLAIN.length, sha256: sha256(PLAIN), meta };
}

beforeAll(() => {
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(template, place));
  const container = createContainer(parts(template, diskFs), SECRET, KDF, 900);
  addSlot(container, { derived: SPARE, kind: "passphrase", label: "spare" }, NOW);
  putRecord(container, { id: CHAT, kind: "chat", meta: "", data: "old chat" });
  const key = randomBytes(32);
  storePart(template, HELD, key);
  adoptFiles(container, [adoption(HELD, key, "held")]);
  for (const id of SET) storePart(template, id, key);
  adoptFiles(
    container,
    SET.map((id) => adoption(id, key, "held")),
  );
  for (const id of [NEW, ...NEW_SET]) storePart(template, id, NEW_KEY);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function parts(home: string, fs: DiskFs): { home: string; fs: DiskFs; keys: KeyMemory } {
  return { home, fs, keys: new KeyMemory() };
}

function storePart(home: string, name: string, key: Uint8Array): void {
  const fd = openSync(join(home, "quarantine", `${name}.part`), "wx");
  const writer = new SealedWriter(writeToDescriptor(fd), key);
  writer.update(PLAIN);
  writer.finish();
  closeSync(fd);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Data directories that are prepared for one operation. */
const prepared = new Map<Operation, string>();

function copy(operation?: Operation): string {
  const home = join(folder, String((made += 1)));
  cpSync(operation?.prepare ? preparedFor(operation) : template, home, { recursive: true });
  return home;
}

function preparedFor(operation: Operation): string {
  const home = prepared.get(operation) ?? copy();
  if (!prepared.has(operation)) operation.prepare?.(open(home));
  prepared.set(operation, home);
  return home;
}

/** With the first passphrase, with or without this machine's key, or with the one that took its place. */
function open(home: string, fs: DiskFs = diskFs): Container {
  let result = "";
  for (const secret of [SECRET, WITH_KEY, NEW_SECRET]) {
    const opened = openContainer(parts(home, fs), secret);
    if (opened.result === "unlocked") return opened.container;
    result = opened.result;
  }
  throw new Error(`lost: ${result}`);
}

function opensWith(home: string): boolean[] {
  return [SECRET, SPARE, NEW_SECRET, WITH_KEY, WORDS].map(
    (secret) => openContainer(parts(home, diskFs), secret).result === "unlocked",
  );
}

/** Everything the vault shows, each object read with its key: an entry whose object is gone counts as an error. */
function look(container: Container): Seen {
  const { home } = container.parts;
  const files = listFiles(container, null).files.map((file) => {
    const fd = openSync(join(home, file.path), "r");
    try {
      const plain = Buffer.alloc(file.bytes);
      openSealedFile(fd, fileKey(container, file.id).key).read(0, plain);
      return {
        id: file.id,
        place: file.place,
        meta: file.meta,
        partOf: file.partOf,
        inPlace: file.path.startsWith(file.place),
        same: plain.equals(PLAIN),
      };
    } finally {
      closeSync(fd);
    }
  });
  const records = listRecords(container, "chat", null).records.map(
    (info) => getRecord(container, info.id)?.data,
  );
  const ways = { opens: opensWith(home), slots: listSlots(container) };
  return { files, records, ways, device: readDeviceMark(diskFs, home) };
}

function lookAfresh(home: string): Seen {
  const container = open(home);
  forgetUnneeded(container.parts, container.index); // as the keeper does when it unlocks
  return look(container);
}

/** Steps of an operation, and the states before and after it. */
function rehearse(operation: Operation): { steps: FaultFs["steps"]; before: Seen; after: Seen } {
  const home = copy(operation);
  const before = look(open(home));
  const fs = faultFs(null);
  const container = open(home, fs);
  fs.steps.length = 0;
  operation(container);
  const steps = [...fs.steps];
  return { steps, before, after: lookAfresh(home) };
}

/** Runs the operation with a fault and answers the state that a fresh process finds. */
function runWith(operation: Operation, fault: Fault, loss: Loss): { seen: Seen; code: string; home: string } {
  const home = copy(operation);
  const opening = faultFs(null);
  open(home, opening);
  const fs = faultFs({ ...fault, step: fault.step + opening.steps.length });
  const container = open(home, fs);
  let code = "none";
  try {
    operation(container);
  } catch (error) {
    code = error instanceof RpcError ? error.code : error instanceof Crash ? "crash" : String(error);
  }
  fs.losePower(loss);
  return { seen: lookAfresh(home), code, home };
}

/** A data directory as the process left it when it died just before the given step. */
function crashAt(operation: Operation, step: number): { home: string; damaged: boolean } {
  const home = copy(operation);
  const opening = faultFs(null);
  open(home, opening);
  try {
    operation(open(home, faultFs({ step: step + opening.steps.length, kind: "before" })));
  } catch {
    // dead
  }
  return { home, damaged: readHeader(diskFs, headerPath(home)).state !== "ok" };
}

/** Object files that stay after a fresh unlock. */
function objects(home: string): number {
  return (
    readdirSync(join(home, "vault")).filter((name) => name !== "device").length +
    readdirSync(join(home, "quarantine")).filter((name) => !name.endsWith(".part")).length
  );
}

describe.each(Object.entries(operations))("%s, interrupted", (_name, operation) => {
  it("at every step, by the process or the machine dying, leaves the old or the new state and no litter", () => {
    const { steps, before, after } = rehearse(operation);
    const wrong: unknown[] = [];
    const litter: unknown[] = [];
    for (const loss of LOSSES) {
      for (const kind of ["before", "after"] as const) {
        steps.forEach((step, index) => {
          const { seen, home } = runWith(operation, { step: index, kind }, loss);
          if (![before, after].some((state) => JSON.stringify(state) === JSON.stringify(seen)))
            wrong.push({ step, index, kind, loss, seen });
          // Header, index, and one object for each file and record that is shown.
          const named = 2 + seen.files.length + seen.records.length;
          if (objects(home) !== named)
            litter.push({ step, index, kind, loss, named, objects: objects(home) });
          rmSync(home, { recursive: true });
        });
      }
    }
    expect({ wrong, litter }).toEqual({ wrong: [], litter: [] });
  });

  it("is durable once it has answered, whatever the machine forgets then", () => {
    const { after } = rehearse(operation);
    const states = LOSSES.map((loss) => {
      const home = copy(operation);
      const fs = faultFs(null);
      operation(open(home, fs));
      fs.losePower(loss);
      return lookAfresh(home);
    });
    expect(states).toEqual(LOSSES.map(() => after));
  });

  it("and again while the next unlock repairs it, still leaves the old or the new state", () => {
    const { steps, before, after } = rehearse(operation);
    const wrong: unknown[] = [];
    steps.forEach((_, index) => {
      for (let repair = 0, dying = true; dying; repair++) {
        const { home, damaged } = crashAt(operation, index);
        const fs = faultFs({ step: repair, kind: "before" });
        try {
          open(home, fs);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
        dying = fs.steps.length > repair;
        fs.losePower("all");
        const seen = JSON.stringify(lookAfresh(home));
        if (![before, after].some((state) => JSON.stringify(state) === seen))
          wrong.push({ index, repair, seen, damaged });
        rmSync(home, { recursive: true });
      }
    });
    expect(wrong).toEqual([]);
  });

  it("by an error at every step, saved or not, tells it and shows what is stored", () => {
    const { steps, before, after } = rehearse(operation);
    const wrong: unknown[] = [];
    for (const kind of ["error", "saved"] as const) {
      for (const code of ["ENOSPC", "EIO"]) {
        steps.forEach((step, index) => {
          const result = runWith(operation, { step: index, kind, code }, "nothing");
          const state = JSON.stringify(result.seen);
          const told =
            result.code === "none"
              ? state === JSON.stringify(after)
              : ["disk_full", "not_saved"].includes(result.code);
          if (!told || ![before, after].some((one) => JSON.stringify(one) === state))
            wrong.push({ step, index, kind, code, result });
          rmSync(result.home, { recursive: true });
        });
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("a torn last write", () => {
  it("of either header copy, cut at every byte, leaves the old or the new header", () => {
    const home = copy();
    const before = readFileSync(headerPath(home));
    setFileMeta(open(home), HELD, "changed");
    const after = readFileSync(headerPath(home));
    const [old, fresh] = [before, after].map((bytes) => newest(bytes));
    const first = fresh === undefined ? 0 : (fresh - 1) % 2;
    const epochs = [first, 1 - first].map((place, copyNumber) => {
      const start = Buffer.from(copyNumber === 0 ? before : after);
      if (copyNumber === 1)
        before.copy(start, place * REGION_BYTES, place * REGION_BYTES, (place + 1) * REGION_BYTES);
      return new Set(
        Array.from({ length: REGION_BYTES + 1 }, (_, length) => {
          const torn = Buffer.from(start);
          after.copy(torn, place * REGION_BYTES, place * REGION_BYTES, place * REGION_BYTES + length);
          return newest(torn);
        }),
      );
    });
    expect(epochs).toEqual([new Set([old, (fresh ?? 0) - 1]), new Set([(fresh ?? 0) - 1, fresh])]);
  });

  it("of either header copy leaves the old or the new state", () => {
    const operation = operations["setMeta"]!;
    const { steps, before, after } = rehearse(operation);
    const headerWrites = steps.flatMap((step, index) =>
      step.name === "write" && step.bytes === REGION_BYTES ? [index] : [],
    );
    const states = headerWrites.map((step) =>
      [0, 1, 104, 2000, 4095, 4096].map((bytes) => {
        const { seen, home } = runWith(operation, { step, kind: "torn", bytes }, "nothing");
        rmSync(home, { recursive: true });
        return JSON.stringify(seen) === JSON.stringify(before)
          ? "old"
          : JSON.stringify(seen) === JSON.stringify(after)
            ? "new"
            : seen;
      }),
    );
    // The first copy decides: torn it does not count, whole it does. The second changes nothing.
    expect(states).toEqual([
      ["old", "old", "old", "old", "old", "new"],
      ["new", "new", "new", "new", "new", "new"],
    ]);
  });

  it("of the index or a record, cut anywhere, leaves the old state", () => {
    const operation = operations["record.put (again)"]!;
    const { steps, before } = rehearse(operation);
    const objectWrites = steps.flatMap((step, index) =>
      step.name === "write" && step.bytes !== REGION_BYTES ? [{ index, length: step.bytes }] : [],
    );
    const seen = new Set<string>();
    for (const { index, length } of objectWrites) {
      for (let bytes = 0; bytes <= length; bytes += 151) {
        const result = runWith(operation, { step: index, kind: "torn", bytes }, "nothing");
        seen.add(JSON.stringify(result.seen));
        rmSync(result.home, { recursive: true });
      }
    }
    expect({ writes: objectWrites.length, seen: [...seen] }).toEqual({
      writes: 4,
      seen: [JSON.stringify(before)],
    });
  });
});

/** Epoch of the newest whole copy in a header file's bytes. */
function newest(bytes: Buffer): number | undefined {
  return [0, 1]
    .map(
      (place) => parseRegion(bytes.subarray(place * REGION_BYTES, (place + 1) * REGION_BYTES), place)?.epoch,
    )
    .filter((epoch) => epoch !== undefined)
    .sort((a, b) => b - a)[0];
}

describe("making a vault, interrupted", () => {
  it("at every step leaves no vault or a whole one", () => {
    const fresh = (): string => {
      const home = join(folder, String((made += 1)));
      for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
      return home;
    };
    const recorded = faultFs(null);
    createContainer(parts(fresh(), recorded), SECRET, KDF, 900);
    const results = new Set<string>();
    for (const loss of LOSSES) {
      for (let step = 0; step < recorded.steps.length; step++) {
        for (const fault of [
          { kind: "before" },
          { kind: "after" },
          { kind: "torn", bytes: 4096 },
          { kind: "error" },
        ] as const) {
          const home = fresh();
          const fs = faultFs({ step, ...fault });
          try {
            createContainer(parts(home, fs), SECRET, KDF, 900);
          } catch {
            // the state on the disk decides
          }
          fs.losePower(loss);
          const { state } = readHeader(diskFs, headerPath(home));
          results.add(state === "ok" ? `whole: ${JSON.stringify(lookAfresh(home))}` : state);
          if (state === "absent") createContainer(parts(home, diskFs), SECRET, KDF, 900);
          expect(existsSync(headerPath(home))).toBe(true);
        }
      }
    }
    const slots = [{ index: 0, kind: "passphrase", level: null, label: "", addedAt: null, works: true }];
    // The passphrase opens it with this machine's key after it too: only a slot that needs the key looks at that.
    const opens = [true, false, false, true, false];
    const empty = { files: [], records: [], ways: { opens, slots }, device: null };
    expect([...results].sort()).toEqual(["absent", `whole: ${JSON.stringify(empty)}`]);
  });
});
