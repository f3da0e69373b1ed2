/** Functions that a chat template's engine gives, and Python's plain ones that some give. */
export const FUNCTIONS = new Set([
  "namespace",
  "range",
  "dict",
  "raise_exception",
  "strftime_now",
  "joiner",
  "cycler",
  "caller",
  "loop",
]);

/** Filters of Jinja and of chat template engines, and tests used in their place. */
export const FILTERS = new Set(
  (
    "abs batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format " +
    "from_json fromjson groupby indent int items join last length list lower map max min pprint reject rejectattr " +
    "replace reverse round safe select selectattr slice sort split string striptags sum title to_json tojson trim " +
    "truncate unique upper urlencode wordcount wordwrap xmlattr " +
    "eq equalto ne lt le gt ge lessthan greaterthan sameas divisibleby in startswith endswith strip"
  ).split(" "),
);

/** Methods of texts, lists and tables that do no more than read or build a value. */
export const METHODS = new Set(
  (
    "add append capitalize casefold center copy count cycle changed encode endswith extend find format get index insert " +
    "isalnum isalpha isdecimal isdigit islower isnumeric isspace istitle isupper items join keys ljust lower lstrip " +
    "partition pop remove removeprefix removesuffix replace reverse rfind rindex rjust rpartition rsplit rstrip " +
    "setdefault sort split splitlines startswith strip strftime swapcase title update upper values zfill " +
    "next current trim includes slice"
  ).split(" "),
);

/** Functions that run programs, read files or reach into the engine, under whatever name they are called. */
export const DANGEROUS_CALLS = new Set(
  (
    "eval exec execfile compile open popen system spawn spawnl spawnv fork check_output check_call getoutput " +
    "getstatusoutput run_command getattr setattr delattr globals locals vars import_module load_module builtins " +
    "subclasses mro urlopen urlretrieve connect breakpoint readfile read_text write_text unlink rmtree"
  ).split(" "),
);

/** Attributes of Python's inner objects: each is a step from a plain value to running a program. */
export const INNER_ATTRIBUTES = new Set(
  (
    "mro func_globals func_code func_closure func_defaults im_func im_self im_class gi_frame gi_code gi_yieldfrom " +
    "cr_frame cr_code cr_await ag_frame ag_code f_globals f_locals f_builtins f_back f_code tb_frame tb_next co_code " +
    "popen subprocess"
  ).split(" "),
);

/** Whether the name of an attribute leads into Python's inner objects. */
export function isInnerName(name: string): boolean {
  const plain = name.normalize("NFKC").trim();
  return /^__\w+__$/.test(plain) || INNER_ATTRIBUTES.has(plain);
}

/** Whether a text has such a name as one of its dotted parts, also of a format as in `{0.__class__}` and `{x[__class__]}`. */
export function hasInnerName(text: string): boolean {
  return text.split(/[.{}[\]!:]/).some((name) => /^__\w+__$/.test(name.normalize("NFKC").trim()));
}
