import type { State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";

/** The console's state as a page mirrors it: every change in order, looked at the moment it arrives. */
export interface Mirror {
  readonly state: () => State;
  /** The first state, beginning with the present one, for which `holds`. */
  readonly when: (holds: (state: State) => boolean) => Promise<State>;
  /** Shows the present state and every later one; answers the function that stops. */
  readonly follow: (look: (state: State) => void) => () => void;
}

export async function mirror(client: ConsoleClient): Promise<Mirror> {
  const early: { rev: number; slice: string; value: unknown }[] = [];
  let current: State | null = null;
  const following = new Set<(state: State) => void>();
  const take = (slice: string, value: unknown): void => {
    if (!current) return;
    const next: State = { ...current, [slice]: value };
    current = next;
    following.forEach((look) => {
      look(next);
    });
  };
  client.on("state.changed", (change) => {
    if (current) take(change.slice, change.value);
    else early.push(change);
  });
  const { rev, state } = await client.call("state.snapshot", {});
  current = state;
  early
    .filter((change) => change.rev > rev)
    .forEach(({ slice, value }) => {
      take(slice, value);
    });
  const now = (): State => current ?? state;
  const follow = (look: (state: State) => void): (() => void) => {
    following.add(look);
    look(now());
    return () => {
      following.delete(look);
    };
  };
  return {
    state: now,
    follow,
    when: (holds) =>
      new Promise((resolve) => {
        const look = (seen: State): void => {
          if (!holds(seen)) return;
          following.delete(look);
          resolve(seen);
        };
        follow(look);
      }),
  };
}
