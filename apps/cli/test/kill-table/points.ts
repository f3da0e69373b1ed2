import type { AppContract, Job, Payload } from "@casemate/contract";
import { secret } from "../client.ts";
import { said, type World } from "./world.ts";

/** The behaviour stage first counts bytes (loading), then questions; there are fewer of these than of those. */
const MOST_QUESTIONS = 1000;

/** What goes on at a point, so that its end can be looked at. */
export interface UnderWay {
  /** The sentence that the call under way ends with. */
  readonly call?: Promise<string>;
  /** What the person does next, once the child is gone. */
  readonly next?: () => Promise<string>;
  readonly jobId?: string;
  /** Another job that goes on meanwhile. */
  readonly beside?: string;
  readonly modelId?: string;
}

/** Brings an unlocked, idle console to a point and answers at the very moment the state says that it is there. */
export const POINTS = {
  locked: async (world) => {
    await world.client.call("vault.lock", {});
    return {};
  },
  "before the passphrase comes": async (world) => {
    await world.client.call("vault.lock", {});
    const secretId = await secret(world.client, world.home, "unlock");
    return { next: () => resultOf(world.client.call("vault.unlock", { secretId })) };
  },
  unlocking: async (world) => {
    await world.client.call("vault.lock", {});
    const secretId = await secret(world.client, world.home, "unlock");
    const call = resultOf(world.client.call("vault.unlock", { secretId }));
    await world.when((state) => state.vault.state === "unlocking");
    return { call };
  },
  unlocked: () => Promise.resolve({}),
  importing: (world) => importing(world, "big"),
  "importing what it has not seen": (world) => importing(world, "unseen"),
  "importing, right after unlocking": async (world) => {
    await world.client.call("vault.lock", {});
    await world.unlock();
    return importing(world, "big");
  },
  "importing, model ready": async (world) => {
    await loading(world, world.models.steady, null);
    return importing(world, "big");
  },
  "importing, another model inspected": async (world) => {
    const other = await inspecting(world, world.models.big, isReading);
    const underWay = await importing(world, "big");
    return { ...underWay, beside: other.jobId };
  },
  "importing a second time": async (world) => {
    const first = await importing(world, "big");
    await world.kill("intake");
    await first.call;
    return importing(world, "big");
  },
  "asking a new model": async (world) => {
    const jobId = await world.import("second");
    await world.when(({ jobs }) => jobs.some((job) => job.id === jobId && isAsking(job)));
    return { jobId };
  },
  inspecting: (world) => inspecting(world, world.models.big, isReading),
  "inspecting a new file": (world) => inspectingNew(world, "unseen"),
  "inspecting, model ready": async (world) => {
    await loading(world, world.models.steady, null);
    return inspecting(world, world.models.big, isReading);
  },
  "inspecting, another file imported": async (world) => {
    const { jobId: beside } = await importing(world, "big");
    const underWay = await inspecting(world, world.models.big, isReading);
    return { ...underWay, ...(beside === undefined ? {} : { beside }) };
  },
  "inspecting a second time": async (world) => {
    const first = await inspecting(world, world.models.big, isReading);
    await world.kill("inspector");
    await world.ended(first.jobId);
    return inspecting(world, world.models.big, isReading);
  },
  "inspecting, gone on with after unlocking": async (world) => {
    const { jobId, modelId } = await inspectingNew(world, "another");
    await world.client.call("vault.lock", {});
    await world.unlock();
    await world.when(({ jobs }) => jobs.some((job) => job.id === jobId && isReading(job)));
    return { modelId, jobId };
  },
  "asking another new model": async (world) => {
    const jobId = await world.import("third");
    await world.when(({ jobs }) => jobs.some((job) => job.id === jobId && isAsking(job)));
    return { jobId, modelId: world.models.third };
  },
  "asking the model": (world) => inspecting(world, world.models.second, isAsking),
  unsealing: (world) => loading(world, world.models.big, "unsealing"),
  "starting the model": (world) => loading(world, world.models.steady, "loading"),
  "model ready": async (world) => {
    await loading(world, world.models.steady, null);
    return {};
  },
  "model ready a second time": async (world) => {
    await loading(world, world.models.steady, null);
    await world.kill("runtime");
    await world.when((state) => state.runtime.state === "failed" || state.runtime.state === "loading");
    await world.when((state) => state.runtime.state === "ready");
    return {};
  },
  answering: async (world) => {
    await loading(world, world.models.steady, null);
    const { id: chatId } = await world.client.call("chat.create", { modelId: world.models.steady });
    const done = new Promise<Payload<AppContract["chat.done"]>>((resolve) => {
      world.client.on("chat.done", (event) => {
        if (event.chatId === chatId) resolve(event);
      });
    });
    const began = new Promise<void>((resolve) => {
      world.client.on("chat.delta", (event) => {
        if (event.chatId === chatId) resolve();
      });
    });
    const options = { maxTokens: 400, temperature: 0 };
    await world.client.call("chat.send", { chatId, text: "Hello", options });
    await began;
    return { call: done.then(({ message, error }) => `${message.stop ?? ""}: ${error?.message ?? ""}`) };
  },
} as const satisfies Record<string, (world: World) => Promise<UnderWay>>;

export type Point = keyof typeof POINTS;

function isAsking({ stage, total, done }: Job): boolean {
  return stage === "behaviour" && (total ?? 0) < MOST_QUESTIONS && done > 0;
}

function isReading({ state, stage, done }: Job): boolean {
  return state === "running" && stage === "identity" && done > 0;
}

async function importing(world: World, name: "big" | "unseen"): Promise<UnderWay> {
  const before = new Set(world.state.jobs.map((job) => job.id));
  const call = said(world.client.call("model.import", { paths: [world.files[name]] }));
  const { jobs } = await world.when((state) =>
    state.jobs.some((job) => !before.has(job.id) && job.stage === "reading" && job.done > 0),
  );
  const jobId = jobs.find((job) => !before.has(job.id))?.id;
  return { call, ...(jobId === undefined ? {} : { jobId }) };
}

async function inspectingNew(
  world: World,
  name: "unseen" | "another",
): Promise<UnderWay & { readonly jobId: string; readonly modelId: string }> {
  const jobId = await world.import(name);
  await world.when(({ jobs }) => jobs.some((job) => job.id === jobId && isReading(job)));
  return { jobId, modelId: world.models[name] };
}

async function inspecting(
  world: World,
  modelId: string,
  at: (job: Job) => boolean,
): Promise<UnderWay & { readonly jobId: string }> {
  const { jobId } = await world.client.call("model.reinspect", { modelId });
  await world.when((state) => state.jobs.some((job) => job.id === jobId && at(job)));
  return { jobId, modelId };
}

async function loading(
  world: World,
  modelId: string,
  stage: "unsealing" | "loading" | null,
): Promise<UnderWay> {
  const { jobId } = await world.client.call("runtime.load", { modelId });
  if (stage === null) await world.when((state) => state.runtime.state === "ready");
  else
    await world.when(({ jobs }) =>
      jobs.some((job) => job.id === jobId && job.stage === stage && job.done > 0),
    );
  return { jobId, modelId };
}

async function resultOf(call: Promise<{ readonly result: string }>): Promise<string> {
  let result = "";
  const end = await said(
    call.then((answer) => {
      result = answer.result;
    }),
  );
  return end === "ok" ? result : end;
}
