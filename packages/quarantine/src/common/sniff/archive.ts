import { readUpTo, type ByteSource } from "../byte-source.ts";
import { leavesFolder } from "../containers/leaves-folder.ts";
import { unpackStream } from "../containers/compressed.ts";
import { isTarHeader, tarMembers, type TarMember } from "../containers/tar.ts";
import { findPickles } from "../containers/search.ts";
import type { Draft } from "../findings.ts";
import { quoted, visible } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";
import { knownSignature } from "./signature.ts";

/** Most bytes unpacked to see what a compressed file is. */
const PEEK_BYTES = 64 * 1024;
/** Most bad paths told of one archive. */
const MAX_PATHS = 10;

/** Archives that Casemate looks into: tar, gzip, zlib. */
export const sniffArchive: Sniffer = (head, source) => {
  if (isTarHeader(head.subarray(0, 512))) return tar(source);
  const stream = unpackStream(source, PEEK_BYTES);
  if (!stream) return null;
  const inside = isTarHeader(stream.bytes.subarray(0, 512)) ? "a tar archive" : knownSignature(stream.bytes);
  const r = /^(RD[AX]\d?\n|[XA]\n\0?\0?\0?[\x02\x03])/.test(
    String.fromCharCode(...stream.bytes.subarray(0, 8)),
  );
  const explained = explainFound(findPickles(source));
  if (r)
    return notAdmitted("R data", {
      rule: "format.r-data",
      length: 3,
      message: "This is saved R data. R can be made to run code when it reads or first uses such a file.",
    });
  const what =
    stream.bytes.length === 0
      ? "What is inside is broken."
      : `Inside is ${inside ?? "something that cannot be judged from outside"}.`;
  return notAdmitted(
    stream.kind,
    {
      rule: "format.archive",
      length: stream.kind === "gzip" ? 3 : 2,
      message: `This is a ${stream.kind} archive. ${what}`,
    },
    explained,
  );
};

function tar(source: ByteSource): ReturnType<Sniffer> {
  const members = [...tarMembers(source)];
  const has = (pattern: RegExp): boolean => members.some(({ name }) => pattern.test(name));
  const worse = [...explainFound(findPickles(source)), ...paths(members, source)];
  if (has(/(^|\/)model_config\.yaml$/))
    return notAdmitted(
      "NeMo archive",
      draft(
        "format.nemo",
        "This is a NeMo archive: a tar with a PyTorch checkpoint. Its settings name Python classes to build, and its weights are a pickle.",
      ),
      worse,
    );
  if (has(/^(\.\/)?sys_info$/) && has(/^(\.\/)?pickle$/))
    return notAdmitted(
      "PyTorch tar archive",
      draft(
        "format.torch-tar",
        "This is a PyTorch archive in the tar format of 2016. Its parts are Python pickles, which run when it is loaded.",
      ),
      worse,
    );
  const first = members[0];
  const inside = first ? ` Its first member is ${quoted(first.name)}.` : "";
  return notAdmitted(
    "tar",
    draft("format.archive", `This is a tar archive. What is inside cannot be judged from outside.${inside}`),
    worse,
  );
}

function draft(rule: Draft["rule"], message: string): Draft {
  return { rule, offset: 0, length: 512, message };
}

/** Members that would be written elsewhere, and links that lead there. */
function paths(members: readonly TarMember[], source: ByteSource): readonly Draft[] {
  return members
    .filter((member) => leavesFolder(member.name) || leavesFolder(linkOf(member, source)))
    .slice(0, MAX_PATHS)
    .map((member) => ({
      rule: "format.archive-path",
      offset: member.headerAt,
      length: 512,
      where: member.name,
      message: `Unpacking it would write outside of the chosen folder: ${visible(leavesFolder(member.name) ? member.name : linkOf(member, source))}.`,
    }));
}

function linkOf({ type, headerAt }: TarMember, source: ByteSource): string {
  if (type !== "1" && type !== "2") return "";
  return String.fromCharCode(...readUpTo(source, headerAt + 157, 100)).replace(/\0.*$/s, "");
}
