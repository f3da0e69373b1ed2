import { DroppedFiles, RpcError } from "@casemate/contract";
import { stretchesOf, type Console, type DroppedModel } from "@casemate/supervisor";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { sendJson } from "./http-json.ts";

/** Longest encoded file name in the address, in characters: 255 bytes, each as %XX. */
const MAX_NAME_CHARS = 765;
/** Says that the body begins with the list of its files. */
const SEVERAL = "application/x-casemate-files";
/** Longest such list, in bytes: 200 names of 300 bytes, each byte as \u00XX, and their sizes. */
const MAX_LIST_BYTES = 512 * 1024;
const LENGTH_BYTES = 4;

const STATUS: Record<string, number> = {
  locked: 409,
  denied: 403,
  disk_full: 507,
  bad_name: 400,
  bad_request: 400,
};

/**
 * `PUT /intake?name=…`: a dropped file, or the files of one model one after another, streamed with back-pressure straight into intake. Nothing is
 * written in clear. Of several files (`Content-Type: application/x-casemate-files`) the body begins with the length of a list (u32,
 * little-endian) and the list, JSON `[{"name", "bytes"}]` in the order of the names.
 */
export async function handleIntake(
  console: Console,
  session: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await console.takeStream(await readRequest(request), { via: "browser", session });
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

async function readRequest(request: IncomingMessage): Promise<DroppedModel> {
  const query = new URL(request.url ?? "/", "http://127.0.0.1").searchParams;
  const label = query.get("name") ?? "";
  const length = request.headers["content-length"] ?? "";
  if (label === "" || label.length > MAX_NAME_CHARS)
    throw new RpcError("bad_request", "The upload has no usable file name.");
  if (!/^\d{1,15}$/.test(length))
    throw new RpcError("bad_request", "The upload does not say how long it is.");
  const bytes = Number(length);
  if (request.headers["content-type"] !== SEVERAL)
    return { label, files: [{ name: label, bytes }], stream: request };
  return { label, ...(await readSeveral(request, bytes)) };
}

async function readSeveral(request: IncomingMessage, bytes: number): Promise<Omit<DroppedModel, "label">> {
  const stretches = stretchesOf(request);
  const head = await collect(stretches.next(LENGTH_BYTES));
  const size = head.length === LENGTH_BYTES ? head.readUInt32LE() : 0;
  if (size === 0 || size > MAX_LIST_BYTES) throw badList();
  const files = parseList(await collect(stretches.next(size)));
  const whole = files?.reduce((sum, file) => sum + file.bytes, LENGTH_BYTES + size);
  if (files === null || whole !== bytes) throw badList();
  return { files, stream: stretches.next(null) };
}

/** Null when it is no such list. */
function parseList(list: Buffer): DroppedFiles | null {
  try {
    return DroppedFiles.safeParse(JSON.parse(list.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function badList(): RpcError {
  return new RpcError("bad_request", "The upload does not say which files it holds. Nothing was kept.");
}

/** A stretch whose length is bounded. */
async function collect(stretch: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stretch) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
