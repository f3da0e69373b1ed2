import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { attach, create, secret, stateOf, until } from "./client.ts";
import { heldFile } from "./starter-file.ts";

let home: TestHome;
let served: ServedConsole;
let port: number;
let code: string;
let token: string;

beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  const address = new URL(served.address);
  port = Number(address.port);
  code = new URLSearchParams(address.hash.slice(1)).get("code") ?? "";
});
afterAll(async () => {
  await served.stop();
  home.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers: { Host: `127.0.0.1:${String(port)}`, ...headers } },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const own = (): Record<string, string> => ({ Origin: `http://127.0.0.1:${String(port)}` });

/** Opens a socket; answers it, or the HTTP status it was refused with. */
function open(
  protocols: string[],
  options: { host?: string; origin?: string; path?: string } = {},
): Promise<WebSocket | number> {
  const host = options.host ?? `127.0.0.1:${String(port)}`;
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}${options.path ?? "/ws"}`, protocols, {
    headers: { Host: host, Origin: options.origin ?? `http://${host}` },
  });
  return new Promise((resolve) => {
    socket.once("open", () => {
      resolve(socket);
    });
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
    });
    socket.once("error", () => undefined);
  });
}

describe("a request from elsewhere", () => {
  it.each([["evil.example"], ["127.0.0.1"], ["127.0.0.1:1"], ["[::1]:80"], ["localhost"]])(
    "with Host %j gets nothing",
    async (host) => {
      expect((await ask("GET", "/", { Host: host })).status).toBeGreaterThanOrEqual(400);
    },
  );

  it.each([["http://evil.example"], ["null"], [undefined]])(
    "with Origin %j cannot exchange the code, which stays good",
    async (origin) => {
      const answer = await ask(
        "POST",
        "/session",
        { "Content-Type": "application/json", ...(origin === undefined ? {} : { Origin: origin }) },
        JSON.stringify({ code }),
      );
      expect(answer.status).toBe(403);
    },
  );
});

describe("the one-time code", () => {
  it("is refused when wrong, works once, and never again", async () => {
    const post = (body: string): Promise<Answer> =>
      ask("POST", "/session", { "Content-Type": "application/json", ...own() }, body);
    const [wrong, empty, long] = [
      await post(JSON.stringify({ code: "A".repeat(43) })),
      await post("{"),
      await post(JSON.stringify({ code: "A".repeat(10_000) })),
    ];
    const good = await post(JSON.stringify({ code }));
    token = (JSON.parse(good.body) as { token: string }).token;
    const again = await post(JSON.stringify({ code }));
    expect([wrong, empty, long, good, again].map((answer) => answer.status)).toEqual([
      401, 401, 401, 200, 401,
    ]);
  });
});

describe("every answer", () => {
  it("carries the policy: own scripts only, no frames, nothing stored", async () => {
    const { headers } = await ask("GET", "/");
    expect([
      headers["cache-control"],
      headers["x-content-type-options"],
      headers["cross-origin-opener-policy"],
      headers["referrer-policy"],
    ]).toEqual(["no-store", "nosniff", "same-origin", "no-referrer"]);
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{22}'; connect-src 'self' ws:\/\/127\.0\.0\.1:\d+; .*frame-ancestors 'none'/,
    );
  });

  it("names only what was built: no path leads to the disk", async () => {
    const paths = [
      "/../../package.json",
      "/%2e%2e/%2e%2e/package.json",
      "/approve.html",
      "/assets/../index.html",
      "//etc/passwd",
      "/.casemate",
    ];
    expect(await Promise.all(paths.map(async (path) => (await ask("GET", path)).status))).toEqual(
      paths.map(() => 404),
    );
  });

  it("keeps console and approval document apart", async () => {
    const local = { Host: `localhost:${String(port)}` };
    expect([
      (await ask("GET", "/approve")).status,
      (await ask("GET", "/approve", local)).status,
      (await ask("GET", "/index.html", local)).status,
      (await ask("GET", "/", local)).status,
    ]).toEqual([404, 200, 404, 404]);
  });
});

describe("the socket", () => {
  it("opens with the token and exact origin only", async () => {
    const good = await open(["casemate.v1", `token.${token}`]);
    const refused = [
      await open(["casemate.v1"]),
      await open(["casemate.v1", "token.AAAA"]),
      await open(["token." + token]),
      await open(["casemate.v1", `token.${token}`], { origin: "http://evil.example" }),
      await open(["casemate.v1", `token.${token}`], { host: `localhost:${String(port)}` }),
      await open(["casemate.v1", `token.${token}`], { path: "/ws/../ws2" }),
      await open(["casemate.v1", "approval.nonsense"], { host: `localhost:${String(port)}` }),
    ];
    expect([good instanceof WebSocket, ...refused]).toEqual([true, ...Array<number>(7).fill(401)]);
    if (good instanceof WebSocket) good.close();
  });

  it("survives malformed frames and unknown calls, and closes on frames over the cap", async () => {
    const socket = (await open(["casemate.v1", `token.${token}`])) as WebSocket;
    const answers: { id: number; code?: string }[] = [];
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString("utf8")) as { t: string; id: number; code?: string };
      if (message.t !== "event") answers.push(message);
    });
    socket.send('{"t":"call"}');
    socket.send("[1,2,3]");
    socket.send(Buffer.alloc(10));
    socket.send(JSON.stringify({ t: "call", id: 1, name: "vault.open", input: {} }));
    socket.send(
      JSON.stringify({ t: "call", id: 2, name: "model.import", input: { paths: ["/etc/passwd"] } }),
    );
    socket.send(
      JSON.stringify({
        t: "call",
        id: 3,
        name: "approvals.grant",
        input: { id: "0".repeat(32), secretId: null },
      }),
    );
    socket.send(JSON.stringify({ t: "call", id: 4, name: "state.snapshot", input: {} }));
    await expect.poll(() => answers.length).toBe(4);
    const codes = Object.fromEntries(answers.map((answer) => [answer.id, answer.code ?? "ok"]));
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.send("x".repeat(2 * 1024 * 1024));
    expect([codes, await closed]).toEqual([{ 1: "unknown_call", 2: "denied", 3: "denied", 4: "ok" }, 1009]);
  });

  it("opens for an approval document only while its request waits, and lets it speak about nothing else", async () => {
    // The pages before this one are closed: without one that is open the vault would lock after ten seconds.
    const page = (await open(["casemate.v1", `token.${token}`])) as WebSocket;
    const client = await attach(home);
    await create(client, home);
    await endIncidents(client);
    const { modelId, jobId } = await client.call("model.import", { paths: [heldFile()] });
    await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
    const { summary } = await client.call("model.show", { modelId });
    await client.call("model.release", { modelId, sha256: summary.sha256 }).catch(() => undefined);
    const id = (await stateOf(client)).approvals.find(({ state }) => state === "pending")?.id ?? "";
    const local = { host: `localhost:${String(port)}` };
    const stranger = await open(["casemate.v1", `approval.${"0".repeat(32)}`], local);

    const socket = (await open(["casemate.v1", `approval.${id}`], local)) as WebSocket;
    const answers: Record<number, string> = {};
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString("utf8")) as { id: number; code?: string };
      answers[message.id] = message.code ?? "ok";
    });
    const calls = [
      ["state.snapshot", {}],
      ["vault.lock", {}],
      ["approvals.show", { id: "1".repeat(32) }],
      ["approvals.grant", { id: "1".repeat(32), secretId: "2".repeat(32) }],
      ["approvals.show", { id }],
      ["secret.begin", { purpose: "unlock" }],
    ] as const;
    calls.forEach(([name, input], at) => {
      socket.send(JSON.stringify({ t: "call", id: at, name, input }));
    });
    await expect.poll(() => Object.keys(answers).length).toBe(calls.length);
    const { failures } = (await stateOf(client)).vault;
    socket.close();
    page.close();
    client.close();
    expect([summary.state, stranger, answers, failures]).toEqual([
      "held",
      401,
      { 0: "denied", 1: "denied", 2: "denied", 3: "denied", 4: "ok", 5: "denied" },
      0,
    ]);
  });
});

/** What the pages before this asked for was noticed, and froze imports: the way back is the one for everybody. */
async function endIncidents(client: Awaited<ReturnType<typeof attach>>): Promise<void> {
  const { incidents } = await until(client, ({ incidents: { items } }) =>
    items.every(({ state }) => state !== "open"),
  );
  for (const { id } of incidents.items) {
    await client.call("incident.acknowledge", { id });
    await client.call("incident.reattest", { id });
    await client.call("incident.resolve", { id }).catch(() => undefined);
    const request = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
    const secretId = await secret(client, home, "approve");
    await client.call("approvals.grant", { id: request?.id ?? "", secretId });
  }
}

describe("an upload", () => {
  const put = (path: string, headers: Record<string, string>, body = "x"): Promise<Answer> =>
    ask("PUT", path, { ...own(), ...headers }, body);
  it("needs the token and a name", async () => {
    const bearer = { Authorization: `Bearer ${token}` };
    const answers = [
      await put("/intake?name=a", {}),
      await put("/intake", bearer),
      await put(`/intake?name=${"a".repeat(800)}`, bearer),
    ];
    expect(
      answers.map((answer) => [answer.status, (JSON.parse(answer.body) as { code: string }).code]),
    ).toEqual([
      [401, "no_session"],
      [400, "bad_request"],
      [400, "bad_request"],
    ]);
  });
});
