// A small service for the tests (bundled by them, not shipped).
import { createReadStream, readlinkSync, readSync } from "node:fs";

interface Request {
  readonly fail?: string;
  readonly count?: number;
  readonly link?: number;
}

function handedOver(): string {
  const head = Buffer.alloc(4);
  readSync(3, head, 0, 4, 0);
  return head.toString("latin1");
}

process.on("disconnect", () => process.exit(0));
process.on("message", (message: Request) => {
  if (message.fail !== undefined) {
    process.stderr.write(message.fail, () => process.exit(7));
  } else if (message.count !== undefined) {
    let bytes = 0;
    createReadStream("", { fd: message.count })
      .on("data", (part) => {
        bytes += part.length;
      })
      .on("end", () => process.send?.({ bytes }));
  } else if (message.link !== undefined) {
    process.send?.(readlinkSync(`/proc/self/fd/${String(message.link)}`));
  } else {
    process.send?.({
      message,
      handed: handedOver(),
      environment: Object.keys(process.env).sort(),
      arguments: process.argv.slice(2),
    });
  }
});
