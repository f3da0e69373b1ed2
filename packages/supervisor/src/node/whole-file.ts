import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";

/** Written beside and renamed: a crash leaves the old or the new file. Throws the system's error; then nothing is left beside it. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A whole regular file. Throws when it is none, or larger than `most` bytes; a pipe or device is never waited for. */
export function readWhole(path: string, most: number): Uint8Array {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new RangeError("it is not a file");
    if (stat.size > most) throw new RangeError(`it is larger than ${String(most)} bytes`);
    const bytes = new Uint8Array(stat.size);
    let at = 0;
    while (at < bytes.length) {
      const got = readSync(fd, bytes, at, bytes.length - at, at);
      if (got === 0) throw new RangeError("it became shorter while it was read");
      at += got;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}
