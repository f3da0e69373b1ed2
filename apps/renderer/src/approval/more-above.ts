import { useEffect, useRef, useState, type RefObject } from "react";

/**
 * Whether the end of the question, marked by an element in front of the answers, is still out of sight. The answers stay at the window's lower
 * edge, and without a word about it nobody would know that there is more to read behind them.
 */
export function useMoreAbove(): [RefObject<HTMLSpanElement | null>, boolean] {
  const end = useRef<HTMLSpanElement>(null);
  const [more, setMore] = useState(false);
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      setMore(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top > 0);
    });
    observer.observe(end.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [end, more];
}
