import { Malformed } from "./parsed.ts";

/** Eight cards with all their supported clocks are below 1 MiB in nvidia-smi's XML. */
export const MAX_XML_CHARS = 4 * 1024 * 1024;
/** nvidia-smi nests 8 deep, a property list of ioreg 10. */
const MAX_DEPTH = 32;
/** Eight cards have about 20,000 elements. */
const MAX_ELEMENTS = 100_000;
const MAX_NAME = 80;
/** Longest piece of text in one element: command lines of processes are the longest. */
const MAX_TEXT = 8192;

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Its own text, without white space at both ends. */
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
/** A declaration, then a document type without any declarations of its own: entity bombs need those. */
const PROLOGUE =
  /^\ufeff?(?:<\?xml(?: [a-z]+="[A-Za-z0-9._-]{1,20}"){1,3} ?\?>)?\s*(?:<!DOCTYPE [A-Za-z_]{1,40}(?: (?:SYSTEM|PUBLIC)(?: "[^"<>&[\]]{0,200}"){1,2})?\s?>)?\s*/;
const TAG = /<(\/?)([A-Za-z_][\w.-]*)((?: [A-Za-z_][\w.:-]{0,79}="[^"<>]{0,400}")*)\s?(\/?)>/y;

/**
 * Reads the small part of XML that vendor tools write: elements, attributes in double quotes, text, the five predefined entities. Comments,
 * CDATA, processing instructions, character references and declarations of a document's own are refused, as is every limit above.
 * Throws `Malformed`.
 */
export function readXml(source: string): Element {
  if (source.length > MAX_XML_CHARS) throw new Malformed("The output is longer than any card needs.");
  const top: Open = { name: "", attributes: new Map(), children: [], text: "" };
  const stack: Open[] = [top];
  let at = PROLOGUE.exec(source)?.[0].length ?? 0;
  let count = 0;
  while (at < source.length) {
    const current = stack.at(-1) ?? top;
    const next = source.indexOf("<", at);
    if (next !== at) addText(current, source.slice(at, next < 0 ? source.length : next), current === top);
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(source);
    const [whole = "", closing, name = "", attributes = "", empty] = tag ?? [];
    if (tag === null || name.length > MAX_NAME)
      throw new Malformed(`Character ${String(next)} begins no element.`);
    at = next + whole.length;
    if (closing === "/") close(stack, name, attributes + (empty ?? ""));
    else {
      if (++count > MAX_ELEMENTS || stack.length > MAX_DEPTH)
        throw new Malformed("The output has more elements than any card needs.");
      const element: Open = { name, attributes: readAttributes(attributes), children: [], text: "" };
      current.children.push(element);
      if (empty !== "/") stack.push(element);
    }
  }
  const [root, ...more] = top.children;
  if (stack.length !== 1 || root === undefined || more.length > 0)
    throw new Malformed("The output ends in the middle, or holds more than one document.");
  return root;
}

function addText(element: Open, text: string, outside: boolean): void {
  const clean = text.trim();
  if (clean === "") return;
  if (outside) throw new Malformed("There is text outside the document.");
  if (element.text.length + clean.length > MAX_TEXT)
    throw new Malformed("A text is longer than any card needs.");
  element.text += unescapeText(clean);
}

function close(stack: Open[], name: string, rest: string): void {
  const open = stack.length > 1 ? stack.pop() : undefined;
  if (open?.name !== name || rest !== "") throw new Malformed("An element is closed that is not open.");
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of source.matchAll(/ ([\w.:-]+)="([^"]*)"/g)) {
    if (found.has(name)) throw new Malformed("An element has an attribute twice.");
    found.set(name, unescapeText(value));
  }
  return found;
}

function unescapeText(text: string): string {
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const character = whole.endsWith(";") ? ENTITIES.get(name) : undefined;
    if (character === undefined) throw new Malformed("The output uses an entity that no tool needs.");
    return character;
  });
}

/** The only child of that name along the path; null when there is none. Throws `Malformed` when there are two. */
export function only(element: Element, path: string): Element | null {
  let found: Element | null = element;
  for (const name of path.split("/")) {
    const named: readonly Element[] = found?.children.filter((child) => child.name === name) ?? [];
    if (named.length > 1) throw new Malformed(`The output says ${name} twice.`);
    found = named[0] ?? null;
  }
  return found;
}

/** The text of the only element at the path; null when there is none or it holds elements. */
export function textAt(element: Element, path: string): string | null {
  const found = only(element, path);
  return found?.children.length === 0 ? found.text : null;
}
