/** What came of reading the stored models again; null while the vault is locked. */
export type StoredModels = {
  /** Admitted models, and what their files take, in bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Of the lap that goes on. */
  readonly readBytes: number;
  /** Times that everything was read since the vault was opened. */
  readonly laps: number;
  readonly damaged: readonly { readonly id: string; readonly why: string }[];
} | null;
