import { deflateSync, gzipSync } from "node:zlib";
import { pickleCall, PickleWriter } from "../../pickle-builder.ts";
import { buildTar, paxName } from "../../tar-builder.ts";
import { buildZip, zipOf, type ZipMemberSpec } from "../../zip-builder.ts";
import type { CorpusRow } from "../row.ts";
import { latin1, refused } from "../twin.ts";

const PAYLOAD = pickleCall("posix", "system", "id");
const ORDINARY = latin1("\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01.");
const TORCH: readonly ZipMemberSpec[] = [
  { name: "archive/data.pkl", data: PAYLOAD },
  { name: "archive/data/0", data: new Uint8Array(64) },
  { name: "archive/version", data: latin1("3\n") },
];
const REST = TORCH.slice(1);

function torch(change: Partial<ZipMemberSpec>): Uint8Array {
  return buildZip({ members: [{ name: "archive/data.pkl", data: PAYLOAD, ...change }, ...REST] });
}

function npy(descr: string, body: Uint8Array): Uint8Array {
  const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }`.padEnd(117) + "\n";
  return new PickleWriter().ops("\x93NUMPY\x01\x00\x76\x00").ops(header).raw(body).bytes();
}

/** A ZIP whose two stories differ has no honest twin with a pickle; the twin is the same bytes where they are numbers. */
const ZIPS: readonly CorpusRow[] = [
  refused("PyTorch archive that calls", "format.pickle-program", torch({})),
  refused("PyTorch archive with ordinary calls", "format.torch-zip", torch({ data: ORDINARY })),
  refused("PyTorch archive, deflated", "format.pickle-program", torch({ deflated: true })),
  refused("PyTorch archive written as a stream", "format.pickle-program", torch({ streamed: true })),
  refused(
    "PyTorch archive, deflated and streamed",
    "format.pickle-program",
    torch({ streamed: true, deflated: true }),
  ),
  refused("PyTorch archive with 64-bit sizes", "format.pickle-program", torch({ zip64: true })),
  refused(
    "PyTorch archive of protocol 0",
    "format.pickle-program",
    torch({ data: latin1("cposix\nsystem\n(Vid\ntR.") }),
  ),
  refused("a pickle under the name of a picture", "format.pickle-program", zipOf({ "cover.png": PAYLOAD })),
  refused(
    "another name in front of the data",
    "format.zip-lies",
    torch({ local: { name: "archive/data.txt" } }),
  ),
  refused("another size in front of the data", "format.zip-lies", torch({ local: { size: 1 } })),
  refused("another packing in front of the data", "format.zip-lies", torch({ local: { method: 12 } })),
  refused("wrong checksum", "format.zip-lies", torch({ crc: 0xdeadbeef })),
  refused("marked as encrypted (0x1)", "format.zip-encrypted", torch({ flags: 0x1 })),
  refused("marked as a patch (0x20)", "format.zip-encrypted", torch({ flags: 0x20 })),
  refused("marked as strongly encrypted (0x40)", "format.zip-encrypted", torch({ flags: 0x40 })),
  refused("marked as encrypted in one header only", "format.zip-lies", torch({ local: { flags: 0x1 } })),
  refused("missing from the directory", "format.zip-lies", torch({ hidden: true })),
  refused("no directory", "format.zip-lies", buildZip({ members: TORCH, cut: true })),
  refused("directory counts too many", "format.zip-lies", buildZip({ members: TORCH, entries: 9 })),
  refused(
    "two members of one name",
    "format.zip-lies",
    buildZip({ members: [{ name: "archive/data.pkl", data: ORDINARY }, ...TORCH] }),
  ),
  refused(
    "bytes before the archive",
    "format.polyglot",
    buildZip({ members: TORCH, prefix: new Uint8Array(100).fill(0xfe) }),
  ),
  refused(
    "behind a picture",
    "format.polyglot",
    buildZip({ members: TORCH, prefix: latin1("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR") }),
  ),
  refused("a member that leaves the folder", "format.archive-path", torch({ name: "../../.bashrc" })),
  refused(
    "a pickle in a ZIP in a ZIP",
    "format.pickle-program",
    zipOf({ "inner.zip": buildZip({ members: TORCH }) }),
  ),
  refused("NumPy archive of objects", "format.pickle-program", zipOf({ "a.npy": npy("'|O'", PAYLOAD) })),
];

const TARS: readonly CorpusRow[] = [
  refused("tar, oldest kind", "format.pickle-program", buildTar([{ name: "m.bin", data: PAYLOAD }], "v7")),
  refused("tar, ustar", "format.pickle-program", buildTar([{ name: "m.bin", data: PAYLOAD }])),
  refused("tar, GNU", "format.pickle-program", buildTar([{ name: "m.bin", data: PAYLOAD }], "gnu")),
  refused(
    "tar, pax",
    "format.pickle-program",
    buildTar([paxName("long/m.bin"), { name: "m", data: PAYLOAD }]),
  ),
  refused(
    "tar, GNU long name",
    "format.pickle-program",
    buildTar(
      [
        { name: "././@LongLink", type: "L", data: latin1("a/very/long/name\0") },
        { name: "m", data: PAYLOAD },
      ],
      "gnu",
    ),
  ),
  refused(
    "tar of a PyTorch archive",
    "format.pickle-program",
    buildTar([{ name: "m.ckpt", data: buildZip({ members: TORCH }) }]),
  ),
  refused(
    "tar.gz",
    "format.pickle-program",
    new Uint8Array(gzipSync(buildTar([{ name: "m.bin", data: PAYLOAD }]))),
  ),
  refused(
    "PyTorch archive of 2016 (tar)",
    "format.torch-tar",
    buildTar([
      { name: "sys_info", data: ORDINARY },
      { name: "pickle", data: PAYLOAD },
    ]),
  ),
  refused(
    "tar with a link out of the folder",
    "format.archive-path",
    buildTar([{ name: "x", type: "2", link: "/etc/passwd", data: new Uint8Array(0) }]),
  ),
];

const ENCODED: readonly CorpusRow[] = [
  refused("gzip", "format.pickle-program", new Uint8Array(gzipSync(PAYLOAD))),
  refused("gzip in gzip", "format.pickle-program", new Uint8Array(gzipSync(gzipSync(PAYLOAD)))),
  refused("zlib, as joblib packs", "format.pickle-program", new Uint8Array(deflateSync(PAYLOAD))),
  refused("bzip2", "format.archive", latin1("BZh91AY&SY\0\0\0\0")),
  refused("xz", "format.archive", latin1("\xfd7zXZ\0\0\x04\xe6\xd6")),
  refused("LZMA", "format.archive", latin1("\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0")),
  refused("7-Zip (nullifAI)", "format.archive", latin1("7z\xbc\xaf\x27\x1c\0\x04")),
  refused("base64", "format.pickle-program", latin1(Buffer.from(PAYLOAD).toString("base64"))),
  refused("hexadecimal", "format.pickle-program", latin1(Buffer.from(PAYLOAD).toString("hex"))),
  refused("base64 of gzip", "format.pickle-program", latin1(gzipSync(PAYLOAD).toString("base64"))),
  refused(
    "base64 of base64",
    "format.pickle-program",
    latin1(Buffer.from(Buffer.from(PAYLOAD).toString("base64")).toString("base64")),
  ),
  refused(
    "base64 of a program",
    "format.encoded",
    latin1(Buffer.from("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0").toString("base64")),
  ),
  refused("NumPy array of objects", "format.pickle-program", npy("'|O'", PAYLOAD)),
  refused(
    "NumPy record with an object field",
    "format.pickle-program",
    npy("[('a', '<f4'), ('b', '|O')]", PAYLOAD),
  ),
  refused("a pickle named .safetensors", "format.pickle-program", PAYLOAD, "model.safetensors"),
  refused("a pickle named .bin", "format.pickle-program", PAYLOAD, "pytorch_model.bin"),
];

export const CONTAINERS: readonly CorpusRow[] = [...ZIPS, ...TARS, ...ENCODED];
