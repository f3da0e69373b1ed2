// npm run bench -- start: how long until something answers, beside bare starts of the same Node in the same run.
import { connect } from "@casemate/contract";
import { inspectorContract } from "@casemate/quarantine";
import { createSpawner, type Spawner } from "@casemate/supervisor";
import { createTestHome, repositoryRoot, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { bareFamily } from "./lib/bare-children.ts";
import { attach } from "./lib/console.ts";
import { bareBox, bareNode, isInstalled, timeOf } from "./lib/programs.ts";
import { clockedAsync, inTurn, median } from "./lib/stats.ts";
import { ms, percent, table, type Line } from "./lib/table.ts";

const ROUNDS = 7;
/** What a confined Node child with one descriptor took on an idle machine before there was any code of ours in it, in milliseconds. */
const BOX_BUDGET = "32–64 ms bare, idle machine";

/** ledger, keeper and gpu-watch; what is started only to find out how children can be confined is our own doing. */
const SERVE_CHILDREN = 3;
/** A single command looks at no accelerators. */
const COMMAND_CHILDREN = 2;

const cli = join(repositoryRoot, "dist", "cli.mjs");
const node = process.execPath;

console.log(table("start", [...(await serving()), ...(await commands()), ...(await children())]));

/** The three moments of one start, in milliseconds since it. */
interface Served {
  readonly address: number;
  readonly page: number;
  readonly snapshot: number;
}

async function serving(): Promise<Line[]> {
  const served: Served[] = [];
  await freshStart(); // from here on the files are in memory
  const times = await inTurn(ROUNDS, {
    ours: async () => {
      served.push(await freshStart());
      return served.at(-1)?.address ?? 0;
    },
    one: bareNode,
    family: () => bareFamily(SERVE_CHILDREN),
  });
  const family = median(times.family);
  const against = `${ms(family)} bare Node, then ${String(SERVE_CHILDREN)} more at once`;
  const row = (what: string, took: number): Line => ({
    what,
    ours: ms(took),
    limit: against,
    ratio: percent(family / took),
  });
  return [
    row("serve: until its address is printed", median(times.ours)),
    row("  until the first page's first bytes", median(served.map(({ page }) => page))),
    row("  until the first state on the socket", median(served.map(({ snapshot }) => snapshot))),
  ];
}

async function freshStart(): Promise<Served> {
  const home = createTestHome();
  try {
    const started = performance.now();
    const since = (): number => performance.now() - started;
    const running = await serveCasemate(home);
    const address = since();
    const [page, snapshot] = await Promise.all([
      firstBytes(running.address).then(since),
      firstState(home).then(since),
    ]);
    await running.stop();
    return { address, page, snapshot };
  } finally {
    home.remove();
  }
}

async function firstBytes(address: string): Promise<void> {
  const reader = (await fetch(address)).body?.getReader();
  if (!(await reader?.read())?.value) throw new Error("the page is empty");
  await reader?.cancel();
}

async function firstState(home: TestHome): Promise<void> {
  const client = await attach(home);
  await client.call("state.snapshot", {});
  client.close();
}

async function commands(): Promise<Line[]> {
  const home = createTestHome();
  const status = (): Promise<number> =>
    clockedAsync(async () => {
      const { code, stderr } = await runCasemate(home, ["status", "--json"]);
      if (code !== 0) throw new Error(`status ended with ${String(code)}: ${stderr}`);
    });
  try {
    const alone = await inTurn(ROUNDS, {
      status,
      version: () => timeOf(node, [cli, "--version"]),
      launcher: () => timeOf(node, [join(repositoryRoot, "bin", "casemate.mjs"), "--version"]),
      two: () => bareFamily(COMMAND_CHILDREN),
      one: bareNode,
    });
    const running = await serveCasemate(home);
    const attached = await inTurn(ROUNDS, { status, one: bareNode });
    await running.stop();
    const [version, launcher, one] = [median(alone.version), median(alone.launcher), median(alone.one)];
    const row = (what: string, took: number, limit: number, of: string): Line => ({
      what,
      ours: ms(took),
      limit: `${ms(limit)} ${of}`,
      ratio: percent(limit / took),
    });
    return [
      row(
        "status, hosting its own console",
        median(alone.status),
        median(alone.two),
        `bare Node, then ${String(COMMAND_CHILDREN)} more at once`,
      ),
      row(
        "status, attached to a running console",
        median(attached.status),
        median(attached.one),
        "bare Node",
      ),
      row("--version without the launcher", version, one, "bare Node"),
      row("  the launcher in front of it adds", launcher - version, one, "bare Node (it is one more)"),
    ];
  } finally {
    home.remove();
  }
}

async function children(): Promise<Line[]> {
  const services = join(repositoryRoot, "dist", "services");
  const spawner = createSpawner({
    node,
    servicesDir: services,
    manifest: join(repositoryRoot, "dist", "manifest.json"),
    nodeModules: join(repositoryRoot, "node_modules"),
  });
  const found = await clockedAsync(() => spawner.isolation());
  const boxed = await isInstalled("bwrap");
  const bare = boxed ? bareBox : bareNode;
  await bare();
  const times = await inTurn(ROUNDS * 2, { ours: () => inspectorHello(spawner), bare });
  await spawner.endAll(null);
  const [ours, raw] = [median(times.ours), median(times.bare)];
  const of = boxed ? "bare bubblewrap + Node" : "bare Node (no bubblewrap here)";
  return [
    {
      what: "confined inspector until it answers",
      ours: ms(ours),
      limit: `${ms(raw)} ${of}`,
      ratio: percent(raw / ours),
    },
    { what: "  measured budget of an empty box", ours: "", limit: BOX_BUDGET, ratio: "" },
    {
      what: "finding out what confines (once)",
      ours: ms(found),
      limit: `${ms(raw)} ${of}`,
      ratio: percent(raw / found),
    },
  ];
}

async function inspectorHello(spawner: Spawner): Promise<number> {
  const fd = openSync(cli, "r");
  try {
    const started = performance.now();
    const handle = await spawner.spawn({ id: "inspector", host: "parser-box", fds: [fd], maxHeapMiB: 512 });
    await connect(inspectorContract, handle.port).call("inspect.hello", {});
    const took = performance.now() - started;
    await handle.kill();
    return took;
  } finally {
    closeSync(fd);
  }
}
