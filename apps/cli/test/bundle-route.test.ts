import { contract, connect, EXPORT_PHRASE, type AppContract, type Client } from "@casemate/contract";
import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { attach, create, stateOf } from "./client.ts";

let home: TestHome;
let served: ServedConsole;
let port: number;
let page: Client<AppContract>;
let socket: WebSocket;
let exportId = "";

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  const address = new URL(served.address);
  port = Number(address.port);
  const code = new URLSearchParams(address.hash.slice(1)).get("code") ?? "";
  const origin = `http://127.0.0.1:${String(port)}`;
  const answer = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { Origin: origin, "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  const { token } = (await answer.json()) as { token: string };
  ({ page, socket } = await openPage(token));
  const client = await attach(home);
  await create(client, home);
  await client.call("vault.lock", {});
  exportId = await made();
  client.close();
});
afterAll(async () => {
  socket.close();
  await served.stop();
  home.remove();
});

/** The console's page, as far as its connection goes. */
async function openPage(token: string): Promise<{ page: Client<AppContract>; socket: WebSocket }> {
  const opened = new WebSocket(`ws://127.0.0.1:${String(port)}/ws`, ["casemate.v1", `token.${token}`], {
    headers: { Origin: `http://127.0.0.1:${String(port)}` },
  });
  await new Promise((resolve) => opened.once("open", resolve));
  const client = connect(contract, {
    send: (message) => {
      opened.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      opened.on("message", (data: Buffer) => {
        listener(JSON.parse(data.toString("utf8")));
      });
    },
    onClose: (listener) => {
      opened.on("close", listener);
    },
  });
  return { page: client, socket: opened };
}

/** Asks from the page, answers from the terminal; the vault is locked. */
async function made(): Promise<string> {
  const id = "e".repeat(32);
  await page.call("forensic.export", { exportId: id, hide: ["subject"] }).catch(() => undefined);
  const client = await attach(home);
  const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
  await client.call("approvals.grant", { id: request?.id ?? "", secretId: null, typed: EXPORT_PHRASE });
  client.close();
  return id;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path, headers: { Host: `127.0.0.1:${String(port)}`, ...headers } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (chunk: Buffer) => parts.push(chunk));
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          });
        });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

const ticket = async (): Promise<string> => (await page.call("forensic.ticket", { exportId })).ticket;

describe("a bundle's download", () => {
  it("is the file that the page was told of, under its name, kept by no cache", async () => {
    const facts = await page.call("forensic.made", { exportId });
    const { status, headers, body } = await get(`/bundle?ticket=${await ticket()}`, {
      "Sec-Fetch-Site": "same-origin",
    });
    expect([
      status,
      createHash("sha256").update(body).digest("hex"),
      headers["content-disposition"],
      headers["cache-control"],
      headers["x-content-type-options"],
    ]).toEqual([200, facts.sha256, `attachment; filename="${facts.name}"`, "no-store", "nosniff"]);
    expect(facts.name).toMatch(/^casemate-log-[0-9a-f]{8}-0-\d+\.tar$/);
  });

  it("works once, and only under its newest ticket", async () => {
    const [old, newest] = [await ticket(), await ticket()];
    const answers = [];
    for (const one of [old, newest, newest]) answers.push((await get(`/bundle?ticket=${one}`)).status);
    expect(answers).toEqual([404, 200, 404]);
  });

  it("is not for a link on another site, which does not use the ticket up either", async () => {
    const good = await ticket();
    const answers = [];
    for (const site of ["cross-site", "same-site", "none", "same-origin"])
      answers.push((await get(`/bundle?ticket=${good}`, { "Sec-Fetch-Site": site })).status);
    expect(answers).toEqual([404, 404, 404, 200]);
  });

  it("is not there for the approval's origin, and says nothing to guesses", async () => {
    const good = await ticket();
    const answers = [
      await get(`/bundle?ticket=${good}`, { Host: `localhost:${String(port)}` }),
      await get("/bundle"),
      await get(`/bundle?ticket=${"0".repeat(32)}`),
      await get("/bundle?ticket=../../etc/passwd"),
    ];
    expect(answers.map(({ status, headers }) => [status, headers["content-type"]])).toEqual(
      answers.map(() => [404, "application/json"]),
    );
  });

  it("belongs to who asked for it: no other caller learns of it or gets a ticket", async () => {
    const client = await attach(home);
    const answers = await Promise.all(
      [
        client.call("forensic.made", { exportId }),
        client.call("forensic.read", { exportId, at: 0 }),
        client.call("forensic.ticket", { exportId }),
      ].map((call) =>
        call.then(
          () => "given",
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    );
    client.close();
    expect(answers).toEqual(["not_found", "not_found", "denied"]);
  });

  it("ends with the lock, also behind a ticket that was given before", async () => {
    const good = await ticket();
    await page.call("vault.lock", {});
    const { status } = await get(`/bundle?ticket=${good}`);
    const after = await page
      .call("forensic.made", { exportId })
      .catch((error: unknown) => (error as { code: string }).code);
    expect([status, after]).toEqual([404, "not_found"]);
  });
});
