import type { Tone } from "../components/state-mark.tsx";

/** Where a request ended: what to say, and how it is marked. */
export interface Ended {
  readonly tone: Tone;
  readonly text: string;
  readonly detail: string | null;
}
