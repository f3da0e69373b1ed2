import { MAX_DROPPED_FILES } from "@casemate/contract";

/** A file that a person dropped or chose, by its path with "/" from what was dropped. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** What a drop holds. Must be called in the drop's own event: afterwards the browser has forgotten it. */
export function filesOfDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...transfer.files].map(pickedFile);
  return entries.some((entry) => entry.isDirectory) ? filesBelow(entries) : Promise.resolve(plain);
}

/** A chosen file; of a chosen folder the browser says the path in it. */
export function pickedFile(file: File): PickedFile {
  return { path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file };
}

/** Stops above the limit: such a drop is turned away, and a home folder dropped by mistake is not walked. */
async function filesBelow(entries: readonly FileSystemEntry[]): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  const left = [...entries];
  for (
    let entry = left.shift();
    entry !== undefined && found.length <= MAX_DROPPED_FILES;
    entry = left.shift()
  ) {
    if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ""), file: await fileOf(entry) });
    else if (isFolder(entry)) left.push(...(await entriesOf(entry)));
  }
  return found;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** A reader hands them out in stretches; an empty one is the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
