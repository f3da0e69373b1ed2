import { RpcError } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import type { Console } from "../console/console.ts";
import { socketPort } from "./socket-port.ts";

/** Longest path of a unix socket on Linux, in bytes (unix(7): sun_path holds 108 with the final zero); macOS has 104. */
const MAX_SOCKET_PATH = 103;
/** More command lines than this at once are refused. */
const MAX_CONNECTIONS = 64;

/** Lets commands of the same user attach. The folder is 0700 and the socket 0600: the file system is the authentication. */
export async function serveUnixSocket(console: Console): Promise<() => Promise<void>> {
  const path = console.home.socket;
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new RpcError(
      "bad_home",
      `The data directory's path is too long for a socket: ${path} has more than ${String(MAX_SOCKET_PATH)} bytes. Choose a shorter one with CASEMATE_HOME.`,
    );
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    const port = socketPort(socket, (bytes) => {
      attached.secretFrame(bytes);
    });
    const attached = console.attach(port, { via: "socket", session: randomBytes(8).toString("hex") });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      // A command that waits for something would keep the console from ending.
      open.forEach((socket) => {
        socket.destroy();
      });
      rmSync(path, { force: true });
    });
}
