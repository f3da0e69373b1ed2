/** Null instead of an error: for what is tried again, or told otherwise. */
export function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
