import type { Peer } from "./peers.ts";

/** Why a peer may differ from the gate on the files of these rules' rows. One sentence, reviewed by a person. */
export interface Reason {
  readonly peers: readonly Peer[];
  /** The peer takes what the gate stops, or refuses what the gate admits. */
  readonly differs: "takes" | "refuses";
  readonly why: string;
  readonly rules: readonly string[];
}

/**
 * Every disagreement needs a reason here, by the rule of its row; the rows themselves stand in `disagreements.txt`, written by
 * the test with `-u`. A rule whose peers have come to agree must leave.
 */
export const REASONS: readonly Reason[] = [
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "Tests of the weights themselves: neither peer reads a tensor's numbers when it opens a file.",
    rules: ["weights.not-a-number"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "Bytes that belong to nothing: both peers read from the front and never look behind the last tensor.",
    rules: ["gguf.trailing-data", "gguf.trailing-payload", "gguf.final-padding"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "An archive in the last tensor is numbers to both: they read from the front, and it is there for programs that look at the end.",
    rules: ["format.polyglot"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "Filling bytes are skipped unseen by both; a second file can hide in them.",
    rules: ["gguf.padding-not-zero", "gguf.padding-payload"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "The engine takes names and texts as bytes, the hub's reader puts marks where bytes are no text; neither complains, and people are shown something else, or nothing.",
    rules: ["gguf.invalid-utf8", "gguf.key-characters", "gguf.tensor-name"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "The peers' limits of names, texts and lists are wider or absent; the gate's stand far beyond real models.",
    rules: ["gguf.key-length", "gguf.metadata-size", "gguf.token-length", "gguf.chat-template-size"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "The engine is asked for the vocabulary alone, for which it reads no sizes of the model and converts what else it does not need; the hub's reader hands out every value as it is.",
    rules: [
      "gguf.metadata-type",
      "gguf.block-count",
      "gguf.tokenizer-type",
      "gguf.chat-template-type",
      "gguf.bool-value",
    ],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "Sizes of the model that contradict each other or its tensors are no matter of a header; the engine, asked for the vocabulary alone, would meet them when it loads the weights or runs them, if at all.",
    rules: [
      "gguf.hyperparameter",
      "gguf.layer-index",
      "gguf.missing-layer",
      "gguf.shape",
      "gguf.vocabulary-rows",
      "gguf.no-dimensions",
      "gguf.tensor-index",
    ],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "What the vocabulary says to a person is no matter of either peer: marks that look alike, numbers outside of the list, kinds and scores that mean nothing.",
    rules: [
      "gguf.control-look-alike",
      "gguf.special-token",
      "gguf.token-kind",
      "gguf.tokenizer-score",
      "gguf.tokenizer-length",
      "gguf.byte-token",
    ],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "The format asks for a multiple of 8 as an unsigned 32-bit number; the engine takes any power of two, the hub's reader whatever becomes a positive whole number.",
    rules: ["gguf.alignment"],
  },
  {
    peers: ["hub", "native"],
    differs: "takes",
    why: "A file without weights is a vocabulary; the gate holds it and says so, the peers open it.",
    rules: ["gguf.vocabulary-only"],
  },
  {
    peers: ["native"],
    differs: "takes",
    why: "The engine takes as many tokens as memory holds; the gate compares up to two million and holds a file with more.",
    rules: ["gguf.vocabulary-count"],
  },
  {
    peers: ["hub"],
    differs: "takes",
    why: "The hub's reader shows headers and never compares them with the data: it does not know where a tensor ends.",
    rules: [
      "gguf.tensor-out-of-bounds",
      "gguf.tensor-overlap",
      "gguf.tensor-gap",
      "gguf.tensor-misaligned",
      "gguf.tensor-size-overflow",
      "gguf.row-not-whole-blocks",
      "gguf.zero-dimension",
      "gguf.tensor-type",
      "gguf.dimension-count",
      "gguf.tensor-name-length",
    ],
  },
  {
    peers: ["hub"],
    differs: "takes",
    why: "The hub's reader reads in blocks of 2 MB filled up with zeros, so that a header cut short or a length past the end still reads as something.",
    rules: [
      "gguf.truncated-header",
      "gguf.metadata-cut",
      "gguf.tensor-list-cut",
      "gguf.string-length",
      "gguf.text-damage",
    ],
  },
  {
    peers: ["hub"],
    differs: "takes",
    why: "The hub's reader takes two equal names, or none, without a word, which is what lets two readers see two models.",
    rules: ["gguf.duplicate-key", "gguf.duplicate-tensor", "gguf.duplicate-control", "gguf.empty-key"],
  },
  {
    peers: ["hub"],
    differs: "takes",
    why: "The hub's reader knows forms that today's engine no longer loads; the gate holds or refuses them by name.",
    rules: ["format.gguf-big-endian", "format.gguf-v1", "gguf.nested-array"],
  },
  {
    peers: ["hub"],
    differs: "takes",
    why: "The hub's reader knows nothing of models: neither architectures nor parts, adapters, projectors or control vectors.",
    rules: [
      "gguf.architecture",
      "gguf.split",
      "gguf.adapter-pair",
      "gguf.projector",
      "gguf.control-vector",
      "gguf.charsmap",
    ],
  },
  {
    peers: ["native"],
    differs: "refuses",
    why: "An adapter, a projector or a control vector is no model; the engine loads it by other functions, beside one.",
    rules: [
      "gguf.adapter-pair",
      "gguf.adapter-kind",
      "gguf.projector",
      "gguf.block-count",
      "gguf.metadata-type",
      "gguf.control-vector",
    ],
  },
  {
    peers: ["native"],
    differs: "refuses",
    why: "The engine knows only names that were there when it was built; the gate notes unknown ones and admits, because new models bring new names and nothing runs by them.",
    rules: ["gguf.unknown-architecture", "gguf.tokenizer-name"],
  },
  {
    peers: ["native"],
    differs: "refuses",
    why: "The engine ends its process (a failed assertion) on a vocabulary that has one token twice; the gate only notes it, for it cannot tell which engine a list was made for, and the confined runtime takes the loss.",
    rules: ["gguf.duplicate-token"],
  },
];
