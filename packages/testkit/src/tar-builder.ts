import { ByteWriter } from "./byte-writer.ts";

export interface TarMemberSpec {
  readonly name: string;
  readonly data: Uint8Array;
  /** Type letter; a file when absent. */
  readonly type?: string;
  readonly link?: string;
}

/** Writes a tar. `kind`: the oldest has no magic, GNU's and ustar's differ. */
export function buildTar(
  members: readonly TarMemberSpec[],
  kind: "v7" | "ustar" | "gnu" = "ustar",
): Uint8Array {
  const writer = new ByteWriter();
  for (const member of members) {
    writer.raw(header(member, kind)).raw(member.data);
    writer.zeros((512 - (member.data.length % 512)) % 512);
  }
  return writer.zeros(1024).bytes();
}

/** The extended header that gives the next member its name (pax). */
export function paxName(name: string): TarMemberSpec {
  const body = ` path=${name}\n`;
  const length = body.length + String(body.length + 2).length;
  return { name: "PaxHeaders/x", type: "x", data: new TextEncoder().encode(`${String(length)}${body}`) };
}

function header({ name, data, type = "0", link = "" }: TarMemberSpec, kind: string): Uint8Array {
  const block = new Uint8Array(512);
  const put = (at: number, text: string): void => {
    block.set(new TextEncoder().encode(text), at);
  };
  put(0, name.slice(0, 100));
  put(100, "0000644\x000000000\x000000000\x00");
  put(124, `${data.length.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\x00        ");
  put(156, type);
  put(157, link);
  if (kind !== "v7") put(257, kind === "gnu" ? "ustar  \0" : "ustar\x0000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}
