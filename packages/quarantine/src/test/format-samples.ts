import type { RuleId } from "../common/rules/index.ts";
import { ByteWriter } from "@casemate/testkit";

/** One file that is not a model: its bytes, the rule, and what the message must say. */
export interface FormatRow {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly rule: RuleId;
  readonly says: string | RegExp;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function row(what: string, content: string | Uint8Array, rule: RuleId, says: string | RegExp): FormatRow {
  return { what, bytes: typeof content === "string" ? latin1(content) : content, rule, says };
}

/** A ZIP with stored members; enough of one for readers that go by the members' own headers. */
export function zip(members: Readonly<Record<string, string>>): Uint8Array {
  const writer = new ByteWriter();
  for (const [name, content] of Object.entries(members)) {
    const data = latin1(content);
    writer.text("PK\x03\x04").u16(20).u16(0).u16(0).u32(0).u32(0).u32(data.length).u32(data.length);
    const nameBytes = new TextEncoder().encode(name);
    writer.u16(nameBytes.length).u16(0).raw(nameBytes).raw(data);
  }
  return writer.text("PK\x05\x06").zeros(18).bytes();
}

const SYSTEM_ID = 'Loading it would run a program: posix.system("id")';
/** `posix.system("id")` as Python writes it in each protocol. */
export const PICKLES: Readonly<Record<string, string>> = {
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
  "names through the memo":
    "\x80\x04\x8c\x05posix\x94\x8c\x06system\x94" + "0" + "0" + "h\0h\x01\x93\x8c\x02id\x85R.",
  "broken after the call": "cposix\nsystem\n(S'id'\ntR\xff\xff\xff",
  "without an end": "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R",
  "behind a harmless pickle": "\x80\x02N.\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R.",
};

const TORCH_OLD =
  "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00.\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01.";
const ORDINARY = "\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01.";

export const FORMATS: readonly FormatRow[] = [
  row("an empty file", "", "format.empty", "The file is empty."),
  ...Object.entries(PICKLES).map(([what, content]) =>
    row(`pickle, ${what}`, content, "format.pickle-program", SYSTEM_ID),
  ),
  row(
    "pickle that evaluates",
    "\x80\x02c__builtin__\neval\nX\x05\x00\x00\x001+1\x0a\x0a\x85R.",
    "format.pickle-program",
    /run a program: __builtin__\.eval\("1\+1\\u\{a\}\\u\{a\}"\)/,
  ),
  row(
    "pickle that calls something unknown",
    "\x80\x02cevil.mod\nrun\n)R.",
    "format.pickle-program",
    "Loading it would call a function of its maker's choice: evil.mod.run()",
  ),
  row(
    "pickle with ordinary calls",
    ORDINARY,
    "format.pickle",
    /a program that runs when it is loaded\. This one makes 1 ordinary call/,
  ),
  row("pickle of data only, protocol 0", "(dp0\nVkey\np1\nI1\ns.", "format.pickle", /This one shows no call/),
  row("pickle of data only, protocol 4", "\x80\x04N.", "format.pickle", /This one shows no call/),
  row("PyTorch, old format", TORCH_OLD, "format.pickle", /ordinary call/),
  row(
    "PyTorch archive",
    zip({ "archive/data.pkl": ORDINARY, "archive/version": "3\n" }),
    "format.torch-zip",
    /PyTorch archive/,
  ),
  row(
    "PyTorch archive that calls",
    zip({ "archive/data.pkl": PICKLES["protocol 2"] ?? "", "archive/data/0": "xxxx" }),
    "format.torch-zip",
    SYSTEM_ID,
  ),
  row(
    "Keras archive",
    zip({ "metadata.json": "{}", "config.json": "{}", "model.weights.h5": "x" }),
    "format.keras",
    /Keras/,
  ),
  row("NumPy archive", zip({ "weights.npy": "x" }), "format.npy", /archive of NumPy/),
  row("Java program", zip({ "META-INF/MANIFEST.MF": "x" }), "format.program", /Java/),
  row("some ZIP", zip({ "model.gguf": "x" }), "format.zip", /Its first member is "model.gguf"/),
  row("ZIP with a hostile name", zip({ "a\u202eb": "x" }), "format.zip", /a\\u\{202e\}b/),
  row(
    "NumPy array",
    "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n",
    "format.npy",
    /NumPy files can hold pickles/,
  ),
  row(
    "NumPy array of objects",
    "\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n",
    "format.npy",
    /a pickle inside/,
  ),
  row("Windows program", "MZ\x90\0\x03\0\0\0", "format.program", /Windows program/),
  row("llamafile", "MZqFpD='\n", "format.llamafile", /llamafile/),
  row("Linux program", "\x7fELF\x02\x01\x01\0", "format.program", /Linux program/),
  row("macOS program", "\xcf\xfa\xed\xfe\x07\0\0\x01", "format.program", /macOS/),
  row("WebAssembly", "\0asm\x01\0\0\0", "format.program", /WebAssembly/),
  row("shell script", "#!/bin/sh\nrm -rf ~\n", "format.script", /script/),
  row("Python source", "import os\nos.system('id')\n", "format.script", /program in text form/),
  row("web page", "\n  <!DOCTYPE html><html><title>Sign in</title>", "format.web-page", /web page/),
  row("HDF5", "\x89HDF\r\n\x1a\n\0\0\0\0", "format.hdf5", /Keras/),
  row(
    "ONNX",
    latin1("\x08\x08\x12\x07pytorch\x1a\x032.1\x3a\x02\x0a\x00\x42\x02\x10\x11"),
    "format.onnx",
    /ONNX/,
  ),
  row("TensorFlow Lite", "\x1c\0\0\0TFL3\0\0\0\0", "format.tflite", /TensorFlow Lite/),
  row("GGML of 2023", "tjgg\x03\0\0\0", "format.ggml", /before GGUF/),
  row("saved session", "nsgg\x09\0\0\0", "format.saved-state", /saved session/),
  row("gzip", "\x1f\x8b\x08\0\0\0\0\0", "format.archive", /gzip/),
  row("xz", "\xfd7zXZ\0\0\x04", "format.archive", /xz archive/),
  row("7-Zip", "7z\xbc\xaf\x27\x1c\0\x04", "format.archive", /7-Zip/),
  row("Zstandard", "\x28\xb5\x2f\xfd\x04\0", "format.archive", /Zstandard/),
  row("tar", `${"model.gguf".padEnd(257, "\0")}ustar\x0000`, "format.archive", /tar archive/),
  row("picture", "\x89PNG\r\n\x1a\n\0\0\0\x0d", "format.other-data", /picture/),
  row(
    "Git LFS pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n",
    "format.lfs-pointer",
    /pointer/,
  ),
  row("JSON", '{"architectures": ["LlamaForCausalLM"]}', "format.text", /JSON/),
  row("text", "Not a model, sorry.", "format.text", /text file/),
  row("text with umlauts", new TextEncoder().encode("Größe: 3 GB"), "format.text", /text file/),
  row("GGUF with the magic backwards", "FUGG\0\0\0\x03", "format.gguf-big-endian", /big-endian/),
  row(
    "noise",
    Uint8Array.from({ length: 512 }, (_, index) => (index * 197 + 129) & 0xff),
    "format.unknown",
    /no format that Casemate knows/,
  ),
];
