import { pickleCall } from "../../pickle-builder.ts";
import type { CorpusRow } from "../row.ts";
import { refused } from "../twin.ts";

/**
 * Functions that lists of forbidden names have missed, each the shape of a published bypass. None is decided by its name here:
 * every pickle is refused, and the name only goes into the sentence.
 */
const MISSED: readonly (readonly [string, string, ...string[]])[] = [
  ["pip", "main", "install", "evil"],
  ["pip._internal", "main", "install"],
  ["asyncio.unix_events", "_UnixSubprocessTransport._start", "id"],
  ["timeit", "timeit", "__import__('os').system('id')"],
  ["cProfile", "run", "import os"],
  ["profile", "run", "import os"],
  ["trace", "Trace.run", "import os"],
  ["pdb", "run", "import os"],
  ["bdb", "Bdb.run", "import os"],
  ["doctest", "debug_script", "import os"],
  ["code", "InteractiveInterpreter.runcode", "import os"],
  ["ensurepip", "_run_pip", "install"],
  ["idlelib.pyshell", "ModifiedInterpreter.runcommand", "import os"],
  ["idlelib.debugobj", "ObjectTreeItem.SetText", "id"],
  ["idlelib.autocomplete", "AutoComplete.fetch_completions", "id"],
  ["lib2to3.pgen2.pgen", "ParserGenerator.make_label", "id"],
  ["torch.utils.collect_env", "run", "id"],
  ["torch.utils._config_module", "ConfigModule.load_config", "id"],
  ["torch.utils.bottleneck.__main__", "run_cprofile", "id"],
  ["torch._dynamo.guards", "GuardBuilder.get", "id"],
  ["torch._inductor.codecache", "compile_file", "id"],
  ["torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression", "id"],
  ["torch.jit.unsupported_tensor_ops", "execWrapper", "id"],
  ["numpy.f2py.crackfortran", "myeval", "id"],
  ["numpy.testing._private.utils", "runstring", "id"],
  ["uuid", "_get_command_stdout", "id"],
  ["imaplib", "IMAP4_stream", "id"],
  ["_pyrepl.pager", "pipe_pager", "id"],
  ["_osx_support", "_read_output", "id"],
  ["_aix_support", "_read_cmd_output", "id"],
  ["pydoc", "pipepager", "x", "id"],
  ["distutils.file_util", "write_file", "/tmp/x"],
  ["logging.config", "_handle_existing_loggers", "x"],
  ["operator", "methodcaller", "system"],
  ["functools", "partial", "id"],
  ["linecache", "getlines", "/etc/passwd"],
  ["shutil", "rmtree", "/home"],
  ["socket", "getaddrinfo", "secret.example.org"],
  ["urllib.request", "urlopen", "http://example.org"],
  ["ssl", "get_server_certificate", "example.org"],
  ["webbrowser", "open", "http://example.org"],
  ["builtins", "exec", "import os"],
  ["builtins", "eval", "1+1"],
  ["importlib", "import_module", "os"],
  ["evil.helper", "run", "now"],
];

export const CALLS: readonly CorpusRow[] = MISSED.map(([module, name, ...args]) =>
  refused(`calls ${module}.${name}`, "format.pickle-program", pickleCall(module, name, ...args)),
);
