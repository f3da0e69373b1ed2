import type { Explanation } from "../../common/approval-request.ts";

/** What is known about one dangerous call; what harm it can do is told for all in one place. */
export type Told = Omit<Explanation, "risk" | "name"> & { readonly name?: string };
