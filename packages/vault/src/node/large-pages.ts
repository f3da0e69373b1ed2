import { writeSync } from "node:fs";
import type { Koffi } from "./libc.ts";

/** Linux numbers, from <sys/mman.h>; MADV_COLLAPSE is there since Linux 6.1. */
const PROT_NONE = 0;
const MAP_SHARED = 0x01;
const MAP_PRIVATE = 0x02;
const MAP_FIXED = 0x10;
const MAP_ANONYMOUS = 0x20;
const MADV_COLLAPSE = 25;
/** What mmap answers when it was refused. */
const MAP_FAILED = -1;

/** A large page on x86-64, and on arm64 with pages of 4 KiB. Elsewhere the system refuses and small ones serve. */
const LARGE_PAGE_BYTES = 2 * 1024 * 1024;
/** Made by one call on another thread: some hundred microseconds. */
const STEP_BYTES = 4 * LARGE_PAGE_BYTES;
/**
 * Steps on their way. More than one, because a virtual machine may have to be given the memory by its host first: that takes ten times as long as
 * clearing it, and goes on for several processors side by side.
 */
const STEPS_AHEAD = 3;
/** After so many refusals no more are asked for: looking for large pages where there are none takes long. */
const MOST_REFUSALS = 2;
const ONE_ZERO = new Uint8Array(1);

/** koffi runs `async` on another thread. */
type Madvise = ((...values: number[]) => number) & {
  readonly async: (
    address: number,
    length: number,
    advice: number,
    done: (error: unknown, result: number) => void,
  ) => void;
};

export interface LargePages {
  /**
   * Resolves when the bytes before `end` may be written. One call at a time. What follows is being prepared meanwhile. Never rejects: where there are no large pages,
   * the system takes small ones when they are written.
   */
  before(end: number): Promise<void>;
  /** Call it before sealing, and when nothing is being prepared. */
  end(): void;
}

/**
 * Has a memory file lie in pages of 2 MiB rather than 4 KiB. Taking a page, and taking it back when the last process that holds it ends, costs
 * the system about the same for either: 500 times less this way, which is what a lock with a loaded model waits for. Nobody needs to have
 * switched large pages on for memory files (`shmem_enabled`): MADV_COLLAPSE asks for them (madvise(2)). Nothing can be read or written through
 * the mapping that it needs.
 */
export function largePages(koffi: Koffi, fd: number, bytes: number): LargePages {
  // A large page beyond the end would hold memory that nobody uses.
  const length = bytes - (bytes % LARGE_PAGE_BYTES);
  const libc = koffi.load(null);
  const mmap = libc.func(
    "intptr_t mmap(intptr_t address, size_t length, int protection, int flags, int fd, int64_t offset)",
  ) as (...values: number[]) => number;
  const munmap = libc.func("int munmap(intptr_t address, size_t length)") as (...values: number[]) => number;
  const madvise = libc.func("int madvise(intptr_t address, size_t length, int advice)") as Madvise;
  const collapse = (address: number, size: number): Promise<boolean> =>
    new Promise((resolve) => {
      madvise.async(address, size, MADV_COLLAPSE, (error, result) => {
        resolve(error === null && result === 0);
      });
    });

  const reserved = length + LARGE_PAGE_BYTES;
  const room = length === 0 ? MAP_FAILED : mmap(0, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const base = Math.ceil(room / LARGE_PAGE_BYTES) * LARGE_PAGE_BYTES;
  const mapped = room !== MAP_FAILED && mmap(base, length, PROT_NONE, MAP_SHARED | MAP_FIXED, fd, 0) === base;
  let refusals = 0;
  /** Bytes from the beginning that may be written, and that were asked for. */
  let [ready, asked] = [0, 0];
  /** In the file's order. */
  const coming: Promise<void>[] = [];

  /** A large page is made out of a range that holds at least one small one. */
  const makeLarge = async (from: number, size: number): Promise<void> => {
    try {
      for (let at = from; at < from + size; at += LARGE_PAGE_BYTES) writeSync(fd, ONE_ZERO, 0, 1, at);
      if (!(await collapse(base + from, size))) refusals += 1;
    } catch {
      refusals += 1; // whoever writes there is told why
    }
  };
  const ask = (): void => {
    while (mapped && refusals < MOST_REFUSALS && asked < length && coming.length < STEPS_AHEAD) {
      coming.push(makeLarge(asked, Math.min(STEP_BYTES, length - asked)));
      asked += STEP_BYTES;
    }
  };

  return {
    before: async (end) => {
      ask();
      while (ready < Math.min(end, length)) {
        const step = coming.shift();
        await step;
        ready = step === undefined ? length : ready + STEP_BYTES;
        ask();
      }
    },
    end: () => {
      if (room !== MAP_FAILED) munmap(room, reserved);
    },
  };
}
