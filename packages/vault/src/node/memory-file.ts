import { ftruncateSync } from "node:fs";
import { largePages, type LargePages } from "./large-pages.ts";
import type { Koffi } from "./libc.ts";

/** Linux numbers, from <linux/memfd.h> and <linux/fcntl.h>. */
const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE: from now on nobody can change these bytes, whoever holds the descriptor. */
const ALL_SEALS = 1 | 2 | 4 | 8;

export interface MemoryFile {
  readonly fd: number;
  /** Where its next bytes will lie. */
  readonly pages: LargePages;
  /** Forbids every further change. Throws when the system refuses. */
  seal(): void;
}

export interface MemoryFiles {
  /** A new memory file of `bytes` zeros, not inherited by children. Throws when the system refuses. */
  create(bytes: number): MemoryFile;
}

/** Linux only. */
export function memoryFiles(koffi: Koffi): MemoryFiles {
  const libc = koffi.load(null);
  const memfdCreate = libc.func("int memfd_create(const char *name, unsigned int flags)") as (
    name: string,
    flags: number,
  ) => number;
  const fcntl = libc.func("int fcntl(int fd, int command, ...)") as (
    fd: number,
    command: number,
    type: string,
    value: number,
  ) => number;
  return {
    create: (bytes) => {
      const fd = memfdCreate("casemate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
      if (fd < 0) throw new Error("memfd_create was refused");
      ftruncateSync(fd, bytes);
      const pages = largePages(koffi, fd, bytes);
      return {
        fd,
        pages,
        seal: () => {
          // The system seals no file that somebody might still write to through a mapping.
          pages.end();
          if (fcntl(fd, F_ADD_SEALS, "int", ALL_SEALS) !== 0)
            throw new Error("the memory file could not be sealed");
        },
      };
    },
  };
}
