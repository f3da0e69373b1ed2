import { readUpTo, type ByteSource } from "../byte-source.ts";
import type { Draft } from "../findings.ts";
import { figure, quoted, visible } from "../text.ts";
import { crc32 } from "./crc32.ts";
import { leavesFolder } from "./leaves-folder.ts";
import { MAX_MEMBERS, packedRange, SIZES_FOLLOW, type ZipMember, type ZipView } from "./zip.ts";

/** Flag bits of encryption: 0x1 classic, 0x40 strong; 0x20 patched data. Each makes some readers stop and others not. */
const FLAG_BITS: readonly (readonly [number, string])[] = [
  [0x01, "encrypted"],
  [0x20, "a patch to another file"],
  [0x40, "strongly encrypted"],
];
/** Most bytes of stored members whose checksums are computed, over the archive: more is not needed to explain it. */
const MAX_CHECKED = 16 * 1024 * 1024;
/** Most lies told of one archive. */
const MAX_LIES = 20;

/** What an archive says in two ways at once, so that a scanner and a loader see different things. */
export function zipLies(source: ByteSource, view: ZipView): readonly Draft[] {
  const lies: Draft[] = [];
  const names = new Map<string, number>();
  let budget = MAX_CHECKED;
  for (const member of view.members) {
    if (lies.length >= MAX_LIES) break;
    lies.push(
      ...(view.end ? headerLies(member) : []),
      ...flagLies(member),
      ...pathLies(member),
      ...nameLies(member, names),
    );
    const { at, length } = packedRange(member, source);
    if (member.local?.method !== 0 || length > budget) continue;
    budget -= length;
    lies.push(...checksumLies(member, readUpTo(source, at, length)));
  }
  return [...endLies(view), ...lies].slice(0, MAX_LIES);
}

function lie(member: ZipMember, message: string): Draft {
  return {
    rule: "format.zip-lies",
    offset: member.local?.at ?? member.central?.at ?? 0,
    length: 30,
    where: member.name,
    message: `${message} A scanner and a loader may see different things in this archive.`,
  };
}

function endLies({ end, members }: ZipView): readonly Draft[] {
  if (!end) {
    const message =
      "The ZIP archive has no directory at its end: it is cut off, or made for readers that do not look there.";
    return [{ rule: "format.zip-lies", offset: 0, length: 4, message }];
  }
  const drafts: Draft[] = [];
  const listed = members.filter(({ central }) => central !== null).length;
  const at = { rule: "format.zip-lies", offset: end.at, length: 22 } as const;
  if (end.shift > 0)
    drafts.push({
      ...at,
      offset: 0,
      length: end.shift,
      message: `${figure(end.shift)} bytes stand before the ZIP archive. Readers that look at the beginning see something else than those that look at the end.`,
    });
  // Beyond the members looked at, nothing can be said.
  if (listed !== end.entries && listed < MAX_MEMBERS)
    drafts.push({
      ...at,
      message: `The ZIP directory counts ${figure(end.entries)} members and lists ${figure(listed)}.`,
    });
  return drafts;
}

function headerLies(member: ZipMember): readonly Draft[] {
  const { local, central } = member;
  if (!central) return [lie(member, `The member ${quoted(member.name)} is missing from the ZIP directory.`)];
  if (!local)
    return [
      lie(
        member,
        `The ZIP directory lists ${quoted(member.name)}, but there is no such member where it points.`,
      ),
    ];
  if (local.name !== central.name)
    return [
      lie(
        member,
        `A member is called ${quoted(central.name)} in the ZIP directory and ${quoted(local.name)} in front of its data.`,
      ),
    ];
  if (local.method !== central.method)
    return [lie(member, `The two headers of ${quoted(member.name)} name different ways of packing.`)];
  if (((local.flags ^ central.flags) & 0x61) !== 0)
    return [lie(member, `Only one of the two headers of ${quoted(member.name)} says that it is encrypted.`)];
  // Written after the data, the values are missing from the local header; that is ordinary.
  const filled = (local.flags & SIZES_FOLLOW) === 0;
  return filled &&
    (local.packed !== central.packed || local.size !== central.size || local.crc !== central.crc)
    ? [lie(member, `The two headers of ${quoted(member.name)} state different sizes or checksums.`)]
    : [];
}

function flagLies(member: ZipMember): readonly Draft[] {
  const flags = (member.local?.flags ?? 0) | (member.central?.flags ?? 0);
  return FLAG_BITS.filter(([bit]) => (flags & bit) !== 0).map(([bit, what]) => ({
    rule: "format.zip-encrypted",
    offset: (member.local?.at ?? member.central?.at ?? 0) + (member.local ? 6 : 8),
    length: 2,
    where: member.name,
    message: `The member ${quoted(member.name)} is marked as ${what} (flag 0x${bit.toString(16)}). Some scanners stop at such a mark; some loaders ignore it and load the member.`,
  }));
}

function pathLies(member: ZipMember): readonly Draft[] {
  const names = [member.name, member.local?.name ?? ""];
  const outside = names.find(leavesFolder);
  if (outside === undefined) return [];
  return [
    {
      rule: "format.archive-path",
      offset: member.local?.at ?? member.central?.at ?? 0,
      length: 30,
      where: member.name,
      message: `Unpacking it would write outside of the chosen folder: ${visible(outside)}.`,
    },
  ];
}

function nameLies(member: ZipMember, names: Map<string, number>): readonly Draft[] {
  const count = (names.get(member.name) ?? 0) + 1;
  names.set(member.name, count);
  return count === 2 ? [lie(member, `Two members are called ${quoted(member.name)}.`)] : [];
}

function checksumLies(member: ZipMember, bytes: Uint8Array): readonly Draft[] {
  const stated = member.central?.crc ?? member.local?.crc ?? 0;
  const followed = member.central === null && ((member.local?.flags ?? 0) & SIZES_FOLLOW) !== 0;
  return followed || crc32(bytes) === stated
    ? []
    : [
        lie(
          member,
          `The checksum of ${quoted(member.name)} is not that of its bytes. Some scanners stop there; loaders do not.`,
        ),
      ];
}
