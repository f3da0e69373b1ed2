import { readFileSync, readlinkSync } from "node:fs";

export interface NetCounters {
  /** Connection attempts and datagrams that a process inside made since the box started; null = could not be read. */
  readonly attempts: number | null;
  /** The network namespace, as the kernel names it: "net:[4026532281]". */
  readonly netns: string | null;
}

/** What counts as an attempt: "Group.Field" in /proc/PID/net/snmp, and fields of snmp6. */
const COUNTED = ["Tcp.ActiveOpens", "Ip.OutNoRoutes", "Udp.OutDatagrams"];
const COUNTED6 = ["Ip6OutNoRoutes", "Udp6OutDatagrams"];

/**
 * Reads the counters of the network namespace that `pid` lives in. Linux only. Answers `attempts: null` when they cannot be read, and
 * also when the process shares this process's namespace: then the numbers would be the machine's, not the box's.
 */
export function readNetCounters(pid: number): NetCounters {
  const folder = `/proc/${String(pid)}`;
  try {
    const netns = readlinkSync(`${folder}/ns/net`);
    if (netns === readlinkSync("/proc/self/ns/net")) return { attempts: null, netns };
    const version4 = sumOf(parseSnmp(readFileSync(`${folder}/net/snmp`, "latin1")), COUNTED);
    const version6 = sumOf(parseSnmp6(readOptional(`${folder}/net/snmp6`)), COUNTED6);
    return { attempts: version4 === null ? null : version4 + (version6 ?? 0), netns };
  } catch {
    return { attempts: null, netns: null };
  }
}

/** Pairs of lines: names, then values, both led by "Group:". */
export function parseSnmp(text: string): Map<string, number> {
  const lines = text.split("\n");
  const fields = new Map<string, number>();
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const names = (lines[at] ?? "").split(" ");
    const values = (lines[at + 1] ?? "").split(" ");
    if (names[0] !== values[0]) break;
    names.forEach((name, column) => {
      if (column > 0) fields.set(`${(names[0] ?? "").slice(0, -1)}.${name}`, Number(values[column]));
    });
  }
  return fields;
}

/** One "name value" a line. */
export function parseSnmp6(text: string): Map<string, number> {
  const fields = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [name, value] = line.trim().split(/\s+/);
    if (name && value !== undefined) fields.set(name, Number(value));
  }
  return fields;
}

/** null when a field is missing or not a number: unknown, never zero. */
function sumOf(fields: ReadonlyMap<string, number>, names: readonly string[]): number | null {
  let sum = 0;
  for (const name of names) {
    const value = fields.get(name);
    if (value === undefined || !Number.isSafeInteger(value)) return null;
    sum += value;
  }
  return sum;
}

/** IPv6 can be switched off in the kernel; then the file is missing and nothing can be sent that way. */
function readOptional(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
