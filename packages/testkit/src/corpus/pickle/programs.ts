import { pickleCall, PickleWriter } from "../../pickle-builder.ts";
import type { CorpusRow } from "../row.ts";
import { latin1, refused } from "../twin.ts";

/** `posix.system("id")` as Python writes it in each protocol, and by each opcode that calls. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  "protocol 0": "cposix\nsystem\np0\n(Vid\np1\ntp2\nRp3\n.",
  "protocol 1": "cposix\nsystem\nq\x00(X\x02\x00\x00\x00idq\x01tq\x02Rq\x03.",
  "protocol 2": "\x80\x02cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03.",
  "protocol 3": "\x80\x03cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03.",
  "protocol 4":
    "\x80\x04\x95\x1d\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
  "protocol 5":
    "\x80\x05\x95\x1d\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
  "INST, protocol 0": "(S'id'\niposix\nsystem\n.",
  "OBJ, protocol 1": "(cposix\nsystem\nS'id'\no.",
  "OBJ whose value is thrown away": "(cposix\nsystem\nS'id'\no0N.",
  NEWOBJ: "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85\x81.",
  NEWOBJ_EX: "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85}\x92.",
  "names through the memo": "\x80\x04\x8c\x05posix\x94\x8c\x06system\x9400h\0h\x01\x93\x8c\x02id\x85R.",
  "names through a memo filled out of order":
    "\x80\x04\x8c\x05posixq\x05\x8c\x06systemq\x020" + "0h\x05h\x02\x93\x8c\x02id\x85R.",
  "names duplicated and thrown away": "\x80\x04\x8c\x05posix20\x8c\x06system\x93\x8c\x02id\x85R.",
  "a memo filled from the stack, not from the last name":
    "\x80\x04\x8c\x05posix\x8c\x0bcollections0\x940\x8c\x06system\x8c\x03xyz0\x940h\0h\x01\x93\x8c\x02id\x85R.",
  "a memo place written twice":
    "\x80\x04\x8c\x0bcollectionsq\0\x8c\x05posixq\x000" + "0h\0\x8c\x06system\x93\x8c\x02id\x85R.",
  "a module imported by name":
    "cimportlib\nimport_module\n(Vposix\ntR0cbuiltins\ngetattr\n(cimportlib\nimport_module\n(Vposix\ntRVsystem\ntR(Vid\ntR.",
  "an attribute getter": "coperator\nattrgetter\n(Vsystem\ntR(c__builtin__\n__import__\n(Vos\ntRtR(Vid\ntR.",
  "a call behind a line of five kilobytes": `V${"x".repeat(5000)}\n0cposix\nsystem\n(Vid\ntR.`,
  "two values left on the stack": "NNcposix\nsystem\n(Vid\ntR.",
  "a frame that ends inside an opcode":
    "\x80\x04\x95\x03\0\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
  "a frame longer than the file":
    "\x80\x04\x95\xff\xff\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
  "without an end": "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R",
  "behind a harmless pickle": "\x80\x02N.\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R.",
  "through getattr": "cbuiltins\ngetattr\n(cposix\n__dict__\nVsystem\ntR(Vid\ntR.",
  "a memo place that is not there, after the call": "cposix\nsystem\n(Vid\ntRg99\n.",
  "a key that cannot be hashed, after the call": "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R0}]Ns.",
  "behind the magic of a picture": "GIF89a\0\0\x000cposix\nsystem\n(Vid\ntR.",
  "old PyTorch magic written as text": "I119547037146038801333356\n.cposix\nsystem\n(Vid\ntR.",
};

const nested = pickleCall("posix", "system", "id");
const base64 = Buffer.from(nested).toString("base64");

function doubled(times: number): Uint8Array {
  return new PickleWriter().proto(2).ops("K\x01").ops("2\x86".repeat(times)).ops(".").bytes();
}

export const SHAPES: readonly CorpusRow[] = [
  ...Object.entries(PROGRAMS).map(([what, text]) => refused(what, "format.pickle-program", text)),
  refused("unknown extension code", "format.pickle-program", "\x80\x02\x82\x07)R."),
  refused("overwrites a loaded module", "format.pickle-program", "csys\nmodules\nVos\ncsys\nmodules\nsN."),
  refused("sets the state of a class", "format.pickle-program", "\x80\x02ctorch.nn\nModule\n}b."),
  refused("only imports a module, which runs it", "format.pickle", "\x80\x02cantigravity\nfly\n."),
  refused("ordinary calls only", "format.pickle", "\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01."),
  refused("data only, protocol 0", "format.pickle", "(dp0\nVkey\np1\nI1\ns."),
  refused("data only, protocol 4", "format.pickle", "\x80\x04N."),
  refused("persistent ids only", "format.pickle", "\x80\x02X\x01\x00\x00\x00aQ."),
  refused(
    "a pickle inside a pickle",
    "format.pickle-program",
    new PickleWriter().proto(3).global("pickle", "loads").blob(nested).ops("\x85R.").bytes(),
  ),
  refused(
    "a pickle in base64 inside a pickle",
    "format.pickle-program",
    new PickleWriter().proto(3).text(base64).ops(".").bytes(),
  ),
  refused(
    "a pickle in hexadecimal inside a pickle",
    "format.pickle-program",
    new PickleWriter().proto(3).text(Buffer.from(nested).toString("hex")).ops(".").bytes(),
  ),
  refused(
    "three pickles inside each other",
    "format.pickle-program",
    new PickleWriter()
      .proto(3)
      .blob(new PickleWriter().proto(3).blob(nested).ops(".").bytes())
      .ops(".")
      .bytes(),
  ),
  refused("broken bytes after the call", "format.pickle-broken", "cposix\nsystem\n(S'id'\ntR\xff\xff\xff"),
  refused(
    "a call, then text that is no text",
    "format.pickle-broken",
    "\x80\x02cposix\nsystem\n(X\x02\0\0\0idtRX\xff\xff\xff\xff",
  ),
  refused("a tuple doubled a hundred times", "format.pickle-bomb", doubled(100)),
  refused("a memo place of four billion", "format.pickle-bomb", "\x80\x02Nr\xff\xff\xff\xff."),
  refused(
    "lists doubled through the memo",
    "format.pickle-bomb",
    latin1(`]q\0${Array.from({ length: 40 }, () => "0](h\0h\0eq\0").join("")}.`),
  ),
];
