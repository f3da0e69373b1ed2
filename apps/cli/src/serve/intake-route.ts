import { RpcError } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "./http-json.ts";

/** Longest encoded file name in the address, in characters: 255 bytes, each as %XX. */
const MAX_NAME_CHARS = 765;

const STATUS: Record<string, number> = {
  locked: 409,
  denied: 403,
  disk_full: 507,
  bad_name: 400,
  bad_request: 400,
};

/** `PUT /intake?name=…`: a dropped file, streamed with back-pressure straight into intake. Nothing is written in clear. */
export async function handleIntake(
  console: Console,
  session: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { name, bytes } = readRequest(request);
    const answer = await console.takeStream(name, bytes, request, { via: "browser", session });
    sendJson(response, 200, answer);
  } catch (error) {
    const { code, message } =
      error instanceof RpcError
        ? error
        : { code: "internal", message: "Something inside Casemate failed. Nothing was kept." };
    // The rest of the upload is not read: close instead.
    response.setHeader("Connection", "close");
    sendJson(response, STATUS[code] ?? 400, { code, message });
    request.resume();
    response.on("finish", () => {
      request.destroy();
    });
  }
}

function readRequest(request: IncomingMessage): { name: string; bytes: number } {
  const query = new URL(request.url ?? "/", "http://127.0.0.1").searchParams;
  const name = query.get("name") ?? "";
  const length = request.headers["content-length"] ?? "";
  if (name === "" || name.length > MAX_NAME_CHARS)
    throw new RpcError("bad_request", "The upload has no usable file name.");
  if (!/^\d{1,15}$/.test(length))
    throw new RpcError("bad_request", "The upload does not say how long it is.");
  return { name, bytes: Number(length) };
}
