/** What calling something would do, by its name. `builds`: it only makes a value, as every checkpoint does. */
export type Danger = "code" | "files" | "network" | "modules" | "unknown" | "builds";

/** Worst first: this order decides which call a sentence is about. */
export const DANGERS: readonly Danger[] = ["code", "network", "files", "modules", "unknown", "builds"];

/** The sentence's verb for each. */
export const WOULD: Readonly<Record<Danger, string>> = {
  code: "run a program or code",
  network: "use the network",
  files: "read, write or delete files",
  modules: "load further program modules or reach into loaded ones",
  unknown: "run",
  builds: "build values",
};

/** Names told by patterns, the first that fits counts. None of these decides a verdict: every pickle is refused. */
const KNOWN: readonly (readonly [Danger, RegExp])[] = [
  // Parts of harmless-looking modules that start programs.
  [
    "code",
    /^(asyncio\..*[Ss]ubprocess|imaplib\.IMAP4_stream|webbrowser\.\w*Browser|logging\.config|uuid\._get_command_stdout|torch\.serialization\.load|torch\.storage\._load_from_bytes|numpy\.(load|ctypeslib)(\.|$)|pandas\.read_pickle)/,
  ],
  [
    "builds",
    /^(collections\.(OrderedDict|defaultdict|deque|Counter)|torch\._utils\._rebuild_\w+|torch\._tensor\._rebuild_from_type_v2|torch\.(\w+Storage|Size|device|dtype|Tensor|u?int\d+|float\w*|bfloat16|bool|half|double|long|complex\d+)|torch\.nn\.parameter\.(Parameter|Buffer)|torch\.storage\.(Untyped|Typed)Storage|numpy(\._?core)?\.multiarray\.(_reconstruct|scalar)|numpy(\._?core)?\.numeric\._frombuffer|numpy\.(ndarray|dtype|u?int\d+|float\d+|bool_?)|joblib\.numpy_pickle\.(NDArrayWrapper|ZNDArrayWrapper|NumpyArrayWrapper)|_codecs\.encode|copy_?reg\._reconstructor|(builtins|__builtin__)\.(set|frozenset|list|dict|tuple|object|int|float|complex|bytearray|bytes|slice|range|str|bool)|datetime\.\w+|decimal\.Decimal|fractions\.Fraction|uuid\.UUID|pathlib\.\w*Path|argparse\.Namespace)$/,
  ],
  [
    "network",
    /^(socket|_socket|socketserver|ssl|asyncio|urllib\d?|http|httplib|ftplib|smtplib|poplib|imaplib|nntplib|telnetlib|xmlrpc|requests|aiohttp|httpx|paramiko|webbrowser|antigravity|cgi|wsgiref|dns|torch\.hub|uuid\._popen)(\.|$)/,
  ],
  [
    "files",
    /^(shutil|tempfile|fileinput|glob|linecache|pathlib|io|_io|zipfile|tarfile|gzip|bz2|lzma|dbm|shelve|sqlite3|mmap|logging\.FileHandler|logging\.handlers|numpy\.(load|save\w*|fromfile|memmap|loadtxt|genfromtxt|lib\.npyio)|pandas\.read_\w+|torch\.serialization)(\.|$)|^(builtins|__builtin__)\.open$|^(os|posix|nt)\.(remove|unlink|rmdir|removedirs|rename|replace|renames|mkdir|makedirs|chmod|chown|symlink|link|truncate|open|read|write|listdir|scandir|walk)$/,
  ],
  [
    "modules",
    /^(importlib|imp|pkgutil|zipimport|sys|_frozen_importlib\w*|types|functools|operator|_operator|inspect|gc|weakref|site|marshal|ctypes\.util)(\.|$)|^(builtins|__builtin__)\.(__import__|getattr|setattr|delattr|globals|locals|vars|dir|type|map|filter|apply|reload|super|property|classmethod|staticmethod)$|^_codecs\.\w+$|^copy_?reg\.\w+$/,
  ],
  [
    "code",
    /^(os|posix|nt|_posixsubprocess|subprocess|pty|commands|popen2|runpy|code|codeop|_ctypes|ctypes|cffi|pip|ensurepip|venv|idlelib|distutils|setuptools|pydoc|_pyrepl|_osx_support|_aix_support|platform|timeit|trace|cProfile|profile|pstats|pdb|bdb|doctest|unittest|test|lib2to3|multiprocessing|concurrent|threading|_thread|signal|atexit|sched|pickle|_pickle|cPickle|dill|cloudpickle|joblib|jsonpickle|shlex|getpass|tkinter|turtle|nturl2path|pexpect|fabric|invoke|torch\.(load|jit|_dynamo|_inductor|utils|distributed|fx|ops|classes|package|_C)|numpy\.(f2py|testing|distutils)|tensorflow|keras|transformers|IPython|bsddb|aifc|pipes|dis|ast|string\.Formatter|uuid\._get_command_stdout|uuid\._\w+_getter|base64\.main|this)(\.|$)|^(builtins|__builtin__)\.(eval|exec|execfile|compile|input|breakpoint|help|exit|quit)$/,
  ],
];

/** What calling this dotted name would do. */
export function dangerOf(name: string): Danger {
  return KNOWN.find(([, pattern]) => pattern.test(name))?.[0] ?? "unknown";
}
