import type { Finding, StageId, StageResult, Verdict } from "@casemate/contract";
import { DraftBox, MAX_FINDINGS, toFinding, worstAsk } from "../findings.ts";
import { ruleOf } from "../rules/index.ts";
import type { Ask } from "../rules/define-rule.ts";
import { checkDigests } from "./check-digests.ts";
import { checkKinds, checkLimits } from "./check-settings.ts";
import type { InForce } from "./in-force.ts";
import type { Judgement, Tell } from "./judgement.ts";

/**
 * The report under what is in force. Pure, and it can only add findings and make verdicts worse: nothing is taken away, and the
 * new verdict is the worse of the old one and of what was added. It runs outside of the process that read the file.
 */
export function applyPolicy<R extends Judgement>(report: R, force: InForce): R {
  const boxes = new Map<StageId, DraftBox>();
  const tell: Tell = (stage, draft) => {
    const box = boxes.get(stage) ?? new DraftBox();
    boxes.set(stage, box);
    box.report(draft);
  };
  if (force.broken !== null)
    tell("source", {
      rule: "policy.not-loaded",
      message: `Nothing is admitted while the policy or a list cannot be read. ${force.broken}`,
    });
  checkDigests(report, force, tell);
  if (force.policy !== null) {
    checkLimits(report, force.policy, tell);
    checkKinds(report, force.policy, tell);
    checkRules(report, force.policy.rules, tell);
  }
  const added = [...boxes].flatMap(([stage, { drafts }]) =>
    drafts.map((draft) => toFinding(draft, stage, null)),
  );
  const asks = [...boxes].map(([stage, { asked }]) => ({ stage, asked }));
  return {
    ...report,
    // First: what a policy says must not fall to the cap on what a file can make us say.
    findings: [...added, ...report.findings].slice(0, MAX_FINDINGS),
    stages: report.stages.map((stage) => tightened(stage, asks, added)),
    verdict: asks.reduce<Verdict>((verdict, { asked }) => worseVerdict(verdict, asked), report.verdict),
  };
}

/** Findings whose rule the policy sets higher. One line for each rule: the findings themselves are in the report. */
function checkRules(
  { findings }: Judgement,
  rules: ReadonlyMap<string, Exclude<Ask, null>>,
  tell: Tell,
): void {
  const seen = new Set<string>();
  for (const { rule, stage, message } of findings) {
    const ask = rules.get(rule);
    if (ask === undefined || seen.has(rule)) continue;
    seen.add(rule);
    tell(stage, {
      rule: ask === "hold" ? "policy.rule-held" : "policy.rule-refused",
      message: `Your policy ${ask === "hold" ? "holds" : "refuses"} what ${rule} finds. ${message}`,
    });
  }
  // Findings beyond the cap are not known by their rules: a tightened one may be among them.
  if (
    findings.some(({ rule }) => rule === "limit.more-findings") &&
    [...rules.keys()].some((id) => !seen.has(id))
  )
    tell("content", {
      rule: "policy.rule-held",
      message:
        "Not all findings of this file are listed, and your policy is stricter about some that may be among them.",
    });
}

function tightened(
  stage: StageResult,
  asks: readonly { readonly stage: StageId; readonly asked: Ask }[],
  added: readonly Finding[],
): StageResult {
  const ask = asks.find((one) => one.stage === stage.id)?.asked ?? null;
  if (ask === null) return stage;
  const verdict = stage.verdict === "hold" || stage.verdict === "refuse" ? worstAsk(stage.verdict, ask) : ask;
  const deciding = added.find((finding) => finding.stage === stage.id && ruleOfFinding(finding) === ask);
  const detail = `${deciding?.message ?? "Your policy asks for it."} ${stage.detail}`.slice(0, 1000);
  return verdict === null ? stage : { ...stage, verdict, detail };
}

function ruleOfFinding({ rule }: Finding): Ask {
  return ruleOf(rule as Parameters<typeof ruleOf>[0]).asks;
}

function worseVerdict(verdict: Verdict, ask: Ask): Verdict {
  if (verdict === "refuse" || ask === "refuse") return "refuse";
  return ask === "hold" ? "hold" : verdict;
}
