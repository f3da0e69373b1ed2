import { RpcError, type Chat, type Job, type State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { attach, create, secret, unlock } from "../client.ts";
import { mirror, type Mirror } from "./mirror.ts";
import { writeModelFiles, type ModelFiles } from "./model-files.ts";
import { serviceOf } from "./processes.ts";

/** One data directory with three models and a conversation, and the console that runs on it at the moment. */
export class World {
  readonly home: TestHome = createTestHome();
  readonly files = writeModelFiles(dirname(this.home.root));
  /** Ids by file. */
  readonly models: ModelFiles = { steady: "", second: "", third: "", big: "", unseen: "", another: "" };
  /** A conversation from before anything was killed. */
  earlier: Chat | null = null;
  #served: ServedConsole | null = null;
  #client: ConsoleClient | null = null;
  #mirror: Mirror | null = null;

  get served(): ServedConsole {
    if (!this.#served) throw new Error("no console runs");
    return this.#served;
  }
  get client(): ConsoleClient {
    if (!this.#client) throw new Error("no console runs");
    return this.#client;
  }
  get state(): State {
    return this.#looking.state();
  }
  get #looking(): Mirror {
    if (!this.#mirror) throw new Error("no console runs");
    return this.#mirror;
  }

  when(holds: (state: State) => boolean): Promise<State> {
    return this.#looking.when(holds);
  }

  follow(look: (state: State) => void): () => void {
    return this.#looking.follow(look);
  }

  async begin(): Promise<void> {
    this.#served = await serveCasemate(this.home);
    this.#client = await attach(this.home);
    this.#mirror = await mirror(this.#client);
  }

  async end(): Promise<void> {
    this.#client?.close();
    await this.#served?.stop();
    this.#served = this.#client = this.#mirror = null;
  }

  /** A fresh vault with two models in it and one answered message. */
  async furnish(): Promise<void> {
    await create(this.client, this.home);
    await this.ended(await this.import("steady"));
    await this.ended(await this.import("big"));
    await this.release(this.models.big);
    const { id } = await this.client.call("chat.create", { modelId: this.models.steady });
    await this.answer(id, 12);
    this.earlier = await this.client.call("chat.get", { chatId: id });
  }

  /** Answers the job, which goes on. */
  async import(name: keyof ModelFiles): Promise<string> {
    const { modelId, jobId } = await this.client.call("model.import", { paths: [this.files[name]] });
    this.models[name] = modelId;
    return jobId;
  }

  async ended(jobId: string): Promise<Job> {
    const { jobs } = await this.when((state) =>
      state.jobs.some((job) => job.id === jobId && job.state !== "running"),
    );
    const ended = jobs.find((job) => job.id === jobId);
    if (!ended) throw new Error("the job is not in the list any more");
    return ended;
  }

  async answer(chatId: string, maxTokens: number): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.client.on("chat.done", (event) => {
        if (event.chatId === chatId) resolve();
      });
    });
    await this.client.call("chat.send", { chatId, text: "Hello", options: { maxTokens, temperature: 0 } });
    await done;
  }

  /** SIGKILL; answers when the console has seen that it is gone: nobody else takes a PID out of the list. */
  async kill(service: string): Promise<void> {
    const pid = serviceOf(this.served.pid, service);
    if (pid === null) throw new Error(`there is no ${service} to kill`);
    process.kill(pid, "SIGKILL");
    while (existsSync(`/proc/${String(pid)}`)) await new Promise((resolve) => setImmediate(resolve));
  }

  async unlock(): Promise<string> {
    return unlock(this.client, this.home);
  }

  /** Held → admitted, the way a person does it on the command line. */
  async release(modelId: string): Promise<void> {
    const sha256 = this.state.models.items.find((model) => model.id === modelId)?.sha256 ?? "";
    const asked = await said(this.client.call("model.release", { modelId, sha256 }));
    const id = /[0-9a-f]{32}/.exec(asked)?.[0];
    if (id === undefined) throw new Error(`no approval: ${asked}`);
    await this.client.call("approvals.grant", {
      id,
      secretId: await secret(this.client, this.home, "approve"),
    });
  }
}

/** What a call tells the person: its error's sentence, or "ok". */
export async function said(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof RpcError) return error.message;
    throw error;
  }
}
