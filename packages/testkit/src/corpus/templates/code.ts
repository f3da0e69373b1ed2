import type { CorpusRow } from "../row.ts";
import { plus, templateRow } from "./template-row.ts";

function walk(what: string, expression: string, twin: string): CorpusRow {
  return templateRow(
    what,
    "template.attribute-walk",
    "refuse",
    plus(`{{ ${expression} }}`),
    plus(`{{ ${twin} }}`),
  );
}

function hidden(what: string, expression: string, twin: string): CorpusRow {
  return templateRow(
    what,
    "template.hidden-name",
    "hold",
    plus(`{{ ${expression} }}`),
    plus(`{{ ${twin} }}`),
  );
}

/** Templates that reach for the program which runs them. */
export const CODE: readonly CorpusRow[] = [
  walk(
    "walk from an empty text to a shell (CVE-2024-34359)",
    "''.__class__.__mro__[1].__subclasses__()",
    "messages[0].content.strip()",
  ),
  walk(
    "walk through cycler's globals to popen",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "messages[0].role",
  ),
  walk("walk from a namespace", "namespace.__init__.__globals__['sys'].modules", "namespace(a=1).a"),
  walk("walk by a bracketed name", "messages['__class__']['__base__']", "messages[0]['content']"),
  walk("walk by the attr filter", "messages | attr('__class__')", "messages | first"),
  walk(
    "walk by map(attribute)",
    "messages | map(attribute='__class__') | list",
    "messages | map(attribute='role') | list",
  ),
  walk(
    "walk by a dotted attribute of map",
    "messages | map(attribute='role.__class__') | list",
    "messages | map(attribute='function.name') | list",
  ),
  walk("name in two pieces with ~", "messages['__cla' ~ 'ss__']", "messages[0]['con' 'tent']"),
  templateRow(
    "name in a block that is set",
    "template.attribute-walk",
    "refuse",
    plus("{% set a %}__class__{% endset %}{{ messages[a] }}"),
    plus("{% set a %}role{% endset %}{{ messages[0][a] }}"),
  ),
  templateRow(
    "name in pieces, given to a macro",
    "template.attribute-walk",
    "refuse",
    plus("{% macro get(name) %}{{ messages[name] }}{% endmacro %}{{ get('__cla' ~ 'ss__') }}"),
    plus("{% macro get(name) %}{{ messages[0][name] }}{% endmacro %}{{ get('content') }}"),
  ),
  templateRow(
    "walk by a filter around a block",
    "template.attribute-walk",
    "refuse",
    plus("{% filter attr('__class__') %}x{% endfilter %}"),
    plus("{% filter upper %}x{% endfilter %}"),
  ),
  walk("name behind an or", "messages['' or '__class__']", "messages[0]['content' or 'text']"),
  walk("name from the keys of a table", "messages[dict(__cla=1, ss__=2) | join]", "dict(a=1, b=2) | join"),
  walk(
    "underscores by their Unicode name",
    "messages['\\N{LOW LINE}_class__']",
    "'\\N{BULLET} ' ~ messages[0].role",
  ),
  walk(
    "walk inside of a format",
    "'{0.__class__}'.format(messages)",
    "'{0} of {1}'.format(messages[0].role, 'x')",
  ),
  walk("walk inside of format_map", "'{x.__class__}'.format_map({'x': messages})", "'{x}'.format(x=1)"),
  walk("name in two pieces with +", "messages['__cla' + 'ss__']", "messages[0 + 0].role"),
  walk(
    "name joined from a list",
    "messages[['__glo', 'bals__'] | join]",
    "messages[0].role ~ (['a', 'b'] | join)",
  ),
  walk("name written backwards", "messages['__ssalc__'[::-1]]", "messages[::-1] | length"),
  walk(
    "name by a format",
    "messages['%s%s' | format('__cla', 'ss__')]",
    "'%s: %s' | format(messages[0].role, 'x')",
  ),
  walk("name by escapes", "messages['\\x5f\\x5fclass\\x5f\\x5f']", "messages[0]['\\x72ole']"),
  walk(
    "name by a replacement",
    "messages['XXclassXX' | replace('X', '_')]",
    "messages[0].content | replace('X', '_')",
  ),
  walk(
    "name set in a variable first",
    "messages[n] }}{% set n = '__in' ~ 'it__' %}{{ n",
    "messages[0][n] }}{% set n = 'role' %}{{ n",
  ),
  walk("frame of a generator", "messages.gi_frame.f_back", "messages[0].name"),
  walk("import by its name", "__import__('os')", "raise_exception('os') if not messages"),
  hidden(
    "name from two variables",
    "messages[messages[0].a ~ messages[0].b]",
    "messages[0]['a' if messages else 'b']",
  ),
  templateRow(
    "halves of a name in variables that are set twice",
    "template.hidden-name",
    "hold",
    plus("{% set a = 'x' %}{% set a = '__cla' %}{% set b = 'y' %}{% set b = 'ss__' %}{{ messages[a + b] }}"),
    plus("{% set a = 'x' %}{% set a = '__' %}{{ messages[0].role ~ a }}"),
  ),
  hidden("attribute given as a text", "messages[0] | attr('content')", "messages[0].content"),
  hidden("key put together from an unknown part", "messages[0]['con' ~ part]", "messages[loop_index + 1]"),
  hidden("key turned around", "messages[0]['x' ~ part[::-1]]", "messages[::-1][0]"),
  templateRow(
    "system() called on a module",
    "template.dangerous-call",
    "refuse",
    plus("{{ os.system('id') }}"),
    plus("{{ message.system }}"),
  ),
  templateRow(
    "eval",
    "template.dangerous-call",
    "refuse",
    plus("{{ eval('1') }}"),
    plus("{% macro eval(x) %}{{ x }}{% endmacro %}{{ eval(1) }}"),
  ),
  templateRow(
    "open of a file",
    "template.dangerous-call",
    "refuse",
    plus("{{ open('/etc/passwd').read() }}"),
  ),
  templateRow("getattr", "template.dangerous-call", "refuse", plus("{{ getattr(messages, 'x') }}")),
  templateRow(
    "method given by a built name",
    "template.dangerous-call",
    "refuse",
    plus("{{ os['po' ~ 'pen']('id') }}"),
  ),
  templateRow(
    "private attribute",
    "template.private-attribute",
    "hold",
    plus("{{ self._TemplateReference }}"),
    plus("{% set _x = namespace(a=1) %}{{ _x.a }}"),
  ),
  templateRow(
    "unknown function",
    "template.unknown-function",
    "hold",
    plus("{{ lipsum(5) }}"),
    plus("{% if get_date is defined %}{{ get_date() }}{% endif %}"),
  ),
  templateRow(
    "unknown filter",
    "template.unknown-filter",
    "hold",
    plus("{{ messages | shell }}"),
    plus("{{ messages | tojson(indent=2) }}"),
  ),
  templateRow(
    "unknown method",
    "template.unknown-method",
    "admit",
    plus("{{ messages[0].content.frobnicate() }}"),
    plus("{{ messages[0].content.upper() }}"),
  ),
  templateRow("include of another file", "template.include", "refuse", plus("{% include '/etc/passwd' %}")),
  templateRow("import of a library", "template.include", "refuse", plus("{% import 'tools.jinja' as t %}")),
  templateRow(
    "broken tag",
    "template.syntax",
    "hold",
    plus("{% if %}"),
    plus("{% generation %}x{% endgeneration %}"),
  ),
  templateRow("call on an empty list", "template.syntax", "hold", plus("{{ ().__class__ }}")),
  templateRow("a tag of a language that is none", "template.syntax", "hold", plus("{% execute 'id' %}")),
  templateRow(
    "more parts than any known template",
    "template.too-complex",
    "hold",
    plus(`{{ [${"1,".repeat(40_000)}1] }}`),
    plus(`{{ [${"1,".repeat(400)}1] }}`),
  ),
  templateRow(
    "1,000 brackets inside each other",
    "template.too-complex",
    "hold",
    plus(`{{ ${"[".repeat(1000)}${"]".repeat(1000)} }}`),
    plus(`{{ ${"[".repeat(50)}${"]".repeat(50)} }}`),
  ),
];
