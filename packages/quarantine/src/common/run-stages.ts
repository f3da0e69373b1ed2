import {
  RpcError,
  type Finding,
  type ModelFacts,
  type StageId,
  type StageResult,
  type StageVerdict,
} from "@casemate/contract";
import { DraftBox, nameFields, toFinding } from "./findings.ts";
import { openInspection, type FileRequest } from "./inspection.ts";
import type { Inspection, Stage, StageOutcome } from "./stages/define-stage.ts";
import { STAGES } from "./stages/index.ts";
import type { SweepKit } from "./weights/sweep.ts";
import type { InspectionReport } from "./inspector-contract.ts";
import type { ModelSizes } from "./parsed-model.ts";
import { visible } from "./text.ts";

/** Most tensor digests sent (the contract's limit). */
export const MAX_TENSORS_SENT = 4096;

/** Told while the stages run. */
export interface StageEvents {
  readonly onProgress: (stage: StageId, done: number, findings: number) => void;
  readonly onStage: (result: StageResult) => void;
}

/** What the static stages found out about one file. */
export interface FileResult {
  readonly sha256: string;
  readonly stages: readonly StageResult[];
  readonly findings: readonly Finding[];
  /** Findings beyond the caps, by the stage that had them. */
  readonly dropped: readonly { readonly stage: StageId; readonly count: number }[];
  readonly facts: ModelFacts;
  readonly runnable: boolean;
  /** What a policy may limit; null when it could not be measured. */
  readonly sizes: ModelSizes | null;
  readonly tensors: InspectionReport["tensors"];
  readonly templates: InspectionReport["templates"];
}

/**
 * Runs the stages over one file, in their fixed order. A stage can only make things worse; one that throws holds the
 * file. Rejects with `RpcError("unreadable")` when the bytes cannot be read.
 */
export async function runStages(
  request: FileRequest,
  kit: SweepKit,
  events: StageEvents,
): Promise<FileResult> {
  let running: StageId = "source";
  const findings: Finding[] = [];
  const dropped: { stage: StageId; count: number }[] = [];
  const stages: StageResult[] = [];
  let most = 0;
  const inspection = openInspection(request, kit, (done) => {
    // Parsing and the pass over all bytes may share a stage, and each counts from the start.
    most = Math.max(most, done);
    events.onProgress(running, most, findings.length);
  });
  let refusedBy: StageId | null = null;
  for (const stage of STAGES) {
    running = stage.id;
    most = 0;
    events.onProgress(stage.id, 0, findings.length);
    const ran =
      refusedBy !== null && !stage.always
        ? skipped(stage, refusedBy)
        : await runStage(stage, inspection, kit);
    findings.push(...ran.box.drafts.map((draft) => toFinding(draft, stage.id, request.source)));
    if (ran.box.dropped > 0) dropped.push({ stage: stage.id, count: ran.box.dropped });
    if (ran.result.verdict === "refuse") refusedBy ??= stage.id;
    stages.push(ran.result);
    events.onStage(ran.result);
  }
  const fields = attempt(() => inspection.parsed()?.model.fields ?? null);
  return {
    stages,
    findings: fields === null ? findings : findings.map((finding) => nameFields(finding, fields)),
    dropped,
    ...(await summary(inspection)),
  };
}

interface Ran {
  readonly result: StageResult;
  readonly box: DraftBox;
}

function skipped(stage: Stage, by: StageId): Ran {
  return {
    result: {
      id: stage.id,
      verdict: "not_run",
      ms: 0,
      detail: `Not run: the file was already refused (${by}).`,
    },
    box: new DraftBox(),
  };
}

async function runStage(stage: Stage, inspection: Inspection, kit: SweepKit): Promise<Ran> {
  const box = new DraftBox();
  const from = kit.now();
  let outcome: StageOutcome;
  try {
    outcome = await stage.run(inspection, box.report);
  } catch (error) {
    // Without its bytes a file has no digest and no report; everything else is a crash of ours, and holds it.
    if (error instanceof RpcError) throw error;
    const kind = error instanceof Error ? error.name : "unknown error";
    box.report({
      rule: "stage.crashed",
      message: `The ${stage.id} check broke down on this file (${visible(kind, 40)}). What it would have found is not known.`,
    });
    outcome = { detail: "The check broke down." };
  }
  const verdict = worst(box.asked, outcome.verdict);
  const ms = Math.max(0, Math.round((kit.now() - from + (outcome.ms ?? 0)) * 10) / 10);
  box.dropped += outcome.dropped ?? 0;
  return { result: { id: stage.id, verdict, ms, detail: outcome.detail.slice(0, 1000) }, box };
}

function worst(asked: DraftBox["asked"], other: StageOutcome["verdict"]): StageVerdict {
  return asked ?? other ?? "pass";
}

/** Facts and digests; nothing here is computed for the first time, so nothing new can fail. */
async function summary(
  inspection: Inspection,
): Promise<Pick<FileResult, "sha256" | "facts" | "runnable" | "sizes" | "tensors" | "templates">> {
  const { sha256, tensors } = await inspection.sweep();
  const model = attempt(() => inspection.parsed()?.model ?? null);
  const facts = model?.facts ?? {
    format: attempt(() => inspection.sniffed().format) ?? "unknown",
    architecture: null,
    title: null,
    tensors: null,
    parameters: null,
    quantisation: null,
    contextLength: null,
    chatTemplate: false,
  };
  return {
    sha256,
    facts,
    runnable: (model?.runnable ?? false) || (attempt(inspection.set)?.runnable ?? false),
    sizes: model?.sizes ?? null,
    tensors: tensors.slice(0, MAX_TENSORS_SENT).map(({ span, sha256: digest }) => ({
      name: visible(span.name, 300),
      type: span.type,
      shape: span.shape.map(Number),
      offset: span.offset,
      bytes: span.bytes,
      sha256: digest,
    })),
    templates: [...(model?.templates ?? attempt(inspection.set)?.templates ?? [])],
  };
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
