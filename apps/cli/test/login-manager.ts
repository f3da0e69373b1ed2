import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BUS = "/usr/bin/dbus-daemon";
export const hasBus = process.platform === "linux" && existsSync(BUS) && existsSync("/usr/bin/gdbus");

const MANAGER = "/org/freedesktop/login1";
const SESSION = "/org/freedesktop/login1/session/_32";

/** A real message bus with a program on it that owns the login manager's name and sends its signals. */
export interface LoginBus {
  readonly env: Readonly<Record<string, string>>;
  /** Takes the name; a console can listen from then on. */
  appear(): Promise<void>;
  sleep(begins: boolean): void;
  lockScreen(): void;
  unlockScreen(): void;
  changed(property: "Active" | "LockedHint", value: boolean): void;
  /** Another program that sends a lock without owning the name; answers when the bus has it. */
  pretend(): Promise<void>;
  stop(): void;
}

export async function startLoginBus(): Promise<LoginBus> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-login-"));
  const path = join(folder, "bus");
  const bus = spawn(BUS, ["--session", "--nofork", `--address=unix:path=${path}`, "--print-address=1"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { HOME: folder, XDG_DATA_HOME: folder },
  });
  await new Promise<void>((resolve, reject) => {
    bus.once("exit", () => {
      reject(new Error("the message bus ended"));
    });
    bus.stdout.once("data", () => {
      resolve();
    });
  });
  const owner = await connect(path);
  const other = await connect(path);
  const signal = (from: Peer, object: string, iface: string, member: string, body: Body = NOTHING): void => {
    from.send(4, { path: object, iface, member }, body);
  };
  const session = "org.freedesktop.login1.Session";
  return {
    env: { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${path}` },
    appear: () =>
      owner.call("RequestName", { signature: "su", bytes: joined(text("org.freedesktop.login1"), u32(0)) }),
    sleep: (begins) => {
      signal(owner, MANAGER, "org.freedesktop.login1.Manager", "PrepareForSleep", {
        signature: "b",
        bytes: u32(begins ? 1 : 0),
      });
    },
    lockScreen: () => {
      signal(owner, SESSION, session, "Lock");
    },
    unlockScreen: () => {
      signal(owner, SESSION, session, "Unlock");
    },
    changed: (property, value) => {
      const entry = joined(text(property), Buffer.from("\u0001b\0", "latin1"), u32(value ? 1 : 0));
      // The array's first entry begins at a multiple of eight; its length does not count what fills up to there.
      const head = pad(joined(text(session), u32(entry.length)), 8);
      const bytes = joined(head, entry, u32(0));
      signal(owner, SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", {
        signature: "sa{sv}as",
        bytes,
      });
    },
    pretend: async () => {
      signal(other, SESSION, session, "Lock");
      await other.call("GetId", NOTHING);
    },
    stop: () => {
      owner.close();
      other.close();
      bus.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Body {
  readonly signature: string;
  readonly bytes: Buffer;
}
const NOTHING: Body = { signature: "", bytes: Buffer.alloc(0) };

interface Peer {
  send(type: number, to: { path: string; iface: string; member: string; bus?: boolean }, body: Body): void;
  /** A method of the bus itself; answers when it has answered. */
  call(member: string, body: Body): Promise<void>;
  close(): void;
}

/** The D-Bus specification's wire format, little-endian, as far as it is needed here. */
async function connect(path: string): Promise<Peer> {
  const socket = createConnection(path);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString("hex");
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
  await arrival(socket);
  socket.write("BEGIN\r\n");
  let serial = 0;
  const peer: Peer = {
    send: (type, { path: object, iface, member, bus }, { signature, bytes }) => {
      serial += 1;
      const fields: [number, string, string][] = [
        [1, "o", object],
        [2, "s", iface],
        [3, "s", member],
      ];
      if (bus === true) fields.push([6, "s", "org.freedesktop.DBus"]);
      if (signature !== "") fields.push([8, "g", signature]);
      const header = fields.reduce(
        (all, [code, kind, value]) =>
          Buffer.concat([
            pad(all, 8),
            Buffer.from([code, 1, kind.charCodeAt(0), 0]),
            kind === "g"
              ? Buffer.from(`${String.fromCharCode(value.length)}${value}\0`, "latin1")
              : text(value),
          ]),
        Buffer.alloc(0),
      );
      const start = Buffer.concat([Buffer.from([0x6c, type, 0, 1]), u32(bytes.length), u32(serial)]);
      socket.write(Buffer.concat([pad(Buffer.concat([start, u32(header.length), header]), 8), bytes]));
    },
    call: async (member, body) => {
      peer.send(1, { path: "/org/freedesktop/DBus", iface: "org.freedesktop.DBus", member, bus: true }, body);
      await arrival(socket);
    },
    close: () => socket.destroy(),
  };
  await peer.call("Hello", NOTHING);
  return peer;
}

function arrival(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("data", () => {
      resolve();
    });
  });
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
}

function pad(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}

/** Texts and numbers begin at a multiple of four, a signature anywhere. */
function joined(...parts: Buffer[]): Buffer {
  return parts.reduce(
    (all, part) => Buffer.concat([needsNoPad(part) ? all : pad(all, 4), part]),
    Buffer.alloc(0),
  );
}

function needsNoPad(part: Buffer): boolean {
  return part.length === 3; // nothing else here is that short
}
