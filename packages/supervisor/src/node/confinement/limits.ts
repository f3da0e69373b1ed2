import type { Tools } from "./tools.ts";

const MIB = 1024 * 1024;

/** Open files: Node itself needs about 25. */
const OPEN_FILES = 640;
/** What V8, thread stacks and Node's own buffers may need beside the JavaScript heap, in MiB. */
const PARSER_EXTRA_MIB = 1024;
/** Used when a service names no heap limit, in MiB. */
export const DEFAULT_HEAP_MIB = 512;

/**
 * One byte: the kernel then writes no core file, and hands no core to a crash collector either (core(5): a limit of 0 does not stop a
 * piped collector, a limit of 1 does). A core of the keeper would contain keys.
 */
const NO_CORE = "--core=1:1";

/** `prlimit …` to put in front of a command; empty where the tool is missing. Limits survive exec and cannot be raised again. */
export function limitPrefix(
  tools: Tools,
  kind: "plain" | "parser" | "runtime",
  maxHeapMiB: number,
): string[] {
  if (tools.prlimit === null) return [];
  if (kind === "plain") return [tools.prlimit, NO_CORE];
  const files = `--nofile=${String(OPEN_FILES)}:${String(OPEN_FILES)}`;
  // No file can grow: a box has nothing to write. Address space stays unlimited, because V8 reserves hundreds of gigabytes.
  const box = [tools.prlimit, NO_CORE, "--fsize=0:0", files];
  if (kind === "runtime") return box;
  // Counts private writable memory, so it also holds for what is allocated outside the JavaScript heap.
  const data = String((maxHeapMiB + PARSER_EXTRA_MIB) * MIB);
  return [...box, `--data=${data}:${data}`];
}

/** Ends the command when its parent dies, however it dies. Linux; empty where the tool is missing. */
export function parentDeathPrefix(tools: Tools): string[] {
  return tools.setpriv === null ? [] : [tools.setpriv, "--pdeathsig", "KILL"];
}
