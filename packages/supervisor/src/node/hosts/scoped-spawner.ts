import type { ServiceHandle } from "./service-types.ts";
import type { Spawner } from "./spawn-service.ts";

/** The same spawner for somebody who must see and end only what they started themselves: a drill's console beside the real one. */
export function scopedSpawner(spawner: Spawner): Spawner {
  const own = new Map<ServiceHandle, string>();
  return {
    isolation: () => spawner.isolation(),
    survey: () => spawner.survey(),
    programs: () => spawner.programs(),
    living: () => [...own].map(([{ pid }, id]) => ({ id, pid })),
    spawn: async (spec) => {
      const handle = await spawner.spawn(spec);
      own.set(handle, spec.id);
      void handle.exited.then(() => own.delete(handle));
      return handle;
    },
    endAll: async (ids) => {
      const ending = [...own].filter(([, id]) => ids === null || ids.includes(id)).map(([handle]) => handle);
      await Promise.all(ending.map((handle) => handle.kill()));
      return ending.map(({ pid }) => pid);
    },
  };
}
