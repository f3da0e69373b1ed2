import { goodSafetensors, buildSafetensors } from "../../safetensors-builder.ts";
import { zipOf } from "../../zip-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";
import { latin1, refused } from "../twin.ts";

/** Bytes that look like chance without being so: the same in every run. */
function noise(count: number): Uint8Array {
  let state = 0x9e3779b9;
  return Uint8Array.from({ length: count }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    return (state >>> 24) ^ 0x80;
  });
}

/** Archives, texts and what nobody knows. */
export const OTHER_FILES: readonly CorpusRow[] = [
  {
    what: "an empty file",
    rule: "format.empty",
    verdict: "refuse",
    hostile: () => oneFile(new Uint8Array(0)),
    // There are no bytes to put into a tensor: the smallest whole model is the nearest.
    twin: () => oneFile(buildSafetensors(goodSafetensors()), "model.safetensors"),
  },
  refused("some ZIP", "format.zip", zipOf({ "model.gguf": latin1("x") })),
  refused("empty ZIP", "format.zip", zipOf({})),
  refused("ZIP with a hostile name", "format.zip", zipOf({ "a\u202eb": latin1("x") })),
  refused("Java program", "format.program", zipOf({ "META-INF/MANIFEST.MF": latin1("x") })),
  refused("office document", "format.other-data", zipOf({ "[Content_Types].xml": latin1("x") })),
  refused("gzip", "format.archive", "\x1f\x8b\x08\0\0\0\0\0"),
  refused("Zstandard", "format.archive", "\x28\xb5\x2f\xfd\x04\0"),
  refused("LZ4", "format.archive", "\x04\x22\x4d\x18\x64\x40"),
  refused("RAR", "format.archive", "Rar!\x1a\x07\x01\0"),
  refused("encrypted with OpenSSL", "format.encrypted", "Salted__\x01\x02\x03\x04\x05\x06\x07\x08"),
  refused("encrypted with age", "format.encrypted", "age-encryption.org/v1\n-> X25519 abc\n"),
  refused("PGP message", "format.encrypted", "-----BEGIN PGP MESSAGE-----\n\nhQ==\n"),
  refused(
    "Git LFS pointer",
    "format.lfs-pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n",
  ),
  refused("JSON", "format.text", '{"architectures": ["LlamaForCausalLM"]}'),
  refused("text", "format.text", "Not a model, sorry."),
  refused("text with umlauts", "format.text", new TextEncoder().encode("Größe: 3 GB")),
  refused("bytes like chance", "format.unknown", noise(4096)),
  refused(
    "bytes of no known format",
    "format.unknown",
    Uint8Array.from({ length: 512 }, (_, index) => (index * 197 + 129) & 0xff),
  ),
];
