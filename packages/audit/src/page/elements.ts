/** Characters of a foreign text in one cell. */
const MOST_CHARACTERS = 300;

// What a file holds becomes text, never HTML.

export function row(cell: "td" | "th", texts: readonly string[]): HTMLElement {
  const line = document.createElement("tr");
  line.append(...texts.map((one) => make(cell, one)));
  return line;
}

export function list(items: readonly string[]): HTMLElement {
  const box = document.createElement("ul");
  box.append(...items.map((item) => make("li", item)));
  return box;
}

export function make(tag: string, content: string, name = ""): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  element.className = name;
  return element;
}

export function text(value: unknown): string {
  return value === undefined || value === null
    ? ""
    : plain(typeof value === "string" ? value : JSON.stringify(value));
}

/** Characters that turn text around or hide are made visible; so are the ends of what is cut. */
export function plain(value: string, most = MOST_CHARACTERS): string {
  const cut = value.length > most ? `${value.slice(0, most)} …` : value;
  return cut.replaceAll(
    /[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/gu,
    (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
