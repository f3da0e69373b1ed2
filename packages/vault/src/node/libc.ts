/** The part of koffi that is used here; the entry that owns the native module hands it in. */
export interface Koffi {
  load(path: string | null): { func(definition: string): (...values: never[]) => unknown };
}

/** Linux numbers, from <sys/prctl.h>, <sys/resource.h>, <linux/memfd.h> and <linux/fcntl.h>. */
const PR_SET_DUMPABLE = 4;
const PR_GET_DUMPABLE = 3;
const RLIMIT_CORE = 4;
const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE: from now on nobody can change these bytes, whoever holds the descriptor. */
const ALL_SEALS = 1 | 2 | 4 | 8;

/** Keeps key processes out of core dumps and away from debuggers of the same user. Answers what could not be done, in plain sentences. */
export function hardenProcess(koffi: Koffi | null, platform: NodeJS.Platform): string[] {
  if (platform === "win32")
    return ["This system offers no protection against memory dumps of the key process to Casemate yet."];
  if (!koffi)
    return [
      "The key process could not be protected against memory dumps: the native module koffi does not load.",
    ];
  const libc = koffi.load(null);
  const notes: string[] = [];
  const setrlimit = libc.func("int setrlimit(int resource, const void *limit)") as (
    resource: number,
    limit: Uint8Array,
  ) => number;
  if (setrlimit(RLIMIT_CORE, new Uint8Array(16)) !== 0)
    notes.push("Core dumps of the key process could not be switched off.");
  if (platform !== "linux")
    return [...notes, "Other programs of the same user can read the key process's memory on this system."];
  const prctl = libc.func(
    "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
  ) as (...values: number[]) => number;
  const set = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) === 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) === 0;
  if (!set)
    notes.push(
      "Other programs of the same user can read the key process's memory: the system refused to forbid it.",
    );
  return notes;
}

export interface MemoryFiles {
  /** A new memory file, not inherited by children. Throws when the system refuses. */
  create(): number;
  /** Forbids every further change. Throws when the system refuses. */
  seal(fd: number): void;
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
    create: () => {
      const fd = memfdCreate("casemate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
      if (fd < 0) throw new Error("memfd_create was refused");
      return fd;
    },
    seal: (fd) => {
      if (fcntl(fd, F_ADD_SEALS, "int", ALL_SEALS) !== 0)
        throw new Error("the memory file could not be sealed");
    },
  };
}
