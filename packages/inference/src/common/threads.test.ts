import { expect, test } from "vitest";
import { chooseThreads, physicalCores, ThreadGovernor } from "./threads.ts";

const cpu = (socket: number, core: number): string =>
  `processor : 0\nphysical id\t: ${String(socket)}\ncore id\t\t: ${String(core)}\n`;

test("hyper-threads of one core count once, sockets count apart", () => {
  expect(physicalCores([cpu(0, 0), cpu(0, 1), cpu(0, 0), cpu(1, 0)].join("\n"))).toBe(3);
  expect(physicalCores("processor : 0\nBogoMIPS : 50\n")).toBeNull();
});

test("threads: physical cores − 1, at least 1, never more than the usable processors", () => {
  const eight = Array.from({ length: 8 }, (_, core) => cpu(0, core)).join("\n");
  expect([
    chooseThreads(eight, 16),
    chooseThreads(eight, 4),
    chooseThreads(cpu(0, 0), 2),
    chooseThreads("", 6),
    chooseThreads("", 1),
  ]).toEqual([7, 3, 1, 5, 1]);
});

test("the governor halves the threads when speed collapses, and only then", () => {
  const governor = new ThreadGovernor(8);
  const lowered = [
    governor.record({ tokens: 100, ms: 1000 }),
    governor.record({ tokens: 60, ms: 1000 }),
    governor.record({ tokens: 1, ms: 10 }),
    governor.record({ tokens: 10, ms: 1000 }),
    governor.record({ tokens: 10, ms: 1000 }),
  ];
  expect([lowered, governor.threads]).toEqual([[false, false, false, true, false], 4]);
});

test("one thread is never lowered", () => {
  const governor = new ThreadGovernor(1);
  governor.record({ tokens: 100, ms: 1000 });
  expect([governor.record({ tokens: 1, ms: 5000 }), governor.threads]).toEqual([false, 1]);
});
