import type { ReactNode } from "react";

/** A sentence made by the supervisor. English in this version, and marked as such, so that a German page reads it out as English. */
export function FromServer({ children }: { children: ReactNode }) {
  return <span lang="en">{children}</span>;
}
