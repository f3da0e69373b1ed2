import {
  buildEchoModel,
  buildStarterModel,
  createTestHome,
  runCasemate,
  serveCasemate,
} from "@casemate/testkit";
import type { BrowserContext, Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, person, test, type World } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/** What a console of its own says: processes are ended by number, and only it knows them. */
interface Status {
  readonly runtime: { readonly state: string; readonly pid: number | null };
  readonly services: readonly { readonly id: string; readonly pid: number | null }[];
}
async function status({ home }: World): Promise<Status> {
  return JSON.parse((await runCasemate(home, ["status", "--json"])).stdout) as Status;
}

const step = (page: Page, name: string): ReturnType<Page["locator"]> =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name, exact: true }) });

const happened = (page: Page): ReturnType<Page["locator"]> =>
  page.getByRole("region", { name: "What happened" });

async function openIncident(page: Page): Promise<void> {
  await page.getByRole("button", { name: "1 incident open" }).click();
  await page.getByRole("list", { name: "Open" }).getByRole("link").click();
}

/** What Casemate did, as its page says it: all of it done, and seen to have worked. */
async function contained(page: Page, actions: readonly string[]): Promise<void> {
  const list = page.getByRole("list", { name: "What Casemate did" }).getByRole("listitem");
  await expect(list).toHaveText(actions.map((name) => new RegExp(`^${name}: done, and seen to have worked`)));
}

/** The three steps of a person, with the approval in a document of its own; `mend` is what makes it well. */
async function goBack(
  page: Page,
  context: BrowserContext,
  world: World,
  mend = (): Promise<void> => Promise.resolve(),
): Promise<void> {
  await step(page, "Acknowledge").getByRole("button").click();
  await expect(step(page, "Let Casemate look again")).toContainText("your step now");
  await mend();
  await step(page, "Let Casemate look again").getByRole("button", { name: /^Look/ }).click();
  await expect(page.getByText(/As of .*: everything is well/)).toBeVisible();
  await step(page, "Resolve").getByRole("button").click();
  const opened = context.waitForEvent("page");
  await page
    .getByRole("dialog")
    .getByRole("link", { name: /Open the approval/ })
    .click();
  const document = await opened;
  await document.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
  await document.getByRole("button", { name: "Allow once" }).click();
  await expect(document.getByText("Allowed and done.")).toBeVisible();
  await document.close();
  await expect(page.getByText("It is over")).toBeVisible();
}

const END = "End the running model";
const FREEZE = "Freeze whatever runs a model or lets something in";
const LOCK = "Lock the vault";

test("a model that gives its instructions out: told in words that claim no more, ended, and the way back", async ({
  page,
  context,
  world,
}, info) => {
  const she = person(page, world);
  const faults: string[] = [];
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  const buffer = Buffer.from(buildEchoModel({ chatTemplate: CHATML }));
  await she.chooses({ name: "echo.gguf", mimeType: "", buffer });
  await expect(page.getByRole("list", { name: /In the vault/ }).getByText("echo")).toBeVisible();
  await she.goesTo("Chat");
  await page.getByLabel("Message").fill("Hello");
  await page.getByRole("button", { name: "Send" }).click();
  await openIncident(page);
  await expect(happened(page)).toContainText("repeated a hidden marker out of its instructions");
  await expect(happened(page)).toContainText("a small model may also do it without any cause");
  await contained(page, [END]);
  expect((await status(world)).runtime.pid).toBeNull();
  faults.push(...(await lookAt(page, "incident-marker", info)));
  await happened(page).getByRole("link", { name: "a conversation" }).click();
  const answer = page.getByRole("article", { name: "echo" }).last();
  await expect(answer).toContainText("[hidden marker]");
  await page.goBack();
  await goBack(page, context, world);
  await she.goesTo("Settings");
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(
    page.getByText("It is off: models that give their instructions out are not noticed."),
  ).toBeVisible();
  faults.push(...(await lookAt(page, "settings", info)));
  await she.goesTo("Chat");
  await page.getByLabel("Message").fill("Hello");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("article", { name: "echo" }).last()).toContainText("tok/s");
  await expect(page.getByRole("button", { name: /incident open/ })).toHaveCount(0);
  await page.getByRole("contentinfo").getByRole("button", { name: /echo/ }).click();
  await expect(page.getByRole("dialog").getByText("none: switched off under Settings")).toBeVisible();
  expect(faults).toEqual([]);
});

/** Ends the model's process twice, as a file that attacks the engine would: after the first time it is started again. */
async function dieTwice(world: World, between = (): Promise<void> => Promise.resolve()): Promise<void> {
  await runCasemate(world.home, ["chat", "my-model", "--prompt", "Hi", "--max-tokens", "2"]);
  const first = (await status(world)).runtime.pid ?? 0;
  process.kill(first, "SIGKILL");
  let second = 0;
  await expect
    .poll(async () => {
      const { state, pid } = (await status(world)).runtime;
      second = state === "ready" && pid !== null && pid !== first ? pid : 0;
      return second;
    })
    .toBeGreaterThan(0);
  await between();
  process.kill(second, "SIGKILL");
}

test("a containment that fails is loud and says what to do by hand, and is tried again", async ({
  page,
  context,
  world,
}, info) => {
  test.setTimeout(300_000);
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  await she.chooses({ name: "my-model.gguf", mimeType: "", buffer: Buffer.from(buildStarterModel()) });
  await expect(page.getByRole("list", { name: /In the vault/ }).getByText("my-model")).toBeVisible();
  await dieTwice(world);
  await openIncident(page);
  await expect(page.getByText("Casemate stopped nothing: this kind is only told.")).toBeVisible();
  await dieTwice(world);
  // The third time within a quarter of an hour it is contained; and the process with the keys, which has to write that down, hangs.
  await dieTwice(world, async () => {
    const keeper = (await status(world)).services.find(({ id }) => id === "keeper")?.pid ?? 0;
    expect(keeper).toBeGreaterThan(0);
    process.kill(keeper, "SIGSTOP");
  });
  const loud = page.getByRole("alert").filter({ hasText: "This did not work. Do it by hand now." });
  await expect(loud).toBeVisible();
  await expect(loud).toContainText("Do not load this model. Quit Casemate and start it again");
  const list = page.getByRole("list", { name: "What Casemate did" }).getByRole("listitem");
  await expect(list.filter({ hasText: "Keep the model from being loaded" })).toContainText("did not work");
  await expect(page.getByRole("button", { name: /^Health: / })).toContainText("Recovery required");
  const faults = await lookAt(page, "incident-failed", info);
  // Casemate ends a key process that hangs, which locks the vault: then it is contained by itself.
  await expect(page.getByText("It can do no more harm")).toBeVisible({ timeout: 90_000 });
  await expect(loud).toHaveCount(0);
  await she.goesTo("Vault");
  await page.getByRole("link", { name: "Unlock", exact: true }).click();
  await she.unlocks();
  await openIncident(page);
  await goBack(page, context, world, async () => {
    await runCasemate(world.home, ["model", "reinspect", "my-model"]);
  });
  expect(faults).toEqual([]);
});

/** One wrong passphrase, counted a day ahead of this machine's clock (docs/formats/vault.md): the clock was set back since. */
function attemptsFromTomorrow(): Buffer {
  const bytes = Buffer.alloc(80);
  bytes.write("casemate tries 1", 0, "latin1");
  bytes.writeUInt32LE(1, 16);
  bytes.writeBigUInt64LE(BigInt(Date.now() + 86_400_000), 24);
  bytes.set(createHash("sha256").update(bytes.subarray(0, 48)).digest(), 48);
  return bytes;
}

test("a page out of line, a clock set back, isolation gone, a trap touched: each from its cause to resolved", async ({
  page,
  context,
}, info) => {
  test.setTimeout(400_000);
  const home = createTestHome();
  const faults: string[] = [];
  let served = await serveCasemate(home);
  const world = (): World => ({ home, served });
  await runCasemate(home, ["vault", "init"]);
  const again = async (env?: Record<string, string>): Promise<void> => {
    served = await serveCasemate(home, env);
    await person(page, world()).open();
  };

  await test.step("policy_bypass_attempt: the page's own connection is used by something in the page", async () => {
    // As a hostile extension does it: it sits on the socket before the page opens it.
    const evil = await context.newPage();
    await evil.addInitScript(() => {
      const send = WebSocket.prototype.send;
      WebSocket.prototype.send = function hostile(data): void {
        send.call(this, data);
        if (sessionStorage.getItem("hostile") !== null) return;
        sessionStorage.setItem("hostile", "1");
        const call = { t: "call", id: 1_000_000, name: "model.import", input: { paths: ["/etc/passwd"] } };
        send.call(this, JSON.stringify(call));
      };
    });
    await person(evil, world()).open();
    await openIncident(evil);
    await contained(evil, [END]);
    await expect(happened(evil)).toContainText("may be under somebody else's control");
    await goBack(evil, context, world());
    await evil.close();
  });

  await test.step("unauthorized_access: locked, and well again once it was opened", async () => {
    await served.stop();
    writeFileSync(join(home.root, "vault", "attempts"), attemptsFromTomorrow());
    await again();
    await person(page, world()).unlocks();
    await openIncident(page);
    await contained(page, [LOCK]);
    await goBack(page, context, world());
  });

  await test.step("attestation_failure: frozen until resolved", async () => {
    await served.stop();
    await again({ CASEMATE_BWRAP: "" });
    await person(page, world()).unlocks();
    await person(page, world()).goesTo("Models");
    await expect(page.getByText(/Frozen by an incident: adding and loading/)).toBeVisible();
    await page.getByRole("link", { name: "Go to the incident" }).click();
    await contained(page, [END, FREEZE]);
    await goBack(page, context, world());
    await person(page, world()).goesTo("Models");
    await expect(page.getByText(/Frozen by an incident/)).toHaveCount(0);
  });

  await test.step("integrity_violation: locked and frozen at once when a trap is touched", async () => {
    const trap = join(home.root, "vault", "recovery-key.txt");
    const before = readFileSync(trap);
    writeFileSync(trap, "taken");
    await runCasemate(home, ["integrity", "look"]);
    await person(page, world()).unlocks();
    await openIncident(page);
    await contained(page, [END, FREEZE, LOCK]);
    faults.push(...(await lookAt(page, "incident-trap", info)));
    await goBack(page, context, world(), () => {
      writeFileSync(trap, before);
      return Promise.resolve();
    });
    await expect(page.getByRole("button", { name: /incident open/ })).toHaveCount(0);
  });
  await served.stop();
  home.remove();
  expect(faults).toEqual([]);
});
