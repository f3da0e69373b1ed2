import { createHash } from "node:crypto";
import type { Reading } from "../../common/attestation/reading.ts";
import type { Survey, SurveyedFile } from "../hosts/digests.ts";

/** node-llama-cpp and its llama.cpp build, wherever they are installed. */
const ENGINE = /(?:^|\/)node_modules\/(?:node-llama-cpp|@node-llama-cpp\/[^/]+)\//;
/** Files that an incident names one by one. */
const MAX_NAMED = 7;
const AGAIN =
  "Install Casemate again. Then acknowledge the incident, let Casemate look again, and resolve it.";

/** Casemate's own programs, but for the engine. `null`: the list cannot be read. */
export function readPrograms(survey: Survey | null): Reading {
  if (survey === null)
    return {
      ok: false,
      words: "The list of Casemate's own files is missing or cannot be read.",
      todo: AGAIN,
      facts: {},
      evidence: [{ kind: "file", path: "manifest.json", problem: "it is missing or cannot be read" }],
    };
  const files = survey.files.filter(({ path }) => !ENGINE.test(path));
  const facts = { list: survey.list === "" ? null : survey.list, files: files.length };
  if (files.length === 0)
    return { ok: null, words: "No list says how Casemate's own files are meant to be.", todo: null, facts };
  return judged(
    files,
    facts,
    "Casemate's own files are the ones that were installed.",
    "A file of Casemate's own",
  );
}

/** The inference engine's own files, as the same list has them. */
export function readEngine(
  survey: Survey | null,
  { name, release }: { readonly name: string; readonly release: string | null },
): Reading {
  const files = (survey?.files ?? []).filter(({ path }) => ENGINE.test(path));
  if (files.length === 0)
    return {
      ok: null,
      words: "No list says how the engine's files are meant to be.",
      todo: "Install Casemate again.",
      facts: { name, release },
    };
  const digest = createHash("sha256")
    .update(JSON.stringify(files.map(({ path, found }) => [path, found])))
    .digest("hex");
  const facts = { sha256: digest, files: files.length, name, release };
  return judged(files, facts, "The engine's files are the ones that were installed.", "A file of the engine");
}

function judged(
  files: readonly SurveyedFile[],
  facts: Reading["facts"],
  good: string,
  what: string,
): Reading {
  const bad = files.filter(({ expected, found }) => expected !== found);
  const [first] = bad;
  if (!first) return { ok: true, words: good, todo: null, facts };
  const more = bad.length > 1 ? ` So are ${String(bad.length - 1)} more.` : "";
  return {
    ok: false,
    words: `${what} is missing or was changed: ${first.path.slice(0, 300)}.${more}`,
    todo: AGAIN,
    facts,
    evidence: bad
      .slice(0, MAX_NAMED)
      .map(({ path, expected, found }) =>
        found === null
          ? { kind: "file", path: path.slice(0, 500), problem: "missing, or it cannot be read" }
          : { kind: "digest", what: path.slice(0, 500), expected, found },
      ),
  };
}
