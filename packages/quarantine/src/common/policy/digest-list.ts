/** Most digests of one list. Each costs some 500 bytes of memory while the list is in use, and 2 µs to read. */
export const MAX_DIGESTS = 1_000_000;
/** Longest name or note kept with a digest, in characters. */
export const MAX_LABEL = 255;

/** One file, named by its bytes. */
export interface DigestEntry {
  readonly sha256: string;
  /** Name of the file that was meant; empty when none is known. */
  readonly name: string;
  readonly note: string;
}

/** Names that thousands of different models share: they say nothing about which bytes were meant. */
const COMMON_NAME =
  /^(model|pytorch_model|diffusion_pytorch_model|adapter_model|consolidated|ggml-model|tokenizer|config)\b/i;

/** Pins or blocks by digest, in the order of their digests. */
export class DigestList {
  readonly #entries: ReadonlyMap<string, DigestEntry>;
  #sorted: readonly DigestEntry[] | null = null;
  #names: ReadonlyMap<string, DigestEntry> | null = null;

  /** Equal digests become one; the first one's name and note stay. */
  constructor(entries: Iterable<DigestEntry>) {
    const map = new Map<string, DigestEntry>();
    for (const entry of entries) if (!map.has(entry.sha256)) map.set(entry.sha256, entry);
    this.#entries = map;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(sha256: string): DigestEntry | null {
    return this.#entries.get(sha256) ?? null;
  }

  /** An entry for a file of this name; null for names that do not tell files apart. */
  named(name: string): DigestEntry | null {
    if (COMMON_NAME.test(name)) return null;
    this.#names ??= new Map(
      [...this.#entries.values()].filter((entry) => entry.name !== "").map((entry) => [entry.name, entry]),
    );
    return this.#names.get(name) ?? null;
  }

  /** All of them in the order of their digests; made once, since a page of a long list asks again and again. */
  entries(): readonly DigestEntry[] {
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
    return this.#sorted;
  }

  /** Up to `limit` entries behind the digest `after`, from the first one when that is null. */
  page(after: string | null, limit: number): DigestEntry[] {
    const sorted = this.entries();
    let from = 0;
    let to = after === null ? 0 : sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((sorted[middle]?.sha256 ?? "") <= (after ?? "")) from = middle + 1;
      else to = middle;
    }
    return sorted.slice(from, from + limit);
  }

  with(added: Iterable<DigestEntry>): DigestList {
    return new DigestList([...this.#entries.values(), ...added]);
  }

  without(sha256: string): DigestList {
    return new DigestList([...this.#entries.values()].filter((entry) => entry.sha256 !== sha256));
  }
}

export const NO_DIGESTS = new DigestList([]);
