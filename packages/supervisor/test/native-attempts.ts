// Runs inside a box as code that has taken the process over would: system calls made directly, past everything Node forbids.
// Prints what each answered: "ok" or the error number's name.
import koffi from "koffi";
import { constants } from "node:os";

// The calls are made with numbers of x86-64 on purpose: this file is the attacker, not the filter's table read back.
const CALLS: Readonly<Record<string, readonly number[]>> = {
  getpid: [39],
  ptraceTraceme: [101, 0],
  readOtherMemory: [310, 1, 0, 0, 0, 0],
  writeOtherMemory: [311, 1, 0, 0, 0, 0],
  pidfdOpen: [434, 1, 0],
  mount: [165, 0, 0, 0, 0],
  mountNew: [430, 0, 0],
  umount: [166, 0, 0],
  pivotRoot: [155, 0, 0],
  chroot: [161, 0],
  newUserNamespace: [272, 0x10000000],
  newNetworkNamespace: [272, 0x40000000],
  enterNamespace: [308, 0, 0],
  keyring: [250, 0, -3, 0],
  addKey: [248, 0, 0, 0, 0, 0],
  bpf: [321, 0, 0, 0],
  userfault: [323, 0],
  perf: [298, 0, 0, -1, -1, 0],
  ioUring: [425, 1, 0],
  kernelLog: [103, 2, 0, 0],
  openByHandle: [304, 0, 0, 0],
  makeDevice: [259, -100, 0, 0x2000, 0],
  loadModule: [313, -1, 0, 0],
  sharedMemory: [29, 1, 4096, 0o1600],
  hostName: [170, 0, 0],
  personality: [135, 0xffffffff],
  socketUnix: [41, 1, 1, 0],
  socketPair: [53, 1, 1, 0, 0],
  socketNetlink: [41, 16, 3, 0],
  socketPacket: [41, 17, 3, 0],
  socketVirtualMachine: [41, 40, 1, 0],
  socketCrypto: [41, 38, 5, 0],
  socketInternet: [41, 2, 1, 0],
  listen: [50, -1, 1],
  openForWriting: [257, -100, 0, 2],
  openOldStyle: [2, 0, 0x241],
  open2: [437, -100, 0, 0],
  changeMode: [91, -1, 0o777],
  terminalInput: [16, 0, 0x5412, 0],
  forkByClone: [56, 17, 0, 0, 0, 0],
  fork: [57],
  vforkLike: [56, 0x4111, 0, 0, 0, 0],
  clone3: [435, 0, 0],
  callOfTheFuture: [900],
};

const libc = koffi.load("libc.so.6");
const syscall = libc.func("syscall", "long", ["long", "long", "long", "long", "long", "long"]);
const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

const forbidden = process.argv[2];
if (forbidden === "x32") syscall(0x40000000 + 39, 0, 0, 0, 0, 0);

const results: Record<string, string> = {};
for (const [name, numbers] of Object.entries(CALLS)) {
  const [number = 0, a = 0, b = 0, c = 0, d = 0, e = 0] = numbers;
  const answer = syscall(number, a, b, c, d, e) as number;
  results[name] = answer === -1 ? (names.get(koffi.errno()) ?? String(koffi.errno())) : "ok";
  if (answer === 0 && name.startsWith("fork")) process.exit(0);
}
console.log(JSON.stringify(results));
