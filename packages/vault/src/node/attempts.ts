import { createHash } from "node:crypto";
import { join } from "node:path";
import { isDiskFull } from "./disk-error.ts";
import { readSmall, replaceSmall, withFile, writeAll, type DiskFs } from "./disk-fs.ts";
import { folderOf } from "./object-store.ts";

/** Wrong passphrases that cost no waiting: people mistype. */
const FREE_FAILURES = 3;
/** Longest wait: guessing stays hopeless at 288 tries a day, and a person who mistyped is not locked out for long. */
export const MAX_WAIT_MS = 5 * 60_000;
/** Failures that mean the longest wait; assumed when the file is damaged. */
const UNKNOWN_FAILURES = FREE_FAILURES + 10;

const MAGIC = Buffer.from("casemate tries 1");
const FILE_BYTES = 80;
const FAILURES_AT = 16;
const WALL_AT = 24;
const UPTIME_AT = 32;
const BOOT_AT = 40;
const BOOT_BYTES = 8;
const CHECKSUM_AT = 48;

/** Times of the machine. `wall` can be set by anybody; `uptime` only runs forward but starts again with every boot. */
export interface MachineClock {
  /** Milliseconds since 1970. */
  wall(): number;
  /** Milliseconds since the machine started, sleep included. */
  uptime(): number;
  /** Something that is new with every boot; empty when the system does not tell. */
  bootId(): string;
}

/** Wait that follows the given number of failures in a row, in milliseconds. */
export function waitAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1000 * 2 ** (failures - FREE_FAILURES));
}

interface Stored {
  readonly failures: number;
  readonly wall: number;
  readonly uptime: number;
  readonly boot: Buffer;
}

/**
 * Counts attempts in `vault/attempts` before they are made, so that neither ending the process nor pulling the plug gives one for free.
 * Without hardware it slows down a person at this machine; somebody with a copy of the disk is slowed by the key derivation only.
 */
export class Attempts {
  readonly #fs: DiskFs;
  readonly #folder: string;
  readonly #path: string;
  readonly #clock: MachineClock;
  #failures: number;
  /** How the count was found when this process began; `clock_back`: with failures, from a later time than this clock has. */
  readonly found: "kept" | "lost" | "clock_back";
  /** No attempt before this uptime. */
  #waitUntil: number;

  /** `vaultExists`: then a missing file counts like a damaged one: unknown failures, the longest wait once. */
  constructor(fs: DiskFs, home: string, clock: MachineClock, vaultExists: boolean) {
    this.#fs = fs;
    this.#folder = folderOf(home, "vault");
    this.#path = join(this.#folder, "attempts");
    this.#clock = clock;
    const stored = this.#read();
    this.#failures = stored ? stored.failures : vaultExists ? UNKNOWN_FAILURES : 0;
    // Without failures there is no wait that a clock could shorten: machines that start two systems set theirs back every day.
    const clockBack = stored !== null && stored.failures > 0 && this.#passed(stored) < 0;
    this.found = clockBack ? "clock_back" : !stored && vaultExists ? "lost" : "kept";
    this.#waitUntil = clock.uptime() + (stored ? this.#remaining(stored) : waitAfter(this.#failures));
    // So that the longest wait comes once, not at every start. Failing to write it only means waiting again.
    if (!stored && vaultExists) this.#tryStore();
  }

  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds until an attempt is taken; 0 when one is taken now. */
  waitMs(): number {
    return Math.max(0, this.#waitUntil - this.#clock.uptime());
  }

  /** Counts an attempt durably, as failed until `succeeded`. Throws the system's error when it cannot be written. */
  count(): void {
    const failures = Math.min(this.#failures + 1, 0xffff_ffff);
    this.#store(failures);
    this.#failures = failures;
    this.#waitUntil = this.#clock.uptime() + waitAfter(failures);
  }

  /** Forgets the failures. Throws the system's error when that cannot be written; then they are remembered. */
  succeeded(): void {
    this.#store(0);
    this.#failures = 0;
    this.#waitUntil = 0;
  }

  /** Null when there is none, when it is damaged, and when something else stands in its place. */
  #read(): Stored | null {
    try {
      const bytes = readSmall(this.#fs, this.#path, FILE_BYTES + 1);
      return bytes && parse(bytes);
    } catch {
      return null;
    }
  }

  /** Milliseconds since it was stored. In the same boot the uptime counts, which nobody can set; else the wall clock, and then it may be negative. */
  #passed(stored: Stored): number {
    const boot = bootDigest(this.#clock.bootId());
    const sameBoot = boot !== null && boot.equals(stored.boot) && this.#clock.uptime() >= stored.uptime;
    return sameBoot ? this.#clock.uptime() - stored.uptime : this.#clock.wall() - stored.wall;
  }

  /** A clock that went backwards shortens nothing. */
  #remaining(stored: Stored): number {
    const wait = waitAfter(stored.failures);
    const passed = this.#passed(stored);
    return passed < 0 ? wait : Math.max(0, wait - passed);
  }

  /** Not atomic, but within one disk sector; torn, it counts as unknown failures. */
  #overwrite(bytes: Buffer): void {
    withFile(this.#fs, this.#fs.openWrite(this.#path), (fd) => {
      writeAll(this.#fs, fd, bytes, 0);
      this.#fs.sync(fd);
    });
  }

  #tryStore(): void {
    try {
      this.#store(this.#failures);
    } catch {
      // see the constructor
    }
  }

  #store(failures: number): void {
    const bytes = Buffer.alloc(FILE_BYTES);
    bytes.set(MAGIC, 0);
    bytes.writeUInt32LE(failures, FAILURES_AT);
    bytes.writeBigUInt64LE(BigInt(Math.max(0, Math.round(this.#clock.wall()))), WALL_AT);
    bytes.writeBigUInt64LE(BigInt(Math.max(0, Math.round(this.#clock.uptime()))), UPTIME_AT);
    bytes.set(bootDigest(this.#clock.bootId()) ?? Buffer.alloc(BOOT_BYTES), BOOT_AT);
    bytes.set(checksum(bytes), CHECKSUM_AT);
    try {
      replaceSmall(this.#fs, this.#folder, this.#path, bytes);
    } catch (error) {
      // A full disk must not keep a person from unlocking and removing something: the old file's block can still be overwritten.
      if (!isDiskFull(error) || !this.#fs.exists(this.#path)) throw error;
      this.#overwrite(bytes);
    }
  }
}

function parse(bytes: Buffer): Stored | null {
  if (bytes.length !== FILE_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (!checksum(bytes).equals(bytes.subarray(CHECKSUM_AT))) return null;
  return {
    failures: bytes.readUInt32LE(FAILURES_AT),
    wall: Number(bytes.readBigUInt64LE(WALL_AT)),
    uptime: Number(bytes.readBigUInt64LE(UPTIME_AT)),
    boot: bytes.subarray(BOOT_AT, BOOT_AT + BOOT_BYTES),
  };
}

/** Eight bytes of a digest: the boot id itself need not be on the disk. Null when unknown. */
function bootDigest(bootId: string): Buffer | null {
  return bootId === "" ? null : createHash("sha256").update(bootId).digest().subarray(0, BOOT_BYTES);
}

function checksum(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes.subarray(0, CHECKSUM_AT)).digest();
}
