import { readUpTo, type ByteSource } from "../byte-source.ts";
import { unpackDeflate } from "../containers/compressed.ts";
import { packedRange, type ZipMember } from "../containers/zip.ts";
import type { Draft } from "../findings.ts";
import { quoted, utf8 } from "../text.ts";
import { kerasCode } from "./keras-code.ts";

/** Most bytes of a configuration that are read. */
const MAX_CONFIG = 1024 * 1024;

interface ZipKind {
  readonly format: string;
  readonly draft: Draft;
}

/** Told by the names of the members, in this order. */
const KINDS: readonly (readonly [RegExp, string, Draft["rule"], string])[] = [
  [
    /(^|\/)code\/.*\.py$|(^|\/)constants\.pkl$/,
    "TorchScript",
    "format.torch-zip",
    "This is a TorchScript archive. It holds program code that runs when the model is used.",
  ],
  [
    /^MAR-INF\//,
    "TorchServe archive",
    "format.torch-zip",
    "This is a TorchServe archive. It holds a program that handles requests, beside the model.",
  ],
  [
    /(^|\/)[^/]*\.pkl$/,
    "PyTorch archive",
    "format.torch-zip",
    "This is a PyTorch archive. Its values are rebuilt by a Python pickle, a program that runs when it is loaded.",
  ],
  [
    /(^|\/)model\.weights\.h5$/,
    "Keras archive",
    "format.keras",
    "This is a Keras model. Its layers can hold Python code that runs when the model is loaded.",
  ],
  [
    /^schema\.json$/,
    "skops archive",
    "format.skops",
    "This is a skops archive. Its plan names the Python classes to build, and those run when it is loaded.",
  ],
  [
    /(^|\/)saved_model\.pb(txt)?$/,
    "TensorFlow archive",
    "format.tensorflow",
    "This is an archive of a TensorFlow SavedModel. Its graph can read and write files when it runs.",
  ],
  [
    /\.npy$/,
    "NumPy archive",
    "format.npy",
    "This is an archive of NumPy arrays. Such files can hold pickles, which run programs when they are loaded.",
  ],
  [
    /\.mlmodel$|com\.apple\.CoreML/,
    "Core ML package",
    "format.coreml",
    "This is a Core ML package. It can name custom layers, which are code of the program that loads it.",
  ],
  [
    /^META-INF\/MANIFEST\.MF$|^AndroidManifest\.xml$|\.class$|\.dex$/,
    "Java program",
    "format.program",
    "This is a Java program. Starting it would run whatever its maker put in.",
  ],
  [
    /^\[Content_Types\]\.xml$/,
    "office document",
    "format.other-data",
    "This is an office document, not a model. Such files can carry macros.",
  ],
];

/** What a ZIP is by its members. */
export function kindOfZip(members: readonly ZipMember[], source: ByteSource, pickles: boolean): ZipKind {
  const config = members.find(({ name }) => name === "config.json");
  const keras = config && members.some(({ name }) => /^(metadata\.json|model\.weights\.h5)$/.test(name));
  if (keras) return kerasKind(config, source);
  for (const [pattern, format, rule, message] of KINDS) {
    const member = members.find(({ name, local }) => pattern.test(name) || pattern.test(local?.name ?? ""));
    if (member) return { format, draft: { rule, ...place(member), where: member.name, message } };
  }
  const first = members[0];
  const inside = first ? ` Its first member is ${quoted(first.name)}.` : " It has no members.";
  const what = pickles ? "It holds a Python pickle." : "What is inside cannot be judged from outside.";
  return {
    format: "ZIP",
    draft: { rule: "format.zip", length: 4, message: `This is a ZIP archive. ${what}${inside}` },
  };
}

function kerasKind(config: ZipMember, source: ByteSource): ZipKind {
  const code = kerasCode(utf8(contentOf(config, source)));
  const message = `This is a Keras model. ${code ?? "Its layers can hold Python code that runs when the model is loaded."}`;
  return {
    format: "Keras archive",
    draft: { rule: "format.keras", ...place(config), where: config.name, message },
  };
}

function place({ local, central }: ZipMember): { offset: number; length: number } {
  return local
    ? { offset: local.at, length: local.dataAt - local.at }
    : { offset: central?.at ?? 0, length: 46 };
}

function contentOf(member: ZipMember, source: ByteSource): Uint8Array {
  const { at, length } = packedRange(member, source);
  return member.local?.method === 0
    ? readUpTo(source, at, Math.min(length, MAX_CONFIG))
    : unpackDeflate(source, at, length, MAX_CONFIG);
}
