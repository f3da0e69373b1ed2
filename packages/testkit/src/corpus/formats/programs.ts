import type { CorpusRow } from "../row.ts";
import { refused } from "../twin.ts";

/** Programs, scripts, shortcuts and documents under the name of a model. */
export const PROGRAM_FILES: readonly CorpusRow[] = [
  refused("Windows program", "format.program", "MZ\x90\0\x03\0\0\0"),
  refused("Linux program", "format.program", "\x7fELF\x02\x01\x01\0"),
  refused("macOS program", "format.program", "\xcf\xfa\xed\xfe\x07\0\0\x01"),
  refused("Java class", "format.program", "\xca\xfe\xba\xbe\0\0\0\x34"),
  refused("Android program", "format.program", "dex\n035\0"),
  refused("WebAssembly", "format.program", "\0asm\x01\0\0\0"),
  refused("compiled Python", "format.program", "\x6f\r\r\n\0\0\0\0\0\0\0\0"),
  refused("compiled Python 3.14", "format.program", "\x2b\x0e\r\n\0\0\0\0\0\0\0\0"),
  refused("compiled Lua", "format.program", "\x1bLua\x54"),
  refused("Debian package", "format.program", "!<arch>\ndebian-binary"),
  refused("Windows installer", "format.program", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
  refused("llamafile", "format.llamafile", "MZqFpD='\n"),
  refused("llamafile for Unix", "format.llamafile", "jartsr='\n"),
  refused("shell script", "format.script", "#!/bin/sh\nrm -rf ~\n"),
  refused("batch file", "format.script", "@echo off\r\ndel *\r\n"),
  refused("Python source", "format.script", "import os\nos.system('id')\n"),
  refused("Windows shortcut", "format.shortcut", "L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0"),
  refused("desktop shortcut", "format.shortcut", "[Desktop Entry]\nExec=sh -c id\n"),
  refused("link to a page", "format.shortcut", "[InternetShortcut]\nURL=http://example.org\n"),
  refused("web page", "format.web-page", "\n  <!DOCTYPE html><html><title>Sign in</title>"),
  refused("PDF", "format.other-data", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
  refused("picture", "format.other-data", "\x89PNG\r\n\x1a\n\0\0\0\x0d"),
  refused("photograph", "format.other-data", "\xff\xd8\xff\xe0\0\x10JFIF"),
  refused("SQLite database", "format.other-data", "SQLite format 3\0"),
];
