import { buildGguf, goodGguf, gguf, withValue, type GgufSpec, type GgufValue } from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

const KEY = "tokenizer.chat_template";
/** Loops, roles, content, a tool list, a date: what ordinary templates do, in few lines. */
const ORDINARY = `{%- set ns = namespace(first=true) -%}
{%- for message in messages -%}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}
{%- if message.tool_calls is defined -%}{{ message.tool_calls | tojson }}{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}`;

/** A file with these values besides the good ones. */
export function withValues(values: Readonly<Record<string, GgufValue>>): GgufSpec {
  return Object.entries(values).reduce((spec, [key, value]) => withValue(spec, key, value), goodGguf());
}

/** A row whose hostile file and twin differ in some metadata values. */
export function valuesRow(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  hostile: Readonly<Record<string, GgufValue>>,
  twin: Readonly<Record<string, GgufValue>> = { [KEY]: gguf.text(ORDINARY) },
): CorpusRow {
  return {
    what,
    rule,
    verdict,
    hostile: () => oneFile(buildGguf(withValues(hostile))),
    twin: () => oneFile(buildGguf(withValues(twin))),
  };
}

/** A row whose files differ in the chat template alone. */
export function templateRow(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  hostile: string,
  twin = ORDINARY,
): CorpusRow {
  return valuesRow(what, rule, verdict, { [KEY]: gguf.text(hostile) }, { [KEY]: gguf.text(twin) });
}

/** The ordinary template with something added. */
export function plus(text: string): string {
  return `${ORDINARY}${text}`;
}
