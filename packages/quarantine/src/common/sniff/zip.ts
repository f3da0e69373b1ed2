import { readUpTo, type ByteSource } from "../byte-source.ts";
import { explainPickle } from "../pickle/explain.ts";
import { latin1, quoted, utf8 } from "../text.ts";
import { notAdmitted, type Sniffed, type Sniffer } from "./define-sniffer.ts";

/** Most members looked at, from the front. What a ZIP is shows in its first ones. */
const MAX_MEMBERS = 4096;
/** Bytes of a member's own header before its name. */
const LOCAL_HEADER = 30;
/** Flag bit: sizes follow the data, so the next member cannot be found by them. */
const SIZES_FOLLOW = 0x08;
/** Bytes searched for the next member when its place is not known. */
const SEARCH_BYTES = 1024 * 1024;

interface Member {
  readonly name: string;
  readonly stored: boolean;
  readonly dataAt: number;
  /** Bytes of its data, 0 when they are told only after it. */
  readonly bytes: number;
}

/** ZIP archives, told apart by their members: PyTorch, Keras, NumPy, Java, office documents. */
export const sniffZip: Sniffer = (head, source) => {
  if (latin1(head.subarray(0, 4)) !== "PK\x03\x04") return null;
  const members = [...listMembers(source)];
  const find = (pattern: RegExp): Member | undefined => members.find(({ name }) => pattern.test(name));
  const pickle = find(/(^|\/)[^/]*\.pkl$/);
  if (pickle) return torch(pickle, source);
  if (find(/^(config\.json|model\.weights\.h5)$/) && find(/\.(h5|json)$/)) {
    return notAdmitted("Keras archive", {
      rule: "format.keras",
      where: "config.json",
      message: "This is a Keras model. Its layers can hold Python code that runs when the model is loaded.",
    });
  }
  if (find(/\.npy$/))
    return notAdmitted("NumPy archive", {
      rule: "format.npy",
      message:
        "This is an archive of NumPy arrays. Such files can hold pickles, which run programs when they are loaded.",
    });
  if (find(/^META-INF\/MANIFEST\.MF$/))
    return notAdmitted("Java program", {
      rule: "format.program",
      message: "This is a Java program. Starting it would run whatever its maker put in.",
    });
  if (find(/^constants\.pkl$|^code\/.*\.py$|\/code\/.*\.py$/))
    return notAdmitted("TorchScript", {
      rule: "format.torch-zip",
      message: "This is a TorchScript archive. It holds program code.",
    });
  const first = members[0];
  const inside = first ? ` Its first member is ${quoted(first.name)}.` : "";
  return notAdmitted("ZIP", {
    rule: "format.zip",
    message: `This is a ZIP archive. What is inside cannot be judged from outside.${inside}`,
  });
};

function torch(pickle: Member, source: ByteSource): Sniffed {
  const program = pickle.stored ? explainPickle(source, pickle.dataAt) : null;
  const what = program?.call
    ? program.message
    : `Its part ${quoted(pickle.name)} is a Python pickle, a program that runs when it is loaded.`;
  return notAdmitted("PyTorch archive", {
    rule: "format.torch-zip",
    offset: program?.call?.at ?? pickle.dataAt,
    length: program?.call ? 1 : 2,
    where: pickle.name,
    message: program?.call ? what : `This is a PyTorch archive. ${what}`,
  });
}

/** Walks the members' own headers from the front: what a loader that streams would see. */
function* listMembers(source: ByteSource): Generator<Member> {
  let at = 0;
  for (let index = 0; index < MAX_MEMBERS; index++) {
    const header = readUpTo(source, at, LOCAL_HEADER);
    if (header.length < LOCAL_HEADER || latin1(header.subarray(0, 4)) !== "PK\x03\x04") return;
    const view = new DataView(header.buffer);
    const nameBytes = view.getUint16(26, true);
    const dataAt = at + LOCAL_HEADER + nameBytes + view.getUint16(28, true);
    const bytes = (view.getUint16(6, true) & SIZES_FOLLOW) === 0 ? view.getUint32(18, true) : 0;
    yield {
      name: utf8(readUpTo(source, at + LOCAL_HEADER, nameBytes)),
      stored: view.getUint16(8, true) === 0,
      dataAt,
      bytes,
    };
    const next = bytes > 0 ? dataAt + bytes : nextMember(source, dataAt);
    if (next === null || next > source.size) return;
    at = next;
  }
}

function nextMember(source: ByteSource, from: number): number | null {
  const bytes = readUpTo(source, from, SEARCH_BYTES);
  for (let index = bytes.indexOf(0x50); index >= 0; index = bytes.indexOf(0x50, index + 1)) {
    if (bytes[index + 1] === 0x4b && bytes[index + 2] === 0x03 && bytes[index + 3] === 0x04)
      return from + index;
  }
  return null;
}
