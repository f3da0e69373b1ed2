import { runCasemate } from "@casemate/testkit";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";

/** As many as the limit of the bench names for a second; sent without waiting for any answer. */
const STORM = 10_000;

declare global {
  var hostileSocket: WebSocket | undefined;
}

test("a storm of forbidden calls: the window answers, every call is counted, and a critical incident is not lost in it", async ({
  page,
  world,
}) => {
  const she = person(page, world);
  // As a hostile extension does it: it holds on to the page's own connection.
  await page.addInitScript(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function kept(data): void {
      globalThis.hostileSocket = this;
      send.call(this, data);
    };
  });
  await she.open();
  await she.makesVault();

  const storm = page.evaluate((count) => {
    for (let id = 0; id < count; id++)
      globalThis.hostileSocket?.send(
        JSON.stringify({
          t: "call",
          id: 1_000_000 + id,
          name: "model.import",
          input: { paths: ["/etc/passwd"] },
        }),
      );
  }, STORM);
  writeFileSync(join(world.home.root, "vault", "recovery-key.txt"), "taken");

  await test.step("the window goes on answering", async () => {
    await she.goesTo("Log");
    await expect(page.getByRole("heading", { name: "Log", level: 1 })).toBeVisible();
    await she.goesTo("Incidents");
    await expect(page.getByRole("heading", { name: "Incidents", level: 1 })).toBeVisible();
  });
  await storm;
  await runCasemate(world.home, ["integrity", "look"]);

  const listed = async (): Promise<readonly (readonly [string, string, number])[]> => {
    const { stdout } = await runCasemate(world.home, ["incident", "list", "--json"]);
    const { incidents } = JSON.parse(stdout) as {
      incidents: { class: string; severity: string; count: number }[];
    };
    return incidents.map(({ class: kind, severity, count }) => [kind, severity, count] as const).toSorted();
  };
  await expect.poll(listed, { timeout: 60_000 }).toEqual([
    ["integrity_violation", "critical", 1],
    ["policy_bypass_attempt", expect.any(String), STORM],
  ]);
});
