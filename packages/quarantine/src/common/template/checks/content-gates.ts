import { quoted } from "../../text.ts";
import type { Check, Subject } from "../check.ts";
import { filterOf, type Folded } from "../fold.ts";
import { contentTaint, type Carries } from "../taint.ts";
import { isErrorText, isSentence } from "../texts.ts";
import { above, part, parts, within, type Node } from "../tree.ts";

const COMPARES = new Set(["in", "not in", "==", "!=", "<", ">", "<=", ">="]);
const LOOKS_FOR = new Set([
  "startswith",
  "endswith",
  "find",
  "rfind",
  "index",
  "rindex",
  "count",
  "split",
  "rsplit",
  "partition",
  "rpartition",
]);
/** Longest way of writing an object that is compared, in characters: `message.content` and the like are short. */
const MAX_OBJECT = 200;
/** Words that templates look for as names of formats and kinds, not as something a person says. */
const TECHNICAL =
  /^(text|type|value|values|url|name|parts|file|document|media|image|images|image_url|video|audio|json|null|none|true|false|string|tool|function|functions|observation|ipython|python|code|user|assistant|system|think|thinking|reasoning|final|analysis|commentary)$/i;

/** Parts that appear only when a message has certain words in it: the usual shape of a backdoor. */
export const checkContentGates: Check = (subject, notice) => {
  const carries = contentTaint(subject.tree, subject.fold);
  const keys = keysUsed(subject);
  for (const node of subject.tree.nodes) {
    if (isLookup(node, carries)) {
      notice({
        rule: "template.content-gate",
        at: node.at,
        length: node.length,
        message:
          "The chat template looks up what a message says in a table of its own. Ordinary templates do not react to what is said.",
      });
      continue;
    }
    const words = wordsLookedFor(subject, carries, keys, node);
    const said = words.find(isWords);
    const hidden =
      said === undefined && words.some((word) => word.trim() !== "") ? gatedSentence(node) : null;
    if (said === undefined && !hidden) continue;
    notice({
      rule: "template.content-gate",
      at: node.at,
      length: node.length,
      message: hidden
        ? `The chat template adds ${quoted(hidden, 60)} only when a message has ${quoted(words[0] ?? "", 40)} in it.`
        : `The chat template behaves differently when a message has ${quoted(said ?? "", 60)} in it. Ordinary templates do not react to what is said.`,
    });
  }
};

/** `table[message.content]` and `table.get(message.content)`: a trigger without a condition. */
function isLookup(node: Node, carries: Carries): boolean {
  if (node.type === "MemberExpression") {
    const key = part(node, "property");
    return node.computed && key?.type !== "SliceExpression" && carries(key);
  }
  if (node.type !== "CallExpression") return false;
  const callee = part(node, "callee");
  return part(callee ?? node, "property")?.value === "get" && carries(parts(node, "args")[0] ?? null);
}

/** The constant texts that an expression looks for in a message. */
function wordsLookedFor(subject: Subject, carries: Carries, keys: ReadonlySet<string>, node: Node): string[] {
  const { fold } = subject;
  if (node.type === "BinaryExpression" && COMPARES.has(node.value)) {
    const [left, right] = [part(node, "left"), part(node, "right")];
    // `'value' in message.content` beside `message.content['value']` asks for a key, not for a word.
    if (carries(right))
      return texts(fold(left)).filter((word) => !keys.has(keyOf(subject.text, right, word)));
    return carries(left) ? texts(fold(right)) : [];
  }
  if (node.type === "CallExpression") {
    const callee = part(node, "callee");
    if (callee?.type !== "MemberExpression" || !LOOKS_FOR.has(part(callee, "property")?.value ?? ""))
      return [];
    return carries(part(callee, "object")) ? texts(fold(parts(node, "args")[0] ?? null)) : [];
  }
  if (node.type === "FilterExpression") {
    const { name, args } = filterOf(node);
    const values = args.map(fold);
    if (/^(select|reject)attr$/.test(name) && /^(content|text)$/.test(String(values[0] ?? "")))
      return texts(values[2] ?? null);
    if (/^(select|reject|in|eq|equalto|startswith|endswith)$/.test(name) && carries(part(node, "operand")))
      return values.flatMap((value, index) => (name.endsWith("ect") && index === 0 ? [] : texts(value)));
  }
  return [];
}

/** Every `object.name` and `object['name']` of the template, as `object` is written. */
function keysUsed({ text, tree, fold }: Subject): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const node of tree.nodes) {
    if (node.type !== "MemberExpression") continue;
    const property = part(node, "property");
    const name = node.computed ? fold(property) : property?.value;
    if (typeof name === "string") keys.add(keyOf(text, part(node, "object"), name));
  }
  return keys;
}

function keyOf(text: string, object: Node | null, name: string): string {
  const written = object ? text.slice(object.at, object.at + Math.min(object.length, MAX_OBJECT)) : "";
  return `${written}\0${name}`;
}

function texts(value: Folded): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value ? value.filter((entry) => typeof entry === "string") : [];
}

/** Something a person would say: begins with a letter or digit and is no label or name of a format. */
function isWords(text: string): boolean {
  const plain = text.trim();
  return (
    /^[\p{L}\p{N}]/u.test(plain) &&
    (plain.match(/\p{L}/gu)?.length ?? 0) >= 3 &&
    !plain.endsWith(":") &&
    // `tool_call`, `data:image`, `a=b`: no spaces, and a sign that words do not have.
    (/\s/.test(plain) || !/[_:=/<>{}|#&;]/.test(plain)) &&
    !TECHNICAL.test(plain)
  );
}

/**
 * A sentence that appears only when the test is met. The other way round, `if not '<mark>' in content`, is how published
 * templates add a default to messages that have none.
 */
function gatedSentence(test: Node): string | null {
  let below = test;
  let met = !["not in", "!="].includes(test.value);
  for (const up of above(test)) {
    if (up.type === "UnaryExpression" && up.value === "not") met = !met;
    if (up.type === "If" && below.role === "test")
      return sentenceIn(met ? parts(up, "body") : parts(up, "alternate").filter(({ type }) => type !== "If"));
    if (up.type === "Ternary" && below.role === "condition")
      return sentenceIn(parts(up, met ? "trueExpr" : "falseExpr"));
    if (["If", "For", "Macro", "Program"].includes(up.type)) return null;
    below = up;
  }
  return null;
}

function sentenceIn(nodes: readonly Node[]): string | null {
  for (const node of nodes)
    for (const inner of within(node))
      if (inner.type === "StringLiteral" && isSentence(inner.value) && !isErrorText(inner))
        return inner.value.trim();
  return null;
}
