import type { FoundPickle } from "../containers/search.ts";
import { placeIn, type Piece } from "../containers/piece.ts";
import type { Draft } from "../findings.ts";
import { DANGERS, dangerOf, WOULD, type Danger } from "../pickle/callables.ts";
import type { PickleCall } from "../pickle/machine.ts";
import { plural, visible } from "../text.ts";

/** Most calls told one by one, and most named in one sentence. */
const MAX_TOLD = 24;
const MAX_NAMED = 4;
/** Longest call shown. */
const MAX_CALL = 240;

/** What a pickle would call, at its place. */
interface Told {
  readonly call: PickleCall;
  readonly danger: Danger;
  readonly piece: Piece;
}

/**
 * What the pickles of a file would do when they are loaded, as findings in the order of their calls. The first says it
 * all in one sentence; each further dangerous call has one of its own, which points at the opcode that names it.
 */
export function explainFound(found: readonly FoundPickle[]): readonly Draft[] {
  const told = found.flatMap(({ piece, program }) =>
    program.calls.map((call) => ({ call, piece, danger: dangerOf(call.name) })),
  );
  const dangerous = told.filter(({ danger }) => danger !== "builds");
  const [first, ...rest] = dangerous;
  const drafts: Draft[] = first
    ? [program(first, dangerous), ...rest.slice(0, MAX_TOLD).map((one) => program(one, [one]))]
    : ordinary(found, told.length);
  return [...drafts, ...found.flatMap(shape)];
}

function program(at: Told, all: readonly Told[]): Draft {
  return {
    rule: "format.pickle-program",
    ...placeIn(at.piece, at.call.at, at.call.length),
    where: [...at.piece.path, at.call.name].join(": "),
    message: `Loading it would ${sentence(all)}.${inside(at.piece)}`,
  };
}

/** "run a program or code: posix.system('id'); use the network: …": in order, neighbours of one kind together. */
function sentence(all: readonly Told[]): string {
  let text = "";
  let before: Danger | null = null;
  for (const { call, danger } of all.slice(0, MAX_NAMED)) {
    const shown = visible(call.shown, MAX_CALL);
    if (danger === before) text += `, ${shown}`;
    else
      text += `${before === null ? "" : "; then "}${WOULD[danger]}${danger === "unknown" ? " " : ": "}${shown}`;
    before = danger;
  }
  const more = all.length - MAX_NAMED;
  return more > 0 ? `${text} and ${plural(more, "more call")}` : text;
}

function ordinary(found: readonly FoundPickle[], calls: number): Draft[] {
  const [first] = found;
  if (!first) return [];
  const imports = found
    .flatMap(({ piece, program: { imports: names } }) => names.map((one) => ({ ...one, piece })))
    .filter(({ name }) => dangerOf(name) !== "builds")
    .sort((a, b) => DANGERS.indexOf(dangerOf(a.name)) - DANGERS.indexOf(dangerOf(b.name)));
  const [worst] = imports;
  const names = [...new Set(imports.map(({ name }) => visible(name)))].slice(0, MAX_NAMED).join(", ");
  const piece = worst?.piece ?? first.piece;
  const what = worst
    ? `This one loads ${names}, and loading a module runs it.`
    : calls > 0
      ? `This one makes ${plural(calls, "ordinary call")} and only builds values, but Casemate admits no pickle.`
      : "This one shows no call, but Casemate admits no pickle.";
  return [
    {
      rule: "format.pickle",
      ...placeIn(piece, worst?.at ?? 0, worst?.length ?? 2),
      where: [...piece.path, ...(worst ? [worst.name] : [])].join(": ") || null,
      message: `This is a Python pickle, a program that runs when it is loaded. ${what}${inside(piece)}`,
    },
  ];
}

/** Tricks in the program's own shape. */
function shape({ piece, program: { bombAt, brokenAt, calls } }: FoundPickle): readonly Draft[] {
  const where = piece.path.length > 0 ? piece.path.join(": ") : null;
  const drafts: Draft[] = [];
  if (bombAt !== null)
    drafts.push({
      rule: "format.pickle-bomb",
      ...placeIn(piece, bombAt, 1),
      where,
      message: "A few bytes of this pickle grow into more than the memory of any machine, or never finish.",
    });
  if (brokenAt !== null && calls.length > 0 && brokenAt < piece.source.size)
    drafts.push({
      rule: "format.pickle-broken",
      ...placeIn(piece, brokenAt, 1),
      where,
      message:
        "This pickle breaks off after what it calls. Python has run the calls by then; scanners that want a whole pickle see nothing.",
    });
  return drafts;
}

function inside({ path }: Piece): string {
  return path.length === 0 ? "" : ` It lies in ${visible(path.join(" › "))}.`;
}
