import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText } from "./any-text.ts";
import { Card, FACT_NAMES } from "../common/card.ts";
import { readAmdSmi } from "../common/sources/amd-smi.ts";
import { readIoreg } from "../common/sources/ioreg.ts";
import { readKernelLog, CardEvent } from "../common/sources/kernel-log.ts";
import { readNvidiaCsv } from "../common/sources/nvidia-smi-csv.ts";
import { readNvidiaXml } from "../common/sources/nvidia-smi-xml.ts";
import { readRocmSmi } from "../common/sources/rocm-smi.ts";
import { readSystemProfiler } from "../common/sources/system-profiler.ts";
import {
  HWMON_FILES,
  readSysfsCard,
  SYSFS_FILES,
  type HwmonLines,
  type SysfsLines,
} from "../common/sources/sysfs-card.ts";
import { readPackageLog } from "../common/sources/package-log.ts";
import { MachineEvent } from "../common/look.ts";
import { fixture } from "./fixtures.ts";
import { SOURCES } from "./source-table.ts";

/** What a broken or hostile tool writes in the place of one value. */
const HOSTILE = [
  "",
  "NaN",
  "-1",
  "-1 MiB",
  "1e999",
  "0x10",
  "12abc",
  "99999999999999999999",
  "Infinity",
  "[Unknown Error]",
  "[GPU is lost]",
  "\u001b[31m0\u001b[0m",
  "\u202e0",
  "0\u200b",
  "\u0000",
  "ok ok",
  "0".repeat(5000),
];
/** Tools are ended when they write more (node/run.ts). */
const LONGEST = 4 * 1024 * 1024;
/** Names and versions are any text, so these cannot be told from good ones; that they changed is the baseline's to notice. */
const FREE_TEXT = new Set(["driver", "vbios", "firmware", "inforom", "partNumber", "uuid", "virtualization"]);

/** Whether the changed output claims anything that the good one did not, but for free text. */
function claimsMore(
  read: (output: string) => { ok: boolean; value?: readonly Card[] },
  good: string,
  bad: string,
): string[] {
  const before = read(good).value ?? [];
  return (read(bad).value ?? []).flatMap((card, at) =>
    FACT_NAMES.filter((name) => {
      const now = card[name];
      if (now.is === "unknown" || (FREE_TEXT.has(name) && !/[\p{Cc}\p{Cf}]/u.test(now.raw))) return false;
      return JSON.stringify(now) !== JSON.stringify(before[at]?.[name]);
    }),
  );
}

const valid = (value: unknown): boolean => Card.array().safeParse(value).success;

describe.each(SOURCES)("$name", ({ good, read, closed }) => {
  it("never throws and never answers outside its shape, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 300 }),
          fc
            .record({
              at: fc.nat(good.length),
              cut: fc.nat(40),
              put: anyText({ maxLength: 20 }),
            })
            .map(({ at, cut, put }) => good.slice(0, at) + put + good.slice(at + cut)),
        ),
        (output) => {
          const parsed = read(output);
          expect(parsed.ok ? valid(parsed.value) : parsed.why.length > 0).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuses an output that ends early", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: good.trimEnd().length - 1 }), (end) => {
        const parsed = read(good.slice(0, end));
        // A table of lines can end after any of them.
        expect(parsed.ok && (closed || good[end - 1] !== "\n")).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("comes to an end with the longest output that a tool may write, whatever repeats in it", () => {
    // Were each piece looked at again from every one before it, these would take hours.
    for (const piece of ['"\\', '"', '\\"', '{"', '"\\u', "<a", "<a ", "</", "&", '<a b="', ", ", "]]>"])
      expect([piece, read(piece.repeat(LONGEST / piece.length)).ok]).toEqual([piece, false]);
  });

  it("takes a value that is none for unknown, never for good", () => {
    const places = [
      ...good.matchAll(/(?<=>)[^<>\n]+(?=<\/)|(?<=": )"[^"]*"|(?<=": )\d+|(?<=, )[^,\n]+/g),
    ].filter(
      // Process names are anybody's choice; keys of a property list name the value beside them.
      ({ 0: text, index }) =>
        !good.slice(0, index).endsWith("process_name>") &&
        !good.slice(0, index).endsWith("<key>") &&
        text !== "",
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...HOSTILE), ({ 0: text, index }, hostile) => {
        const put = text.startsWith('"') ? JSON.stringify(hostile) : hostile;
        const bad = good.slice(0, index) + put + good.slice(index + text.length);
        expect(claimsMore(read, good, bad)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

describe("a table of nvidia-smi", () => {
  const table = fixture("nvidia-two.csv");
  const [row = ""] = table.split("\n");
  it.each([
    ["a head that was not asked for", `pci.bus_id, name\n${table}`],
    ["one value too many", table.replace(", 580.95.05", ", 580.95.05, 580.95.05")],
    ["one value too few", table.replace(", 580.95.05", "")],
    ["a name with a comma in it", table.replace("NVIDIA A100", "NVIDIA, A100")],
    ["one card twice", `${row}\n${row}\n`],
    ["one card twice in two spellings", `${row}\n${row.replace("00000000:01", "0000:01")}\n`],
    ["more cards than there can be", table.repeat(40)],
    ["words before it", `Warning: ${table}`],
    ["words after it", `${table}done\n`],
    ["an address that is none", table.replace("00000000:01:00.0", "../../etc")],
    ["an end in the middle of a line", table.trimEnd()],
    ["nothing", "\n\n"],
  ])("with %s is refused", (_name, output) => {
    expect([readNvidiaCsv(table).ok, readNvidiaCsv(output).ok]).toEqual([true, false]);
  });
});

describe("what system_profiler says", () => {
  const output = fixture("apple-system-profiler.json");
  it.each([
    ["no list", output.replace(/\[[\s\S]*\]/, "{}")],
    ["a device without a name", output.replace('"sppci_model": "Apple M2"', '"sppci_model": "N/A"')],
    ["a name twice", output.replace('"sppci_cores"', '"sppci_model": "Apple M9", "sppci_cores"')],
    ["devices that are none", output.replace(/\{\s+"_name[\s\S]*?\}/, "7")],
    [
      "more devices than there can be",
      JSON.stringify({ SPDisplaysDataType: Array.from({ length: 65 }, () => ({ sppci_model: "x" })) }),
    ],
    ["another kind of data", output.replace("SPDisplaysDataType", "SPAudioDataType")],
  ])("with %s is refused", (_name, bad) => {
    expect([readSystemProfiler(output).ok, readSystemProfiler(bad).ok]).toEqual([true, false]);
  });
});

describe("hostile documents", () => {
  const xml = fixture("nvidia-datacentre-v12.xml");
  const refused = (output: string): boolean => !readNvidiaXml(output).ok;

  it.each([
    [
      "an entity bomb",
      xml.replace(/<!DOCTYPE[^>]*>/, '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'),
    ],
    [
      "an external entity",
      xml.replace(/<!DOCTYPE[^>]*>/, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ],
    ["an unknown entity", xml.replace("<serial>N/A", "<serial>&b;")],
    ["a character reference", xml.replace("<serial>N/A", "<serial>&#27;")],
    ["a comment", xml.replace("<serial>", "<!-- x --><serial>")],
    ["CDATA", xml.replace("<serial>N/A", "<serial><![CDATA[x]]>")],
    ["two documents", xml + xml.slice(xml.indexOf("<nvidia_smi_log>"))],
    ["text after the document", `${xml}oops`],
    ["deep nesting", "<a>".repeat(5000) + "</a>".repeat(5000)],
    ["too many elements", `<nvidia_smi_log>${"<a/>".repeat(200_000)}</nvidia_smi_log>`],
    ["more text than fits", " ".repeat(5 * 1024 * 1024)],
    ["a field twice", xml.replace("<uuid>", "<uuid>x</uuid><uuid>")],
    ["another number of cards", xml.replace("<attached_gpus>1", "<attached_gpus>2")],
    [
      "one card twice",
      xml.replace("<attached_gpus>1", "<attached_gpus>2").replace(/(\t<gpu [\s\S]*<\/gpu>\n)/, "$1$1"),
    ],
    ["a card without an address", xml.replace('id="00000000:01:00.0"', 'id="../../etc"')],
    ["an attribute twice", xml.replace("<gpu id=", '<gpu id="00000000:02:00.0" id=')],
    ["crossed elements", "<nvidia_smi_log><a><b></a></b></nvidia_smi_log>"],
  ])("%s is refused", (_name, output) => {
    expect(refused(output)).toBe(true);
  });

  it.each([
    ["a name twice", '{"card0": {"PCI Bus": "0000:07:00.0"}, "card0": {"PCI Bus": "0000:07:00.0"}}'],
    [
      "a name twice in two spellings",
      '{"card0": {"PCI Bus": "0000:07:00.0", "PCI \\u0042us": "0000:08:00.0"}}',
    ],
    ["deep nesting", `${'{"card0":'.repeat(5000)}1${"}".repeat(5000)}`],
    ["NaN", '{"card0": {"PCI Bus": NaN}}'],
    ["a list", "[]"],
    ["prototype names", '{"__proto__": {"card0": {}}, "constructor": 1}'],
    ["another tool's words before it", 'WARNING: {"card0": {}}'],
  ])("JSON with %s is refused", (_name, output) => {
    expect(readRocmSmi(output).ok).toBe(false);
  });

  it("one card twice is refused, by each of AMD's tools", () => {
    const twice = JSON.parse(fixture("amd-consumer-static.json")) as { gpu_data: { gpu: number }[] };
    twice.gpu_data.push({ ...twice.gpu_data[0]!, gpu: 1 });
    const rocm = JSON.parse(fixture("rocm-consumer.json")) as Record<string, unknown>;
    expect([
      readAmdSmi(JSON.stringify(twice), fixture("amd-consumer-metric.json")),
      readRocmSmi(JSON.stringify({ ...rocm, card1: rocm["card0"] })),
    ]).toEqual([
      { ok: false, why: "The output names one card twice." },
      { ok: false, why: "The output names one card twice." },
    ]);
  });

  it("a property list that says a key twice is refused", () => {
    const plist = fixture("apple-ioreg.plist");
    expect(readIoreg(plist.replace("<key>IOClass</key>", "<key>IONameMatched</key>")).ok).toBe(false);
  });

  it("a process name is shown, not obeyed", () => {
    const parsed = readNvidiaXml(
      fixture("nvidia-workstation-ecc-off-v13.xml").replace("/usr/bin/ollama", "\u001b[2J\u202e&lt;b&gt;"),
    );
    const processes = parsed.ok ? parsed.value[0]?.processes : undefined;
    expect(processes?.is === "known" && processes.value[0]?.name).toBe(String.raw`\u{1b}[2J\u{202e}<b>`);
  });
});

it("the kernel's files never make a reading that is out of its shape", () => {
  const line = fc.option(
    fc.oneof(fc.constantFrom(...HOSTILE, "0x10de", "16.0 GT/s PCIe", "16", "25753026560"), anyText()),
  );
  fc.assert(
    fc.property(
      fc.record(Object.fromEntries([...SYSFS_FILES, ...HWMON_FILES].map((name) => [name, line]))),
      (lines) => {
        const both = lines as unknown as SysfsLines & HwmonLines;
        const card = readSysfsCard("0000:01:00.0", both, null, both);
        expect(card === null || Card.safeParse(card).success).toBe(true);
      },
    ),
  );
});

it("any package manager's log, whole or cut and spoiled anywhere, gives events in their shape that are safe to show", () => {
  const good = [
    '2026-04-30T03:56:52+0000 [18165] INFO RPM callback install start "kernel-core-0:6.12.2-200.fc43.x86_64" total 9084',
    "2026-11-20 09:58:01 upgrade nvidia-driver:amd64 580.1-1 580.95.05-1",
    "[2026-11-21T09:58:01+0100] [ALPM] upgraded linux (6.12.1.arch1-1 -> 6.12.2.arch1-1)",
    "2026-11-21T09:58:01+0100 SUBDEBUG Upgrade: kernel-core-6.12.2-200.fc43.x86_64",
  ];
  const spoiled = fc
    .tuple(fc.constantFrom(...good), fc.nat(120), fc.nat(8), anyText({ maxLength: 40 }))
    .map(([line, at, length, other]) => line.slice(0, at) + other + line.slice(at + length));
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText(), spoiled, fc.constantFrom(...good))), (lines) => {
      const events = readPackageLog(lines.join("\n"), 60);
      expect(
        MachineEvent.array().safeParse(events).success && !/[\p{Cc}\p{Cf}]/u.test(JSON.stringify(events)),
      ).toBe(true);
    }),
  );
});

describe("a driver's words in the kernel's log", () => {
  const said = fixture("kernel-troubled.log")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^\[ *[\d.]+\] |^\S+ host kernel: /, ""));
  const before = ["", "[  812.411000] ", "[  812.411000][ T1234] ", "2026-11-21T09:58:01+0000 host kernel: "];

  it("count where a line begins, however the time is written", () => {
    expect(before.map((start) => said.map((words) => readKernelLog(start + words).length))).toEqual(
      before.map(() => said.map(() => 1)),
    );
  });

  it("do not count behind anything else: a device's name, a process's name, a second line", () => {
    const others = [
      "usb 1-1: Product: ",
      "usb 1-1: Manufacturer: x\n               ",
      "hid-generic 0003:046D:C52B.0003: input: ",
      "audit: type=1400 comm=",
      "amdgpu 0000:03:00.0: amdgpu: Process information: process ",
      "NVRM: API mismatch: the client ",
      " ",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...before),
        fc.constantFrom(...others),
        fc.constantFrom(...said),
        fc.constantFrom("", " pid 1 thread failed pid 2"),
        (start, other, words, rest) => {
          expect(readKernelLog(start + other + words + rest)).toEqual([]);
        },
      ),
    );
  });

  it("of a process that calls itself like a reset are no reset", () => {
    const line =
      "amdgpu 0000:03:00.0: amdgpu: Process information: process GPU reset pid 1 thread x failed pid 2";
    expect(readKernelLog(line)).toEqual([]);
  });

  it("name the card also in the way of older drivers", () => {
    expect(readKernelLog("[1.0] NVRM: Xid (0000:01:00): 79, GPU has fallen off the bus.")).toEqual([
      {
        kind: "xid",
        address: "0000:01:00.0",
        code: 79,
        line: "NVRM: Xid (0000:01:00): 79, GPU has fallen off the bus.",
      },
    ]);
  });
});

it("any log gives events in their shape", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText(), fc.constant(fixture("kernel-troubled.log")))), (parts) => {
      expect(CardEvent.array().safeParse(readKernelLog(parts.join("\n"))).success).toBe(true);
    }),
  );
});
