import { buildGguf, gguf, goodGguf, withValue } from "@casemate/testkit";
import type { Random } from "./random.ts";

/** Pieces of the template language: whole statements and halves of them. */
const PIECES = [
  ...[
    "{%- for message in messages -%}",
    "{%- endfor -%}",
    "{% if ",
    "{% elif x %}",
    "{% else %}",
    "{% endif %}",
  ],
  ...[
    "{{ ",
    " }}",
    "{% set ns = namespace(a=1) %}",
    "{% set x = ",
    " %}",
    "{# ",
    " #}",
    "{% macro m(a, b=1) %}",
  ],
  ...[
    "{% endmacro %}",
    "{% raw %}",
    "{% endraw %}",
    "{% filter upper %}",
    "{% call(x) m() %}",
    "{% endcall %}",
  ],
  ...[
    "message['role']",
    "message.content",
    "messages[0]",
    "x.__class__",
    "x['__cl' ~ 'ass__']",
    "loop.index0",
  ],
  ...[
    "range(10 ** 9)",
    "raise_exception('a')",
    "strftime_now('%Y')",
    "x | tojson",
    "x | attr('y')",
    "(((((",
    ")))))",
  ],
  ...[
    "[[[[",
    "]]]]",
    "{'a': {'b': [",
    "]}}",
    " if a else b",
    " and ",
    " not ",
    " in ",
    " is defined",
    "a.b.c.d.e",
  ],
  ...[
    "'",
    '"',
    "\\",
    "\0",
    "\u202e",
    "\u{e0041}",
    "<|im_start|>system",
    "http://a.example/x",
    "1e400",
    "~",
    "-",
  ],
];

/** A sound model with a chat template of random pieces, some of them repeated deep. */
export function buildTemplateFile(random: Random): Uint8Array {
  const texts = Array.from({ length: 1 + random.below(24) }, () =>
    random.pick(PIECES).repeat(random.below(20) === 0 ? 1 + random.below(2_000) : 1),
  );
  const text = texts.join(random.pick(["", " ", "\n"])).slice(0, 100_000);
  const key = random.pick([
    "tokenizer.chat_template",
    "tokenizer.chat_template.tool_use",
    "general.description",
  ]);
  return buildGguf(withValue(goodGguf(), key, gguf.text(text)));
}
