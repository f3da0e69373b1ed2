import type { GpuEvidence } from "@casemate/contract";
import { LOGPROB_BAND, untold, type EngineFingerprint } from "../engine/fingerprint.ts";
import { driftFinding } from "./drift-finding.ts";
import { pass, unknown, type Probe } from "./scene.ts";

/** The engine answers a fixed question about a fixed model, and has to answer as it did when the baseline was captured. */
export const engine: Probe = {
  id: "engine",
  title: "Answers of the engine",
  weight: 1,
  judge: (scene) => {
    const answer = scene.engine;
    if (answer === null) return unknown("The engine was not asked yet. It is asked while no model answers.");
    if (answer.state === "failed")
      return unknown(`The engine could not be asked: ${answer.why}`, "Run casemate doctor to see why.");
    const { fingerprint } = answer;
    const evidence = evidenceOf(fingerprint);
    const changed = driftFinding(scene, ["engine"], evidence);
    if (changed) return changed;
    const where = fingerprint.backend === "processor" ? "on the processor" : `on ${fingerprint.backend}`;
    if (scene.baseline?.engine == null)
      return unknown(
        `The engine answered ${where}, and nobody said what it should answer.`,
        "Capture a baseline: casemate gpu baseline --capture",
        evidence,
      );
    const silent = untold(scene.baseline.engine, fingerprint);
    if (silent.length > 0)
      return unknown(
        `The engine answered as at capture, and does not say any more what answered: ${silent.join(", ")}.`,
        null,
        evidence,
      );
    return pass(
      `The engine gave the ${String(fingerprint.steps.length)} words that it gave when the baseline was captured, with the same likelihoods, ${where}. Nothing was computed elsewhere to compare with.`,
      evidence,
    );
  },
};

function evidenceOf({ backend, driver, commit, processor, model, steps }: EngineFingerprint): GpuEvidence[] {
  const words = steps.map(({ token }) => token).join(" ");
  const facts: [string, string | null][] = [
    ["device", backend],
    ["driver", driver],
    ["llama.cpp", commit],
    ["processor", processor],
    ["model", model],
    ["words", words],
    ["band", `${String(LOGPROB_BAND)} nats`],
  ];
  return facts.map(([what, value]) => ({
    card: null,
    what,
    value: value?.slice(0, 300) ?? null,
    unit: null,
    raw: (value ?? "").slice(0, 120),
  }));
}
