import { deflateRawSync, crc32 } from "node:zlib";
import { ByteWriter } from "./byte-writer.ts";

/** One member of a ZIP; what is not stated is as it should be. */
export interface ZipMemberSpec {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflated?: boolean;
  readonly flags?: number;
  /** What one of the two headers says instead. */
  readonly local?: {
    readonly name?: string;
    readonly flags?: number;
    readonly size?: number;
    readonly method?: number;
  };
  readonly crc?: number;
  /** Not in the directory. */
  readonly hidden?: boolean;
  /** Sizes and checksum behind the data, as writers do that stream. */
  readonly streamed?: boolean;
  /** Sizes in the zip64 extra field of the directory. */
  readonly zip64?: boolean;
}

export interface ZipSpec {
  readonly members: readonly ZipMemberSpec[];
  readonly prefix?: Uint8Array;
  readonly entries?: number;
  /** No directory at all. */
  readonly cut?: boolean;
}

/** Writes a ZIP as the description says, right or wrong. */
export function buildZip(spec: ZipSpec): Uint8Array {
  const writer = new ByteWriter();
  const central = new ByteWriter();
  const listed = spec.members.filter(({ hidden }) => hidden !== true);
  for (const member of spec.members) {
    const at = writer.length;
    const packed = member.deflated === true ? new Uint8Array(deflateRawSync(member.data)) : member.data;
    writeLocal(writer, member, packed);
    if (member.hidden !== true) writeCentral(central, member, packed, at);
  }
  const directoryAt = writer.length;
  const archive = spec.cut === true ? writer : writer.raw(central.bytes());
  if (spec.cut !== true) {
    const count = spec.entries ?? listed.length;
    writer.text("PK\x05\x06").u32(0).u16(count).u16(count).u32(central.length).u32(directoryAt).u16(0);
  }
  return new ByteWriter()
    .raw(spec.prefix ?? new Uint8Array(0))
    .raw(archive.bytes())
    .bytes();
}

/** A ZIP of stored members, in order. */
export function zipOf(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return buildZip({ members: Object.entries(members).map(([name, data]) => ({ name, data })) });
}

function writeLocal(writer: ByteWriter, member: ZipMemberSpec, packed: Uint8Array): void {
  const name = new TextEncoder().encode(member.local?.name ?? member.name);
  const streamed = member.streamed === true;
  const crc = member.crc ?? crc32(member.data);
  const flags = (member.local?.flags ?? member.flags ?? 0) | (streamed ? 8 : 0);
  writer
    .raw([0x50, 0x4b, 3, 4])
    .u16(20)
    .u16(flags)
    .u16(member.local?.method ?? methodOf(member))
    .u32(0);
  writer.u32(streamed ? 0 : crc).u32(streamed ? 0 : packed.length);
  writer
    .u32(streamed ? 0 : (member.local?.size ?? member.data.length))
    .u16(name.length)
    .u16(0)
    .raw(name)
    .raw(packed);
  if (streamed) writer.raw([0x50, 0x4b, 7, 8]).u32(crc).u32(packed.length).u32(member.data.length);
}

function writeCentral(writer: ByteWriter, member: ZipMemberSpec, packed: Uint8Array, at: number): void {
  const name = new TextEncoder().encode(member.name);
  const wide = member.zip64 === true;
  const flags = (member.flags ?? 0) | (member.streamed === true ? 8 : 0);
  writer.raw([0x50, 0x4b, 1, 2]).u16(20).u16(20).u16(flags).u16(methodOf(member)).u32(0);
  writer.u32(member.crc ?? crc32(member.data));
  writer.u32(wide ? 0xffffffff : packed.length).u32(wide ? 0xffffffff : member.data.length);
  writer
    .u16(name.length)
    .u16(wide ? 20 : 0)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(0)
    .u32(at)
    .raw(name);
  if (wide) writer.u16(1).u16(16).u64(BigInt(member.data.length)).u64(BigInt(packed.length));
}

function methodOf({ deflated }: ZipMemberSpec): number {
  return deflated === true ? 8 : 0;
}
