import type { Caller, Port } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import { createPageLink, type PageLink } from "./page-link.ts";

const [FIRST, SECOND] = ["1".repeat(32), "2".repeat(32)];

interface Setup {
  readonly link: PageLink;
  readonly ports: { port: Port; caller: Caller; got: unknown[]; ended: string[]; frames: Uint8Array[] }[];
  readonly sent: unknown[][];
  readonly contents: { destroyed: boolean };
}

function setUp(admits?: (message: unknown) => boolean): Setup {
  const ports: Setup["ports"] = [];
  const sent: unknown[][] = [];
  const contents = { destroyed: false };
  let session = 0;
  const link = createPageLink({
    console: {
      attach: (port, caller) => {
        const entry = {
          port,
          caller,
          got: [] as unknown[],
          ended: [] as string[],
          frames: [] as Uint8Array[],
        };
        ports.push(entry);
        port.onMessage((message) => entry.got.push(message));
        port.onClose(() => entry.ended.push("closed"));
        return {
          secretFrame: (bytes) => entry.frames.push(Uint8Array.from(bytes)),
          detach: () => entry.ended.push("detached"),
        };
      },
    },
    contents: { isDestroyed: () => contents.destroyed, send: (...args: unknown[]) => sent.push(args) },
    caller: () => ({ via: "window", session: `s${String(++session)}` }),
    ...(admits ? { admits } : {}),
  });
  return { link, ports, sent, contents };
}

describe("a page's connection", () => {
  it("is made anew for every document, with a caller of its own, and the one before ends", () => {
    const { link, ports } = setUp();
    link.open(FIRST);
    link.open(SECOND);
    expect(ports.map(({ caller, ended }) => [caller.session, ended])).toEqual([
      ["s1", ["closed", "detached"]],
      ["s2", []],
    ]);
  });

  it("does not give a late answer of the document before to the next one", () => {
    const { link, ports, sent } = setUp();
    link.open(FIRST);
    ports[0]?.port.send({ id: 1 });
    link.open(SECOND);
    ports[0]?.port.send({ id: 1, late: true });
    link.message(FIRST, { late: true });
    link.message(SECOND, { id: 1 });
    expect([sent, ports.map(({ got }) => got)]).toEqual([
      [["casemate:message", FIRST, '{"id":1}']],
      [[], [{ id: 1 }]],
    ]);
  });

  it("passes a secret as one frame and wipes the copy", () => {
    const { link, ports } = setUp();
    const envelope = new Uint8Array([7, 8]);
    link.open(FIRST);
    link.secret(FIRST, "ab".repeat(16), envelope);
    expect([ports[0]?.frames, envelope]).toEqual([
      [new Uint8Array([...Array<number>(16).fill(0xab), 7, 8])],
      new Uint8Array(2),
    ]);
  });

  it("takes no secret for another document, and wipes it too", () => {
    const { link, ports } = setUp();
    const envelope = new Uint8Array([7]);
    link.open(FIRST);
    link.secret(SECOND, "ab".repeat(16), envelope);
    expect([ports[0]?.frames, envelope]).toEqual([[], new Uint8Array(1)]);
  });

  it("tells the page when it ends for good, once", () => {
    const { link, ports, sent } = setUp();
    link.open(FIRST);
    link.close();
    link.close();
    expect([ports[0]?.ended, sent]).toEqual([
      ["closed", "detached"],
      [["casemate:closed", FIRST, undefined]],
    ]);
  });

  it("says nothing to a page that is gone", () => {
    const { link, ports, sent, contents } = setUp();
    link.open(FIRST);
    contents.destroyed = true;
    ports[0]?.port.send({});
    link.close();
    expect(sent).toEqual([]);
  });

  it("drops what this page may not ask", () => {
    const { link, ports } = setUp((message) => (message as { ok: boolean }).ok);
    link.open(FIRST);
    link.message(FIRST, { ok: false });
    link.message(FIRST, { ok: true });
    expect(ports[0]?.got).toEqual([{ ok: true }]);
  });
});
