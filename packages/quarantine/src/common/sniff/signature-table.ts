import type { RuleId } from "../rules/index.ts";

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
const NOT_OPENED =
  "Casemate does not unpack this kind: it is refused by its signature, whatever is inside. Malware has been packed so to pass scanners.";
const CODE_MODEL = "Files of this kind can carry code or point at other files that loaders open.";
const NOT_MODEL = "It is not a model.";
const UNCHECKED = "Its loader trusts the sizes in it, and Casemate has no parser that can vouch for it.";
const LUA = "Such files can hold Lua functions.";
const LINK = "Opening it starts a program of its maker's choice.";
const LOCKED = "What is encrypted cannot be judged.";
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
  row("dex\n", "an Android program", "DEX program", "format.program", CODE),
  row("?\r\r\n", "a compiled Python program", "Python bytecode", "format.program", CODE),
  row("?\x0e\r\n", "a compiled Python program", "Python bytecode", "format.program", CODE),
  row("!<arch>\n", "a package or library of native code", "ar archive", "format.program", CODE),
  row(
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a Windows installer or old office document",
    "OLE file",
    "format.program",
    CODE,
  ),
  row("L\0\0\0\x01\x14\x02\0", "a Windows shortcut", "shortcut", "format.shortcut", LINK),
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
  inside(
    4,
    row(
      "ET12",
      "an ExecuTorch program",
      "ExecuTorch",
      "format.executorch",
      "Its runtime carries out the instructions in it.",
    ),
  ),
  inside(
    4,
    row(
      "eh00",
      "an ExecuTorch program",
      "ExecuTorch",
      "format.executorch",
      "Its runtime carries out the instructions in it.",
    ),
  ),
  row(
    "ftrt",
    "a TensorRT engine",
    "TensorRT",
    "format.tensorrt",
    "It is compiled code for one graphics card.",
  ),
  row(
    "ptrt",
    "a TensorRT engine",
    "TensorRT",
    "format.tensorrt",
    "It is compiled code for one graphics card.",
  ),
  row(
    "\x12\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    "a file of MXNet parameters",
    "MXNet",
    "format.mxnet",
    UNCHECKED,
  ),
  row("\x04\0\0\0\x01\0\0\0\x03\0\0\0V 1", "a Torch7 file", "Torch7", "format.torch7", LUA),
  row("4\n1\n3\nV 1\n", "a Torch7 file in text form", "Torch7", "format.torch7", LUA),
  row("CBM1", "a CatBoost model", "CatBoost", "format.tree-model", UNCHECKED),
  row("binf", "an XGBoost model", "XGBoost", "format.tree-model", UNCHECKED),
  row("{L\0\0\0\0\0\0\0\x07learner", "an XGBoost model", "XGBoost", "format.tree-model", UNCHECKED),
  row("tree\nversion=v", "a LightGBM model", "LightGBM", "format.tree-model", UNCHECKED),
  row("lmgg", "a GGML file from before GGUF", "GGML", "format.ggml", OLD),
  row("fmgg", "a GGML file from before GGUF", "GGMF", "format.ggml", OLD),
  row("tjgg", "a GGML file from before GGUF", "GGJT", "format.ggml", OLD),
  row("algg", "a GGML adapter from before GGUF", "GGLA", "format.ggml", OLD),
  row("nsgg", "a saved session of llama.cpp", "session state", "format.saved-state", STATE),
  row("qsgg", "a saved sequence of llama.cpp", "session state", "format.saved-state", STATE),
  row("PK\x03\x04", "a ZIP archive", "ZIP", "format.zip", PACKED),
  row("PK\x05\x06", "an empty ZIP archive", "ZIP", "format.zip", PACKED),
  row("\x1f\x8b\x08", "a gzip archive", "gzip", "format.archive", PACKED),
  row("\xfd7zXZ\0", "an xz archive", "xz", "format.archive", NOT_OPENED),
  row("7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "7-Zip", "format.archive", NOT_OPENED),
  row("\x28\xb5\x2f\xfd", "a Zstandard archive", "zstd", "format.archive", NOT_OPENED),
  row("\x02\x21\x4c\x18", "an LZ4 archive", "lz4", "format.archive", NOT_OPENED),
  row("\x5d\0\0?\0\xff", "an LZMA archive", "lzma", "format.archive", NOT_OPENED),
  row("\x5d\0\0?\0?????\0", "an LZMA archive", "lzma", "format.archive", NOT_OPENED),
  row("BZh?1AY&SY", "a bzip2 archive", "bzip2", "format.archive", NOT_OPENED),
  row("\x04\x22\x4d\x18", "an LZ4 archive", "lz4", "format.archive", NOT_OPENED),
  row("Rar!\x1a\x07", "a RAR archive", "RAR", "format.archive", NOT_OPENED),
  inside(257, row("ustar", "a tar archive", "tar", "format.archive", PACKED)),
  row("%PDF-", "a PDF document", "PDF", "format.other-data", NOT_MODEL),
  row("\x89PNG\r\n\x1a\n", "a picture (PNG)", "PNG", "format.other-data", NOT_MODEL),
  row("\xff\xd8\xff", "a picture (JPEG)", "JPEG", "format.other-data", NOT_MODEL),
  row("GIF8", "a picture (GIF)", "GIF", "format.other-data", NOT_MODEL),
  row("SQLite format 3\0", "an SQLite database", "SQLite", "format.other-data", NOT_MODEL),
  row(
    "RDX?\n",
    "a saved R session",
    "R data",
    "format.r-data",
    "R can be made to run code when it reads it.",
  ),
  row(
    "RDA?\n",
    "a saved R session",
    "R data",
    "format.r-data",
    "R can be made to run code when it reads it.",
  ),
  row(
    "X\n\0\0\0",
    "a saved R value",
    "R data",
    "format.r-data",
    "R can be made to run code when it reads it.",
  ),
  row("RIFF", "a sound, picture or film", "RIFF", "format.other-data", NOT_MODEL),
  row("Salted__", "a file encrypted with OpenSSL", "encrypted", "format.encrypted", LOCKED),
  row("age-encryption.org/", "a file encrypted with age", "encrypted", "format.encrypted", LOCKED),
  row("-----BEGIN PGP MESSAGE", "a PGP message", "encrypted", "format.encrypted", LOCKED),
  row("LUKS\xba\xbe", "an encrypted disk", "encrypted", "format.encrypted", LOCKED),
  row("#!", "a script", "script", "format.script", CODE),
];
