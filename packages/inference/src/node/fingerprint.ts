import { RpcError, type In, type Out } from "@casemate/contract";
import type { runtimeContract } from "../common/runtime-contract.ts";
import type { LoadedModel } from "./loaded-model.ts";

type Call = (typeof runtimeContract)["runtime.fingerprint"];

/** The natural logarithm of the smallest number above 0 in single precision: what is less likely is told as this. */
const LEAST_LOGPROB = -104;

/**
 * What the model says to a fixed text when it always takes the likeliest token, with the likelihoods. Begins from an empty context.
 * @throws RpcError `generate_failed`.
 */
export async function fingerprint(
  { model, sequence }: LoadedModel,
  { prompt, tokens, top }: In<Call>,
): Promise<Out<Call>> {
  const steps: Out<Call>["steps"] = [];
  try {
    await sequence.clearHistory();
    const words = model.tokenize(prompt, false, "trimLeadingSpace");
    // No penalty for repetition: the likeliest token is the answer.
    const greedy = { temperature: 0 };
    for await (const { token, probabilities } of sequence.evaluateWithMetadata(
      words,
      { probabilities: true },
      greedy,
    )) {
      steps.push({ token, top: likeliest(probabilities, top) });
      if (steps.length >= tokens) break;
    }
  } catch (error) {
    throw new RpcError(
      "generate_failed",
      `The engine did not answer the fixed question (${error instanceof Error ? error.name : "unknown error"}).`,
    );
  } finally {
    await sequence.clearHistory();
  }
  return { steps };
}

function likeliest(probabilities: ReadonlyMap<number, number>, top: number): [number, number][] {
  return [...probabilities]
    .sort(([a, likely], [b, other]) => other - likely || a - b)
    .slice(0, top)
    .map(([token, likelihood]) => [token, Math.max(LEAST_LOGPROB, Math.log(likelihood))]);
}
