import { MAX_GPU_SAMPLES, type GpuSample } from "@casemate/contract";

/** Charts show this much, in milliseconds. */
const KEPT_MS = 60 * 60_000;

/** The ring with a new sample: the last hour by the samples' own times. A clock that was set back begins a new hour, so that no line runs backwards. */
export function withSample(before: readonly GpuSample[], sample: GpuSample): readonly GpuSample[] {
  const now = Date.parse(sample.at);
  const kept = before.filter(({ at }) => {
    const age = now - Date.parse(at);
    return age > 0 && age <= KEPT_MS;
  });
  return [...kept, sample].slice(-MAX_GPU_SAMPLES);
}
