import type { Point } from "./points.ts";
import type { Seen, Service } from "./watch.ts";

/** `or`: the other thing that may be seen where the child can be through with it between the event and the kill. */
export type Row = readonly [child: Service, point: Point, sees: Partial<Seen>, or?: Partial<Seen>];

const LOG_ENDED =
  "The log's process is not running (It ended by itself (SIGKILL)). Dangerous actions are denied until it is back.";
const UNLOCK_STOPPED =
  "Unlocking stopped: a process that it needs ended. Nothing was changed. Type the passphrase again.";
const NO_PASSPHRASE = "The passphrase did not arrive or was used already. Type it again.";
const readingStopped = (name: string): Partial<Seen> => {
  const sentence = `Reading ${name} stopped: the process that encrypts it ended. Nothing was kept. Try again.`;
  return { call: sentence, job: `failed: ${sentence}` };
};
const UNSEALING_STOPPED =
  "The model was not loaded: the process that decrypts it ended. The stored file is unchanged. Try again.";
const LOADING_STOPPED = "The runtime ended while it loaded this model. The model was not loaded.";
const STARTED_AGAIN = "The runtime ended unexpectedly. It is being started again.";
const FROM_THE_START = "Then the file is read again, from its first byte.";
const INSPECTION_WAITS = "waiting: Waits until the vault is unlocked. Then the inspection begins again.";
const BY_LOCK = "cancelled: Stopped because the vault was locked.";
/** What a lock that nobody asked for leaves on the unlock page. */
const LOCKED =
  "locked: The vault was locked because the process that holds its keys ended. Whatever was shown as done is stored. Unlock it to go on.";
const NOT_ACCEPTED = "llama.cpp could not load this model: the file was not accepted (Failed to load model).";
const PARSER_ENDED: Partial<Seen> = {
  job: "done",
  model:
    "held: Held. This file ended the parser (crashed). A file that does that may be made to attack programs that read it.",
};
const RELEASED = `admitted: Admitted by a person. Casemate had held it: Held. Not run. ${NOT_ACCEPTED}`;
const ADMITTED = "admitted: Admitted. 21 tensors checked, 0 findings.";

/** One list per console: a log that is killed too often within a minute is left alone (that has a test of its own). */
export const ROWS: readonly (readonly Row[])[] = [
  [
    // Inspected again after the next unlock, without being asked: the rows of the last console need it admitted.
    ["keeper", "asking a new model", { vault: LOCKED, job: INSPECTION_WAITS }],
    ["kdf", "before the passphrase comes", { call: NO_PASSPHRASE, vault: "locked" }],
    ["keeper", "locked", { vault: "locked" }],
    ["keeper", "before the passphrase comes", { call: NO_PASSPHRASE, vault: "locked" }],
    ["keeper", "unlocking", { call: UNLOCK_STOPPED, vault: "locked" }],
    ["kdf", "unlocking", { call: UNLOCK_STOPPED, vault: "locked" }],
    ["ledger", "locked", { vault: "locked", ledger: LOG_ENDED }],
    ["ledger", "before the passphrase comes", { call: "unlocked", ledger: LOG_ENDED }],
    ["ledger", "unlocking", { call: "unlocked", ledger: LOG_ENDED }],
  ],
  [
    ["keeper", "unlocked", { vault: LOCKED }],
    ["intake", "importing", readingStopped("big.gguf")],
    ["intake", "importing what it has not seen", readingStopped("unseen.gguf")],
    ["intake", "importing, right after unlocking", readingStopped("big.gguf")],
    ["intake", "importing a second time", readingStopped("big.gguf")],
    [
      "keeper",
      "importing",
      {
        call: `The vault was locked. The import goes on when the vault is unlocked. ${FROM_THE_START}`,
        vault: LOCKED,
        job: `waiting: Waits until the vault is unlocked. ${FROM_THE_START}`,
      },
    ],
    [
      "unsealer",
      "unsealing",
      { job: `failed: ${UNSEALING_STOPPED}`, model: RELEASED, runtime: UNSEALING_STOPPED },
    ],
    ["keeper", "unsealing", { vault: LOCKED, job: BY_LOCK }],
    ["ledger", "unlocked", { ledger: LOG_ENDED }],
    ["ledger", "importing", { call: "ok", job: "done", ledger: LOG_ENDED }],
    [
      "ledger",
      "unsealing",
      { job: `failed: ${NOT_ACCEPTED}`, model: RELEASED, runtime: NOT_ACCEPTED, ledger: LOG_ENDED },
    ],
  ],
  [
    [
      "runtime",
      "starting the model",
      { job: `failed: ${LOADING_STOPPED}`, model: ADMITTED, runtime: LOADING_STOPPED },
      // A model this small can be ready by then.
      { job: "done", model: ADMITTED, runtime: STARTED_AGAIN },
    ],
    ["runtime", "model ready", { runtime: STARTED_AGAIN }],
    [
      "runtime",
      "model ready a second time",
      {
        runtime:
          "The runtime ended again. It stays off. Load the model once more to try it, or inspect it again.",
      },
    ],
    [
      "runtime",
      "answering",
      {
        call: "failed: The runtime ended while it answered. What it said so far is kept.",
        runtime: "The runtime ended unexpectedly. It is being started again.",
      },
    ],
    ["keeper", "model ready", { vault: LOCKED }],
    [
      "keeper",
      "answering",
      {
        call: "stopped: The vault was locked while this was answered. The answer was not kept.",
        vault: LOCKED,
      },
    ],
    ["ledger", "model ready", { ledger: LOG_ENDED }],
    ["ledger", "answering", { call: "limit: ", ledger: LOG_ENDED }],
  ],
  [
    ["keeper", "inspecting", { vault: LOCKED, job: INSPECTION_WAITS }],
    ["keeper", "asking the model", { vault: LOCKED, job: INSPECTION_WAITS }],
    [
      "ledger",
      "inspecting",
      { job: "done", model: `held: Held. Not run. ${NOT_ACCEPTED}`, ledger: LOG_ENDED },
    ],
    ["ledger", "asking the model", { job: "done", model: ADMITTED, ledger: LOG_ENDED }],
    ["inspector", "inspecting", PARSER_ENDED],
    ["inspector", "inspecting a new file", PARSER_ENDED],
    ["inspector", "inspecting a second time", PARSER_ENDED],
    ["inspector", "inspecting, gone on with after unlocking", PARSER_ENDED],
    [
      "runtime",
      "asking the model",
      {
        job: "done",
        model:
          'held: Held. It breaks the engine that runs it: the confined process failed on the harmless prompt "…" (runtime_ended: The process ended before it had answered.).',
      },
    ],
    [
      "runtime",
      "asking another new model",
      {
        job: "done",
        model:
          'held: Held. It breaks the engine that runs it: the confined process failed on the harmless prompt "…" (runtime_ended: The process ended before it had answered.).',
      },
    ],
  ],
  [
    ["intake", "importing, model ready", readingStopped("big.gguf")],
    ["intake", "importing, another model inspected", { ...readingStopped("big.gguf"), beside: "done" }],
    ["inspector", "inspecting, model ready", PARSER_ENDED],
    ["inspector", "inspecting, another file imported", { ...PARSER_ENDED, beside: "done" }],
  ],
];
