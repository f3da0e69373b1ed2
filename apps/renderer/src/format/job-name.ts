import type { Job } from "@casemate/contract";

/** What a job is about, without the supervisor's English verb: the page says the verb in its own language. */
export function jobName(job: Pick<Job, "label">): string {
  return job.label.replace(/^(?:Importing|Inspecting|Loading) (?=.)/, "");
}

/** True when this import job reads the file of that name. The supervisor shortens long names. */
export function isJobOf(job: Pick<Job, "label">, fileName: string): boolean {
  const name = jobName(job);
  return name !== "" && (name === fileName || (name.length >= 200 && fileName.startsWith(name)));
}
