import type { RuleId } from "../rules/index.ts";
import { latin1 } from "../text.ts";

/** A format told by fixed bytes at a fixed place. */
export interface Signature {
  readonly at: number;
  /** One character per byte; "?" stands for any byte. */
  readonly magic: string;
  /** As it follows "This is …", with its article. */
  readonly name: string;
  /** Short name for facts. */
  readonly format: string;
  readonly rule: RuleId;
  /** What is dangerous or wrong about it, a whole sentence. */
  readonly why: string;
}

const CODE = "Starting it would run whatever its maker put in.";
const PACKED = "What is inside cannot be judged from outside.";
const CODE_MODEL = "Files of this kind can carry code or point at other files that loaders open.";
const NOT_MODEL = "It is not a model.";
const OLD = "Only loaders with known memory errors still read it.";
const STATE = "Loading it overwrites the memory of the engine.";

function row(magic: string, name: string, format: string, rule: RuleId, why: string): Signature {
  return { at: 0, magic, name, format, rule, why };
}

function inside(at: number, signature: Signature): Signature {
  return { ...signature, at };
}

/** Told in this order; the first that fits counts. The more bytes a magic has, the earlier it stands. */
export const SIGNATURES: readonly Signature[] = [
  row("MZqFpD", "a llamafile, a program with a model packed into it", "llamafile", "format.llamafile", CODE),
  row("jartsr", "a llamafile, a program with a model packed into it", "llamafile", "format.llamafile", CODE),
  row("MZ", "a Windows program", "PE program", "format.program", CODE),
  row("\x7fELF", "a Linux program or library", "ELF program", "format.program", CODE),
  row("\xfe\xed\xfa\xce", "a macOS program or library", "Mach-O program", "format.program", CODE),
  row("\xfe\xed\xfa\xcf", "a macOS program or library", "Mach-O program", "format.program", CODE),
  row("\xce\xfa\xed\xfe", "a macOS program or library", "Mach-O program", "format.program", CODE),
  row("\xcf\xfa\xed\xfe", "a macOS program or library", "Mach-O program", "format.program", CODE),
  row("\xca\xfe\xba\xbe", "a macOS or Java program", "program", "format.program", CODE),
  row("\0asm", "a WebAssembly program", "WebAssembly", "format.program", CODE),
  row("\x1bLua", "a compiled Lua program", "Lua bytecode", "format.program", CODE),
  row(
    "\x89HDF\r\n\x1a\n",
    "an HDF5 file, as Keras writes",
    "HDF5",
    "format.hdf5",
    "Keras models in HDF5 can hold Python code that runs when they are loaded.",
  ),
  inside(4, row("TFL3", "a TensorFlow Lite model", "TFLite", "format.tflite", CODE_MODEL)),
  inside(4, row("ET12", "an ExecuTorch program", "ExecuTorch", "format.tflite", CODE_MODEL)),
  row("lmgg", "a GGML file from before GGUF", "GGML", "format.ggml", OLD),
  row("fmgg", "a GGML file from before GGUF", "GGMF", "format.ggml", OLD),
  row("tjgg", "a GGML file from before GGUF", "GGJT", "format.ggml", OLD),
  row("algg", "a GGML adapter from before GGUF", "GGLA", "format.ggml", OLD),
  row("nsgg", "a saved session of llama.cpp", "session state", "format.saved-state", STATE),
  row("qsgg", "a saved sequence of llama.cpp", "session state", "format.saved-state", STATE),
  row("PK\x03\x04", "a ZIP archive", "ZIP", "format.zip", PACKED),
  row("PK\x05\x06", "an empty ZIP archive", "ZIP", "format.zip", PACKED),
  row("\x1f\x8b\x08", "a gzip archive", "gzip", "format.archive", PACKED),
  row("\xfd7zXZ\0", "an xz archive", "xz", "format.archive", PACKED),
  row("7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "7-Zip", "format.archive", PACKED),
  row("\x28\xb5\x2f\xfd", "a Zstandard archive", "zstd", "format.archive", PACKED),
  row("BZh?1AY&SY", "a bzip2 archive", "bzip2", "format.archive", PACKED),
  row("\x04\x22\x4d\x18", "an LZ4 archive", "lz4", "format.archive", PACKED),
  row("Rar!\x1a\x07", "a RAR archive", "RAR", "format.archive", PACKED),
  inside(257, row("ustar", "a tar archive", "tar", "format.archive", PACKED)),
  row("%PDF-", "a PDF document", "PDF", "format.other-data", NOT_MODEL),
  row("\x89PNG\r\n\x1a\n", "a picture (PNG)", "PNG", "format.other-data", NOT_MODEL),
  row("\xff\xd8\xff", "a picture (JPEG)", "JPEG", "format.other-data", NOT_MODEL),
  row("GIF8", "a picture (GIF)", "GIF", "format.other-data", NOT_MODEL),
  row("SQLite format 3\0", "an SQLite database", "SQLite", "format.other-data", NOT_MODEL),
  row("RDX", "a saved R session", "R data", "format.other-data", "Loading it in R can run code."),
  row("#!", "a script", "script", "format.script", CODE),
];

/** The first signature that fits the head of a file, or null. */
export function signatureOf(head: Uint8Array): Signature | null {
  return SIGNATURES.find((signature) => fits(head, signature)) ?? null;
}

/** Name, with article, of what these bytes begin with, or null: for data that hides behind something else. */
export function knownSignature(bytes: Uint8Array): string | null {
  if (latin1(bytes.subarray(0, 4)) === "GGUF") return "another GGUF file";
  if (bytes[0] === 0x80 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 9) <= 5) return "a Python pickle";
  return signatureOf(bytes)?.name ?? null;
}

function fits(head: Uint8Array, { at, magic }: Signature): boolean {
  if (head.length < at + magic.length) return false;
  for (let index = 0; index < magic.length; index++) {
    const wanted = magic.charCodeAt(index);
    if (wanted !== 0x3f && head[at + index] !== wanted) return false;
  }
  return true;
}
