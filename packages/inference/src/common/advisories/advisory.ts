/** One published weakness of llama.cpp that a model file, or something beside it, can reach. */
export interface Advisory {
  readonly ids: readonly string[];
  /** What goes wrong, in one sentence. */
  readonly title: string;
  /** What the file looks like that does it. */
  readonly shape: string;
  /** The newest release known to have it; null: not known which releases have it. */
  readonly affectedUpTo: string | null;
  /** The oldest release known to hold the fix, which may be later than the first one that did; null: none is known. */
  readonly fixedIn: string | null;
  /** Where it can be read about. */
  readonly reference: string;
  /** The rule of the gate that stops this shape before the engine reads the file; null: none does, `note` says why. */
  readonly rule: string | null;
  readonly note: string | null;
}
