/** The part of koffi that is used here; the entry that owns the native module hands it in. */
export interface Koffi {
  load(path: string | null): { func(definition: string): (...values: never[]) => unknown };
}

/** Linux numbers, from <sys/prctl.h> and <sys/resource.h>. */
const PR_SET_DUMPABLE = 4;
const PR_GET_DUMPABLE = 3;
const RLIMIT_CORE = 4;

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
