import type { Job, State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";

/** Shows the running job on stderr, one line, only on a terminal. Returns the function that ends it. */
export function showJob(client: ConsoleClient, matches: (job: Job) => boolean): () => void {
  if (!process.stderr.isTTY) return () => undefined;
  let shown = false;
  const unsubscribe = client.on("state.changed", ({ slice, value }) => {
    if (slice !== "jobs") return;
    const job = (value as Job[]).findLast((one) => one.state === "running" && matches(one));
    if (!job) return;
    const percent =
      job.total === null || job.total === 0 ? "" : ` ${String(Math.floor((job.done / job.total) * 100))} %`;
    process.stderr.write(`\r\u001B[K${job.stage ?? "waiting"}${percent}`);
    shown = true;
  });
  return () => {
    unsubscribe();
    if (shown) process.stderr.write("\r\u001B[K");
  };
}

/** Shows how far a verification of the log is on stderr, one line, only on a terminal. Returns the function that ends it. */
export function showVerifying(client: ConsoleClient): () => void {
  if (!process.stderr.isTTY) return () => undefined;
  const unsubscribe = client.on("state.changed", ({ slice, value }) => {
    if (slice !== "ledger") return;
    const { verifying } = value as State["ledger"];
    if (!verifying || verifying.of === 0) return;
    const percent = String(Math.floor((verifying.done / verifying.of) * 100));
    process.stderr.write(`\r\u001B[KVerifying ${String(verifying.of)} records, ${percent} %`);
  });
  return () => {
    unsubscribe();
    process.stderr.write("\r\u001B[K");
  };
}

const COMPUTING = {
  starting: "Starting a browser",
  products: "Computing known products",
  memory: "Walking over memory",
};

/** Shows how far a known-answer test is on stderr, one line, only on a terminal. Returns the function that ends it. */
export function showComputing(client: ConsoleClient): () => void {
  if (!process.stderr.isTTY) return () => undefined;
  const unsubscribe = client.on("state.changed", ({ slice, value }) => {
    if (slice !== "machine") return;
    const { computing } = value as State["machine"];
    if (!computing) return;
    const { stage, done, total } = computing;
    const steps = total === 0 ? "" : `, ${String(done)} of ${String(total)}`;
    process.stderr.write(`\r\u001B[K${COMPUTING[stage]}${steps}`);
  });
  return () => {
    unsubscribe();
    process.stderr.write("\r\u001B[K");
  };
}
