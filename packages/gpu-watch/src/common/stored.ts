/** What came of reading the stored models again; null while the vault is locked. */
export type StoredModels = {
  /** Admitted models, and what their files take, in bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Of the lap that goes on; what could not be read does not count. */
  readonly readBytes: number;
  /** Times that every file had its turn since the vault was opened, read or not. */
  readonly laps: number;
  readonly damaged: readonly { readonly id: string; readonly why: string }[];
  /** Models of which a file could not be read when its turn came last, each once. */
  readonly unread: readonly { readonly id: string; readonly why: string }[];
} | null;
