import type { ByteWindow } from "@casemate/contract";
import { createContext } from "react";

export interface ByteReader {
  /** Size of the file, in bytes. */
  readonly size: number;
  /** Reads bytes around `at` out of the vault, in a confined process of their own. Rejects with a sentence for people. */
  readonly read: (at: number) => Promise<ByteWindow>;
}

/** Reads further bytes of a file of the model on the page, by the name that findings give it; null: only what its report keeps can be shown. */
export type ReaderOf = (file: string | null) => ByteReader | null;

export const ByteReaderContext = createContext<ReaderOf>(() => null);
