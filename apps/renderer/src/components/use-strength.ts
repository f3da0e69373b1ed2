import { useEffect, useRef, useState } from "react";
import { judge, type Strength } from "../actions/strength.ts";

/** How long typing must pause before it is judged, in ms. */
const JUDGE_AFTER_MS = 120;

/** Judges what a field holds, a moment after the typing stops. Null while it is empty. */
export function useStrength(field: { readonly current: HTMLInputElement | null }): {
  strength: Strength | null;
  read: () => void;
} {
  const [strength, setStrength] = useState<Strength | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const run = useRef(0);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const read = (): void => {
    clearTimeout(timer.current);
    run.current += 1;
    const mine = run.current;
    timer.current = setTimeout(() => {
      const value = field.current?.value ?? "";
      if (value === "") setStrength(null);
      else
        judge(value).then(
          (found) => {
            if (mine === run.current) setStrength(found);
          },
          () => {
            setStrength(null);
          },
        );
    }, JUDGE_AFTER_MS);
  };
  return { strength, read };
}
