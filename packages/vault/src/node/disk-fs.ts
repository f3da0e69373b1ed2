import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";

/** The few file operations that the container uses, so that tests can let each of them fail or end the process. All are synchronous. */
export interface DiskFs {
  /** Makes a new file, 0600. Fails when the name exists. */
  create(path: string): number;
  openRead(path: string): number;
  openWrite(path: string): number;
  close(fd: number): void;
  /** May write less than given. */
  write(fd: number, bytes: Uint8Array, position: number): number;
  /** Reads until `target` is full or the file ends; answers the count. */
  read(fd: number, target: Uint8Array, position: number): number;
  size(fd: number): number;
  /** How many names the file has: more than one when somebody made a hard link, a copy that shares its bytes. */
  names(fd: number): number;
  sync(fd: number): void;
  /** Makes created, renamed and removed names of a folder durable. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  /** Fails when there is no such file. */
  remove(path: string): void;
  exists(path: string): boolean;
  /** A link in the place of a file or folder, wherever it leads. */
  isLink(path: string): boolean;
  list(path: string): string[];
  makeFolder(path: string): void;
}

/** Windows does not know them; there the container's random names and 0600 do not need them. */
const NO_FOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
/** A pipe in a file's place must not make a reader wait for its writer. Regular files do not know the difference. */
const NO_WAIT = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

export const diskFs: DiskFs = {
  create: (path) =>
    openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | NO_FOLLOW, 0o600),
  openRead: (path) => openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT),
  openWrite: (path) => openSync(path, constants.O_RDWR | NO_FOLLOW),
  close: closeSync,
  write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
  read: (fd, target, position) => {
    let done = 0;
    for (let got = 1; done < target.length && got > 0; done += got) {
      got = readSync(fd, target, done, target.length - done, position + done);
    }
    return done;
  },
  size: (fd) => fstatSync(fd).size,
  names: (fd) => fstatSync(fd).nlink,
  sync: fsyncSync,
  syncFolder: (path) => {
    // Folders cannot be opened on Windows; NTFS journals its names.
    if (process.platform === "win32") return;
    const fd = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  rename: renameSync,
  remove: unlinkSync,
  exists: existsSync,
  isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true,
  list: (path) => (existsSync(path) ? readdirSync(path) : []),
  makeFolder: (path) => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  },
};

/** Writes all of `bytes` at `position`. */
export function writeAll(fs: DiskFs, fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += fs.write(fd, bytes.subarray(done), position + done);
}

/** Runs `use` with an open descriptor and closes it whatever happens. */
export function withFile<T>(fs: DiskFs, fd: number, use: (fd: number) => T): T {
  try {
    return use(fd);
  } finally {
    fs.close(fd);
  }
}

/** A whole small file; null when it does not exist. At most `limit` bytes are read. */
export function readSmall(fs: DiskFs, path: string, limit: number): Buffer | null {
  if (!fs.exists(path)) return null;
  return withFile(fs, fs.openRead(path), (fd) => {
    const target = Buffer.alloc(limit);
    return target.subarray(0, fs.read(fd, target, 0));
  });
}

/** Puts a small file in place atomically and durably: at any moment the name holds all of the old or all of the new bytes. */
export function replaceSmall(fs: DiskFs, folder: string, path: string, bytes: Uint8Array): void {
  const draft = draftOf(path);
  removeQuietly(fs, draft);
  try {
    withFile(fs, fs.create(draft), (fd) => {
      writeAll(fs, fd, bytes, 0);
      fs.sync(fd);
    });
    fs.rename(draft, path);
  } catch (error) {
    removeQuietly(fs, draft);
    throw error;
  }
  fs.syncFolder(folder);
}

/** What a crash in the middle of `replaceSmall` left beside the file. */
export function removeDraft(fs: DiskFs, path: string): void {
  removeQuietly(fs, draftOf(path));
}

function draftOf(path: string): string {
  return `${path}.new`;
}

/** Best effort: for files whose staying does no harm and that a later start removes or overwrites. */
export function removeQuietly(fs: DiskFs, path: string): void {
  try {
    if (fs.exists(path)) fs.remove(path);
  } catch {
    // see above
  }
}
