import { statSync } from "node:fs";

export interface CachedFile<T> {
  read(): T;
  forget(): void;
}

/** Reads a file again only when the system says that it changed: inode, size, both times. */
export function cachedFile<T>(path: string, read: (path: string) => T): CachedFile<T> {
  let known: { mark: string; value: T } | null = null;
  return {
    read: () => {
      const mark = markOf(path);
      if (known?.mark !== mark) known = { mark, value: read(path) };
      return known.value;
    },
    forget: () => {
      known = null;
    },
  };
}

function markOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(":");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}
