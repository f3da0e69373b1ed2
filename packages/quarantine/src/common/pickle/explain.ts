import type { ByteSource } from "../byte-source.ts";
import { plural, visible } from "../text.ts";
import { PickleMachine, type PickleCall } from "./machine.ts";
import { readOp } from "./opcodes.ts";

/** Most instructions looked at. Enough for every real checkpoint's structure; an endless program ends here. */
const MAX_OPS = 200_000;
/** PyTorch's old format is five pickles one after another. */
const MAX_PROGRAMS = 8;

export interface PickleProgram {
  /** Whether the bytes are a pickle beyond doubt: the program runs to its end, or names a function and calls it. */
  readonly certain: boolean;
  readonly message: string;
  /** The call that decided the message. */
  readonly call: PickleCall | null;
}

/** Names that only build values. Everything else counts as running something. */
const HARMLESS =
  /^(collections\.(OrderedDict|defaultdict)|(torch\._utils\._rebuild_(tensor(_v2)?|parameter)|torch\.(\w+Storage|Size|device|dtype|float\w*|bfloat16))|torch\.storage\._load_from_bytes|numpy(\._?core)?\.multiarray\.(_reconstruct|scalar)|numpy\.(ndarray|dtype)|_codecs\.encode|copy_?reg\._reconstructor|(builtins|__builtin__)\.(set|frozenset|list|dict|tuple|object|int|float|complex|bytearray|bytes|slice|range)|datetime\.\w+|decimal\.Decimal|fractions\.Fraction|uuid\.UUID)$/;

/** Modules and functions that start programs, open the network, or run code. */
const STARTS =
  /^(os|posix|nt|subprocess|_posixsubprocess|pty|commands|popen2|shutil|runpy|importlib|imp|sys|socket|ctypes|_ctypes|code|codeop|pip|webbrowser|asyncio|multiprocessing|platform|timeit|cProfile|profile|pdb|bdb|doctest|venv|ensurepip|idlelib|distutils|setuptools|torch\.(hub|load)|pickle|_pickle|marshal|dill|cloudpickle|joblib|types|functools|operator)(\.|$)|^(builtins|__builtin__)\.(eval|exec|execfile|compile|__import__|getattr|open|apply|input|breakpoint)$/;

/** Walks a pickle program without running it and says what it would do. `from`: where it starts in the file. */
export function explainPickle(source: ByteSource, from = 0): PickleProgram {
  const calls: PickleCall[] = [];
  const globals = new Set<string>();
  let at = from;
  let whole = 0;
  let ops = 0;
  for (let program = 0; program < MAX_PROGRAMS; program++) {
    const machine = new PickleMachine();
    const end = walk(machine, source, at, () => ++ops <= MAX_OPS);
    calls.push(...machine.calls);
    for (const name of machine.globals) globals.add(name);
    if (end === null) break;
    at = end;
    if (machine.consistent && machine.depth === 1) whole++;
    else break;
  }
  const call =
    calls.find(({ name }) => STARTS.test(name)) ?? calls.find(({ name }) => !HARMLESS.test(name)) ?? null;
  return {
    certain: whole > 0 || calls.some(({ sure }) => sure),
    message: messageFor(call, calls, globals),
    call,
  };
}

/** Runs one program; the position after its end, or null when it has none. */
function walk(machine: PickleMachine, source: ByteSource, from: number, more: () => boolean): number | null {
  let at = from;
  while (more()) {
    const op = readOp(source, at);
    if (!op) return null;
    if (op.code === ".") return op.end;
    machine.step(op);
    at = op.end;
  }
  return null;
}

function messageFor(
  call: PickleCall | null,
  calls: readonly PickleCall[],
  globals: ReadonlySet<string>,
): string {
  if (call) {
    const shown = `${visible(call.name, 160)}(${call.args})`;
    return STARTS.test(call.name)
      ? `Loading it would run a program: ${shown}`
      : `Loading it would call a function of its maker's choice: ${shown}`;
  }
  const named =
    calls.length > 0
      ? `This one makes ${plural(calls.length, "ordinary call")}`
      : globals.size > 0
        ? `This one names ${plural(globals.size, "function")}`
        : "This one shows no call";
  return `This is a Python pickle, a program that runs when it is loaded. ${named}, but Casemate admits none.`;
}
