import { useState } from "react";

/** The newest value that was not null: what a closing layer goes on showing until it is gone. */
export function useLast<T>(value: T | null): T | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}
