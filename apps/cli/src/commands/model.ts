import {
  MAX_MODEL_FILES,
  RpcError,
  type Finding,
  type Job,
  type ModelReport,
  type ModelSummary,
  type State,
} from "@casemate/contract";
import type { Command } from "commander";
import { resolve } from "node:path";
import { bytesText, printAnswer, table, visible } from "../console/output.ts";
import { showJob } from "../console/progress.ts";
import type { PassphraseOptions } from "../console/passphrase.ts";
import { UsageError } from "../usage-error.ts";
import { withSession, type Session } from "../console/session.ts";
import { jsonOption, passphraseOption, type Common } from "./common-options.ts";
import { findModel } from "./find-model.ts";
import { withApproval } from "./with-approval.ts";

type Options = Common & PassphraseOptions;

/** `casemate model …` */
export function addModelCommands(program: Command): void {
  const model = program.command("model").description("take models in, look at them, let them go");
  const add = (name: string, description: string): Command =>
    passphraseOption(jsonOption(model.command(name).description(description)));
  add(
    "import <path...>",
    "copy a model (a file, its parts, or a folder) into the vault and inspect it",
  ).action((paths: string[], options: Options) => importModel(paths, options));
  add("starter", "make Casemate's own small model and import it").action((options: Options) =>
    starter(options),
  );
  add("list", "all models in the vault").action(list);
  add("show <model>", "what was found and why").action(show);
  add("release <model>", "admit a held model yourself").action((name: string, options: Options) =>
    dangerous("model.release", name, options),
  );
  add("remove <model>", "remove a model and destroy its key").action((name: string, options: Options) =>
    dangerous("model.remove", name, options),
  );
  add("reject <model>", "refuse a held model").action((name: string, options: Options) =>
    simple("model.reject", name, options, "Refused."),
  );
  add("discard <model>", "destroy a refused file now").action((name: string, options: Options) =>
    simple("model.discard", name, options, "Its key is destroyed: the bytes cannot be read by anybody."),
  );
  add("contain <model>", "do not run it until it was inspected again").action(
    (name: string, options: Options) =>
      simple("model.contain", name, options, "Contained: it is not run until it was inspected again."),
  );
  add("reinspect <model>", "run all stages again").action(reinspect);
}

async function importModel(given: readonly string[], options: Options): Promise<void> {
  if (given.length > MAX_MODEL_FILES)
    throw new UsageError(
      `One model is imported at a time, and it has at most ${String(MAX_MODEL_FILES)} files. Name its folder or its parts.`,
    );
  const paths = given.map((path) => resolve(path));
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async (session) => {
    const endProgress = showJob(session.client, (job) => job.kind === "import");
    const { modelId, jobId, known } = await session.client.call("model.import", { paths }).finally(() => {
      if (options.json) endProgress();
    });
    await jobEnd(session, jobId);
    endProgress();
    if (known && !options.json)
      process.stdout.write("These bytes are in the vault already; nothing was added.\n");
    await printVerdict(session, modelId, options.json);
  });
}

async function starter(options: Options): Promise<void> {
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async (session) => {
    const { modelId, jobId } = await session.client.call("model.installStarter", {});
    await jobEnd(session, jobId);
    await printVerdict(session, modelId, options.json);
  });
}

async function reinspect(name: string, options: Options): Promise<void> {
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async (session) => {
    const { id } = findModel(await session.state(), name);
    const { jobId } = await session.client.call("model.reinspect", { modelId: id });
    await jobEnd(session, jobId);
    await printVerdict(session, id, options.json);
  });
}

async function list(options: Options): Promise<void> {
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async ({ state }) => {
    const { items } = (await state()).models;
    const rows = items.map((model) => [
      model.state,
      visible(model.name),
      bytesText(model.bytes),
      model.facts?.architecture ?? "–",
      model.sha256.slice(0, 12),
    ]);
    printAnswer(
      {
        ok: true,
        text:
          items.length === 0
            ? "No models yet. Take one in with: casemate model import PATH"
            : table([["STATE", "NAME", "SIZE", "KIND", "SHA-256"], ...rows]),
        json: items,
      },
      options.json,
    );
  });
}

async function show(name: string, options: Options): Promise<void> {
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async ({ client, state }) => {
    const now = await state();
    const report = await client.call("model.show", { modelId: findModel(now, name).id });
    const { policy, state: stands } = report.summary;
    const older =
      stands === "admitted" && policy !== now.admission.policy
        ? "Admitted under another policy than the one in force now. To apply that one: casemate model reinspect\n"
        : "";
    printAnswer({ ok: true, text: `${older}${reportText(report)}`, json: report }, options.json);
  });
}

async function simple(
  call: "model.reject" | "model.discard" | "model.contain",
  name: string,
  options: Options,
  done: string,
): Promise<void> {
  await withSession({ unlock: true, passphraseFd: options.passphraseFd }, async ({ client, state }) => {
    const { id } = findModel(await state(), name);
    await client.call(call, { modelId: id });
    printAnswer({ ok: true, text: done, json: { modelId: id } }, options.json);
  });
}

async function dangerous(
  call: "model.release" | "model.remove",
  name: string,
  options: Options,
): Promise<void> {
  await withSession({ unlock: "and-confirm", passphraseFd: options.passphraseFd }, async (session) => {
    const model = findModel(await session.state(), name);
    const input = { modelId: model.id, sha256: model.sha256 };
    if (!(await withApproval(session, call, input, options))) return;
    printAnswer(
      {
        ok: true,
        text: call === "model.release" ? "Admitted by you." : "Removed.",
        json: { done: true, modelId: model.id },
      },
      options.json,
    );
  });
}

/** Waits for a job's end by the state's own events; answers it. */
async function jobEnd({ client, state }: Session, jobId: string): Promise<Job> {
  return new Promise((resolve, reject) => {
    const look = (current: State): void => {
      const job = current.jobs.find((one) => one.id === jobId);
      if (!job || job.state === "running") return;
      unsubscribe();
      if (job.state === "done") resolve(job);
      else reject(new RpcError(job.error?.code ?? job.state, job.error?.message ?? "It was stopped."));
    };
    const unsubscribe = client.on("state.changed", ({ slice }) => {
      if (slice === "jobs") state().then(look, reject);
    });
    state().then(look, reject);
  });
}

async function printVerdict(session: Session, modelId: string, json: boolean): Promise<void> {
  const report = await session.client.call("model.show", { modelId });
  printAnswer({ ok: report.summary.state === "admitted", text: reportText(report), json: report }, json);
}

function reportText({ summary, findings, stages }: ModelReport): string {
  const facts = factsText(summary);
  const stageRows = stages.map((stage) => [`  ${stage.id}`, stage.verdict, visible(stage.detail)]);
  return [
    visible(summary.headline),
    `${visible(summary.fileName)} · ${facts} · SHA-256 ${summary.sha256}`,
    "",
    table(stageRows),
    ...findings.map(findingText),
  ].join("\n");
}

function factsText(summary: ModelSummary): string {
  const { facts } = summary;
  return [
    summary.files > 1 ? `${String(summary.files)} files` : null,
    facts?.format,
    facts?.architecture,
    facts?.quantisation,
    bytesText(summary.bytes),
  ]
    .filter((part) => part !== null && part !== undefined)
    .map(visible)
    .join(" · ");
}

/** One finding as people read it on a terminal. */
export function findingText(finding: Finding): string {
  const place = finding.offset === null ? "" : ` @ 0x${finding.offset.toString(16).padStart(8, "0")}`;
  const file = finding.file === null ? "" : `${visible(finding.file)}: `;
  return `\n  ${finding.severity}: ${file}${visible(finding.message)}${place}\n    ${visible(finding.remedy)} [${finding.rule}]`;
}
