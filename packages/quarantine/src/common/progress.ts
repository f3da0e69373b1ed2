/** Progress events of one inspection are at least this far apart, in milliseconds. */
const MIN_GAP_MS = 100;

/** Lets `emit` through at most ten times a second, except for a new stage, which always shows. */
export function throttled<T extends { stage: string; done: number }>(
  emit: (progress: T) => void,
  now: () => number,
): (progress: T) => void {
  let last = -Infinity;
  let shown = "";
  return (progress) => {
    if (progress.stage === shown && now() - last < MIN_GAP_MS) return;
    last = now();
    shown = progress.stage;
    emit(progress);
  };
}
