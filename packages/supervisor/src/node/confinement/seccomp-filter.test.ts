import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, assemble, jumpIfEqual, load } from "./bpf.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import { AUDIT_ARCH, LAST_KNOWN_CALL, syscallNumber, X32_BIT, type SeccompArch } from "./syscalls.ts";

interface Call {
  readonly number: number;
  readonly arch?: number;
  readonly args?: readonly number[];
}

/** An interpreter for the part of classic BPF that seccomp uses, after linux/filter.h. Independent of the assembler. */
function run(
  program: Uint8Array,
  own: SeccompArch,
  { number, arch = AUDIT_ARCH[own], args = [] }: Call,
): string {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number >>> 0, true);
  data.setUint32(4, arch >>> 0, true);
  args.forEach((value, index) => {
    data.setBigInt64(16 + 8 * index, BigInt(value), true);
  });
  const code = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const k = code.getUint32(at * 8 + 4, true);
    const jump = (taken: boolean): void => {
      at += code.getUint8(at * 8 + (taken ? 2 : 3));
    };
    // prettier-ignore
    switch (code.getUint16(at * 8, true)) {
      case 0x20: accumulator = data.getUint32(k, true); break;
      case 0x15: jump(accumulator === k); break;
      case 0x25: jump(accumulator > k); break;
      case 0x45: jump((accumulator & k) !== 0); break;
      case 0x06: return nameOf(k);
      default: throw new Error("unknown instruction");
    }
  }
  throw new Error("ran off the end");
}

function nameOf(action: number): string {
  if (action === 0x7fff0000) return "allow";
  if (action === 0x80000000) return "kill";
  return action >>> 16 === 5 ? `errno ${String(action & 0xffff)}` : "other";
}

const READ = { x64: 0, arm64: 63 } as const;
const EXECVE = { x64: 59, arm64: 221 } as const;

describe.each(["x64", "arm64"] as const)("the filter for %s", (own) => {
  const number = (name: Parameters<typeof syscallNumber>[1]): number => syscallNumber(own, name) ?? -1;
  const parser = seccompFilter(own, "parser");
  const runtime = seccompFilter(own, "runtime");

  it("kills a process that switches to another ABI", () => {
    const other = own === "x64" ? 0x40000003 : 0x40000028; // 32-bit x86, 32-bit Arm
    expect(run(parser, own, { number: READ[own], arch: other })).toBe("kill");
    if (own === "x64") expect(run(parser, own, { number: X32_BIT | 0 })).toBe("kill");
  });

  it("lets through what Node lives on, and the exec that starts it", () => {
    expect([READ[own], EXECVE[own]].map((call) => run(parser, own, { number: call }))).toEqual([
      "allow",
      "allow",
    ]);
  });

  it.each([
    "ptrace",
    "mount",
    "keyctl",
    "bpf",
    "userfaultfd",
    "perf_event_open",
    "io_uring_setup",
    "process_vm_readv",
    "unshare",
    "setns",
    "listen",
  ] as const)("denies %s to both", (name) => {
    expect([parser, runtime].map((program) => run(program, own, { number: number(name) }))).toEqual([
      "errno 1",
      "errno 1",
    ]);
  });

  it("denies every socket to the parser and all but IPv4 and IPv6 to the runtime", () => {
    const socket = number("socket");
    const families = [1, 2, 10, 16, 17, 38, 40];
    expect(families.map((family) => run(parser, own, { number: socket, args: [family] }))).toEqual(
      families.map(() => "errno 1"),
    );
    expect(
      families.filter((family) => run(runtime, own, { number: socket, args: [family] }) === "allow"),
    ).toEqual([2, 10]);
  });

  it("allows threads and denies processes and namespaces", () => {
    const clone = (flags: number): string => run(runtime, own, { number: number("clone"), args: [flags] });
    expect([clone(0x3d0f00), clone(17), clone(0x4111), clone(0x10010000), clone(0x00010080)]).toEqual([
      "allow",
      "errno 1",
      "errno 1",
      "errno 1",
      "errno 1",
    ]);
    expect(run(runtime, own, { number: number("clone3") })).toBe("errno 38");
  });

  it("opens files for reading only", () => {
    const open = (flags: number): string =>
      run(parser, own, { number: number("openat"), args: [-100, 0, flags] });
    expect([0, 0x80000, 1, 2, 0x40, 0x200].map(open)).toEqual([
      "allow",
      "allow",
      ...Array<string>(4).fill("errno 30"),
    ]);
  });

  it("answers every number, and never allows one that is newer than the tables", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.array(fc.integer(), { maxLength: 6 }),
        (call, args) => {
          const decision = run(runtime, own, { number: call, args });
          expect(["allow", "kill", "errno 1", "errno 30", "errno 38"]).toContain(decision);
          if (call > LAST_KNOWN_CALL) expect(decision).not.toBe("allow");
        },
      ),
    );
  });
});

it("the assembler refuses a jump that leaves the program or does not fit a byte", () => {
  expect(() => assemble([load(0), jumpIfEqual(1, 2, 0), answer(0)])).toThrow(RangeError);
  expect(() => assemble([jumpIfEqual(1, 256, 0), ...Array.from({ length: 300 }, () => answer(0))])).toThrow(
    RangeError,
  );
});
