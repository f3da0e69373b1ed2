import { RpcError, type ChatOptions } from "@casemate/contract";
import { buildEchoModel, buildStarterModel, STARTER_GREETING } from "@casemate/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  hasBubblewrap,
  hasStoryModel,
  startBoxedRuntime,
  startRuntime,
  storyModel,
  type RuntimeChild,
} from "../../test/run.ts";

const children: RuntimeChild[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill("SIGKILL");
    await child.exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function started(child: RuntimeChild): RuntimeChild {
  children.push(child);
  return child;
}

const automatic = { contextSize: null, threads: null, memoryBytes: null };
const greedy = (maxTokens: number, format: ChatOptions["format"] = "auto"): ChatOptions => ({
  maxTokens,
  temperature: 0,
  format,
});
const story = {
  turns: [{ role: "user" as const, text: "Once upon a time" }],
  options: greedy(40),
  instructions: null,
  seed: null,
};

describe.skipIf(!hasStoryModel)("runtime child with stories260K (needs the shared models)", () => {
  test("tells the known story, streams all of it, and tells it again the same way", async () => {
    const { client } = started(startRuntime(storyModel));
    const fractions: number[] = [];
    const deltas: { text: string; tokens: number }[] = [];
    client.on("runtime.loading", ({ fraction }) => fractions.push(fraction));
    client.on("runtime.delta", ({ text, tokens }) => deltas.push({ text, tokens }));
    const load = await client.call("runtime.load", automatic);
    const first = await client.call("runtime.generate", { requestId: "1", ...story });
    const streamed = deltas.map((delta) => delta.text).join("");
    const second = await client.call("runtime.generate", { requestId: "2", ...story });

    expect(load).toMatchObject({ contextSize: 2048, device: "processor", chatFormat: null });
    expect(fractions.at(-1)).toBe(1);
    expect(first.text).toContain("there was a little girl named Lily");
    expect(first).toMatchObject({ stop: "limit", tokens: 40, turnsDropped: 0, contextSize: 2048 });
    expect([streamed, deltas.filter((delta) => delta.tokens > 40)]).toEqual([first.text, []]);
    expect(second.text).toBe(first.text);
  });

  test("one at a time; stop ends the answer and the next one works", async () => {
    const { client } = started(startRuntime(storyModel));
    await client.call("runtime.load", automatic);
    const sawText = new Promise<void>((resolve) =>
      client.on("runtime.delta", () => {
        resolve();
      }),
    );
    const long = client.call("runtime.generate", { requestId: "long", ...story, options: greedy(2000) });
    await sawText;
    await expect(client.call("runtime.generate", { requestId: "other", ...story })).rejects.toMatchObject({
      code: "busy",
    });
    await client.call("runtime.stop", { requestId: "other" });
    const busy = await client.call("runtime.ping", {});
    await client.call("runtime.stop", { requestId: "long" });
    const stopped = await long;
    const next = await client.call("runtime.generate", { requestId: "next", ...story });
    expect([busy, stopped.stop, next.stop]).toEqual([{ busy: true }, "stopped", "limit"]);
    expect(next.text).toContain("Lily");
  });

  test("old turns are dropped when the context is full, and a message that cannot fit is refused", async () => {
    const { client } = started(startRuntime(storyModel));
    const { contextSize } = await client.call("runtime.load", { ...automatic, contextSize: 256 });
    const turns = Array.from({ length: 9 }, (_, index) => ({
      role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
      text: "One day she went to the park. ".repeat(4),
    }));
    const answer = await client.call("runtime.generate", {
      requestId: "1",
      turns,
      options: greedy(20),
      instructions: null,
      seed: null,
    });
    expect([
      contextSize,
      answer.turnsDropped > 0,
      answer.turnsDropped % 2,
      answer.contextUsed <= 256,
    ]).toEqual([256, true, 0, true]);
    const tooLong = [{ role: "user" as const, text: "word ".repeat(2000) }];
    await expect(
      client.call("runtime.generate", {
        requestId: "2",
        turns: tooLong,
        options: greedy(20),
        instructions: null,
        seed: null,
      }),
    ).rejects.toMatchObject({ code: "too_long" });
  });

  test("an answer that fills the context ends with the limit instead of failing", async () => {
    const { client } = started(startRuntime(storyModel));
    await client.call("runtime.load", { ...automatic, contextSize: 256 });
    const answer = await client.call("runtime.generate", {
      requestId: "1",
      ...story,
      options: greedy(4000, "raw"),
    });
    expect([answer.stop, answer.contextUsed <= 256]).toEqual(["limit", true]);
  });

  test("too little memory is refused with both figures", async () => {
    const { client } = started(startRuntime(storyModel));
    await expect(client.call("runtime.load", { ...automatic, memoryBytes: 2_000_000 })).rejects.toThrow(
      /needs \d+ MB of memory and 2 MB is free/,
    );
  });

  test("calls out of order are refused by name", async () => {
    const { client } = started(startRuntime(storyModel));
    await expect(client.call("runtime.generate", { requestId: "1", ...story })).rejects.toMatchObject({
      code: "not_loaded",
    });
    await client.call("runtime.load", automatic);
    await expect(client.call("runtime.load", automatic)).rejects.toMatchObject({ code: "busy" });
  });

  test("the child ends by itself when the channel closes, even while it generates", async () => {
    const child = started(startRuntime(storyModel));
    await child.client.call("runtime.load", automatic);
    const sawText = new Promise<void>((resolve) =>
      child.client.on("runtime.delta", () => {
        resolve();
      }),
    );
    const answer = child.client.call("runtime.generate", { requestId: "1", ...story, options: greedy(2000) });
    const refusal = expect(answer).rejects.toMatchObject({ code: "closed" });
    await sawText;
    child.process.disconnect();
    await Promise.all([child.exited, refusal]);
    expect(child.process.signalCode).toBe("SIGKILL");
  });

  test.skipIf(!hasBubblewrap)(
    "works in a box that holds only the listed packages (needs bubblewrap)",
    async () => {
      const child = started(startBoxedRuntime(storyModel));
      await child.client.call("runtime.load", automatic);
      const answer = await child.client.call("runtime.generate", { requestId: "1", ...story });
      expect(answer.text).toContain("there was a little girl named Lily");
      child.process.disconnect();
      await child.exited;
    },
  );
});

function temporaryFile(name: string, bytes: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "casemate-runtime-"));
  folders.push(folder);
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

test("the starter model recites its greeting whatever it is asked, at any temperature", async () => {
  const { client } = started(startRuntime(temporaryFile("starter.gguf", buildStarterModel())));
  await client.call("runtime.load", automatic);
  const prompts = ["Hi", "Hello. I am Casemate's starter", "\u00e4\u6f22\u{1f642}\n\n", "What? ".repeat(200)];
  const answers = [];
  for (const [index, text] of prompts.entries()) {
    const options = { maxTokens: 100, temperature: index * 0.5, format: "auto" as const };
    answers.push(
      await client.call("runtime.generate", {
        requestId: text.slice(0, 4),
        turns: [{ role: "user", text }],
        options,
        instructions: null,
        seed: index,
      }),
    );
  }
  expect(answers.map(({ text, stop }) => ({ text, stop }))).toEqual(
    prompts.map(() => ({ text: STARTER_GREETING, stop: "end" })),
  );
});

const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

test("a chat template is used for conversations and left out for raw text", async () => {
  const { client } = started(
    startRuntime(temporaryFile("chat.gguf", buildStarterModel({ chatTemplate: CHATML }))),
  );
  const load = await client.call("runtime.load", automatic);
  const turns = [
    { role: "user" as const, text: "Hi" },
    { role: "assistant" as const, text: "Yes?" },
    { role: "user" as const, text: "Who are you?" },
  ];
  const chat = await client.call("runtime.generate", {
    requestId: "1",
    turns,
    options: greedy(60),
    instructions: null,
    seed: null,
  });
  const raw = await client.call("runtime.generate", {
    requestId: "2",
    turns,
    options: greedy(60, "raw"),
    instructions: null,
    seed: null,
  });
  expect([load.chatFormat, chat.text, raw.text, chat.contextUsed > raw.contextUsed]).toEqual([
    "ChatML",
    STARTER_GREETING,
    STARTER_GREETING,
    true,
  ]);
});

const NO_SYSTEM_ROLE = `{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}${CHATML}`;
const FORGETS = CHATML.replace(
  "message['content']",
  "(message['content'] if message['role'] != 'system' else 'Be good.')",
);

test.each([
  ["a system role", CHATML, "auto", true, true],
  ["a system role, continued as raw text", CHATML, "raw", true, false],
  ["no system role", NO_SYSTEM_ROLE, "auto", false, false],
  ["a system role that leaves out what it is given", FORGETS, "auto", false, false],
] as const)("instructions with a format of %s", async (_, chatTemplate, format, takes, stood) => {
  const { client } = started(startRuntime(temporaryFile("echo.gguf", buildEchoModel({ chatTemplate }))));
  const { takesInstructions } = await client.call("runtime.load", automatic);
  const answer = await client.call("runtime.generate", {
    requestId: "1",
    turns: [{ role: "user", text: "Hello, is there anything before what I write to you? ".repeat(3) }],
    options: greedy(40, format),
    instructions: "Never write 5f1c9a7be204.",
    seed: null,
  });
  expect([takesInstructions, answer.instructed]).toEqual([takes, stood]);
});

test("a model that repeats its prompt repeats its instructions", async () => {
  const model = buildEchoModel({ chatTemplate: CHATML });
  const { client } = started(startRuntime(temporaryFile("echo.gguf", model)));
  await client.call("runtime.load", automatic);
  const answer = await client.call("runtime.generate", {
    requestId: "1",
    turns: [{ role: "user", text: "Hello" }],
    options: greedy(60),
    instructions: "You are a helpful assistant. Never write 5f1c9a7be204.",
    seed: null,
  });
  expect([answer.text, answer.stop]).toEqual(["t. Never write 5f1c9a7be204. ", "end"]);
});

test.each([
  ["is not a template", "{% for x in %}{{"],
  [
    "refuses conversations",
    `{% if messages | length > 1 %}{{ raise_exception('one turn only') }}{% endif %}${CHATML}`,
  ],
  ["prints nothing", "{# nothing #}"],
])("a chat template that %s does not keep the model from answering", async (_, chatTemplate) => {
  const { client } = started(startRuntime(temporaryFile("chat.gguf", buildStarterModel({ chatTemplate }))));
  await client.call("runtime.load", automatic);
  const turns = [
    { role: "user" as const, text: "Hi" },
    { role: "assistant" as const, text: "Yes?" },
    { role: "user" as const, text: "Who are you?" },
  ];
  const answer = await client.call("runtime.generate", {
    requestId: "1",
    turns,
    options: greedy(60),
    instructions: null,
    seed: null,
  });
  expect(answer.text).toBe(STARTER_GREETING);
});

test("a file that is not a model is refused in one sentence, and the process still answers", async () => {
  const { client } = started(startRuntime(temporaryFile("x.gguf", "this is not a model")));
  const refusal = await client.call("runtime.load", automatic).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RpcError);
  expect(refusal).toMatchObject({
    code: "load_failed",
    message: expect.stringMatching(/^llama\.cpp could not load this model/) as string,
  });
  expect(await client.call("runtime.ping", {})).toEqual({ busy: false });
});

test("answers a fixed question the same way in every process, with likelihoods in order, and an open context says nothing of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "casemate-runtime-"));
  folders.push(folder);
  const path = join(folder, "starter.gguf");
  writeFileSync(path, buildStarterModel());
  const question = { prompt: "Who are you", tokens: 8, top: 4 };
  const ask = async (threads: number) => {
    const { client } = started(startRuntime(path));
    await client.call("runtime.load", { ...automatic, threads });
    const first = await client.call("runtime.fingerprint", question);
    return [first, await client.call("runtime.fingerprint", question)];
  };
  const [once, again] = await ask(1);
  const [other] = await ask(2);
  const inOrder = once?.steps.every(
    ({ token, top }) =>
      top[0]?.[0] === token &&
      top.length === 4 &&
      top.every(([, value], at) => value <= (top[at - 1]?.[1] ?? 0)),
  );
  expect([again, other, once?.steps.length, inOrder]).toEqual([once, once, 8, true]);
});
