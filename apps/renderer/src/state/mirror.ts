import { State, type SliceName } from "@casemate/contract";

/** One change as it arrives: the slice's whole new value at its revision. */
export interface Change {
  readonly rev: number;
  readonly slice: string;
  readonly value: unknown;
}

/** Where the state comes from: a client of the contract fits. */
export interface StateSource {
  call(name: "state.snapshot", input: Record<string, never>): Promise<{ rev: number; state: State }>;
  on(name: "state.changed", listener: (change: Change) => void): () => void;
}

export interface MirrorTarget {
  replace(state: State): void;
  set(slice: SliceName, value: unknown): void;
}

/**
 * Keeps `target` equal to the supervisor's state. Subscribes BEFORE it asks for the snapshot, so a change that lands in between is held,
 * not lost; a gap in the revisions, or a slice that does not parse, asks for a fresh snapshot. Resolves after the first one; rejects when
 * that fails. A later failure to resync goes to `onBroken`. Returns the function that ends it.
 */
export async function mirror(
  source: StateSource,
  target: MirrorTarget,
  onBroken: (error: unknown) => void,
): Promise<() => void> {
  let rev: number | null = null;
  let held: Change[] = [];
  let running: Promise<void> | null = null;

  /** False: there is a gap, only a fresh snapshot helps. */
  const apply = (change: Change): boolean => {
    if (rev === null) {
      held.push(change);
      return true;
    }
    if (change.rev <= rev) return true;
    const parsed = change.rev === rev + 1 ? parseSlice(change) : null;
    if (parsed === null) return false;
    rev = change.rev;
    target.set(parsed.slice, parsed.value);
    return true;
  };
  const load = async (): Promise<void> => {
    let whole = false;
    while (!whole) {
      rev = null;
      const snapshot = await source.call("state.snapshot", {});
      rev = snapshot.rev;
      target.replace(snapshot.state);
      const late = held;
      held = [];
      whole = late.every(apply);
    }
  };
  const resync = (): Promise<void> => {
    running ??= load().finally(() => {
      running = null;
    });
    return running;
  };

  const end = source.on("state.changed", (change) => {
    if (!apply(change)) resync().catch(onBroken);
  });
  await resync();
  return end;
}

function parseSlice(change: Change): { slice: SliceName; value: unknown } | null {
  if (!Object.hasOwn(State.shape, change.slice)) return null;
  const slice = change.slice as SliceName;
  const parsed = State.shape[slice].safeParse(change.value);
  return parsed.success ? { slice, value: parsed.data } : null;
}
