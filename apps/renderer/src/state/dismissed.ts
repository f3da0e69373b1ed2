import { create } from "zustand";

const KEY = "casemate.dismissed";

/** Ended jobs that the person has put away in this tab: kept over a reload, because the supervisor still lists them. */
export const dismissedStore = create<{ readonly jobs: readonly string[] }>()(() => ({
  jobs: (sessionStorage.getItem(KEY) ?? "").split(" ").filter((id) => id !== ""),
}));

export function dismissJobs(ids: readonly string[]): void {
  const jobs = [...dismissedStore.getState().jobs, ...ids];
  sessionStorage.setItem(KEY, jobs.join(" "));
  dismissedStore.setState({ jobs });
}
