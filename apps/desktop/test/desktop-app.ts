import {
  connect,
  contract,
  sealEnvelope,
  type AppContract,
  type Client,
  type State,
} from "@casemate/contract";
import { createTestHome, repositoryRoot, type TestHome } from "@casemate/testkit";
import { EventEmitter } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desktop } from "../src/main/desktop.ts";
import { startDesktop } from "../src/main/start.ts";
import { createFakeElectron, type FakeElectron, type FakePage, type FakeWindow } from "./fake-electron.ts";

/** A whole desktop app: the real shell, supervisor, children and preload code; only Electron itself is the twin. */
export interface DesktopApp {
  readonly fake: FakeElectron;
  readonly home: TestHome;
  readonly desktop: Desktop | null;
  /** Loads a window's document and connects to it as its page does. */
  open(window: FakeWindow, paths?: ReadonlyMap<File, string>): PageClient;
  /** Quits as a person does, waits for the exit code and removes everything. */
  end(): Promise<number>;
}

export interface PageClient extends Client<AppContract> {
  readonly page: FakePage;
  /** The slice as soon as it fulfils the condition. */
  when<K extends keyof State>(slice: K, condition: (value: State[K]) => boolean): Promise<State[K]>;
  /** Sends the passphrase as a page does; answers the id for the call that uses it. */
  secret(purpose: "create" | "unlock" | "approve", passphrase: string): Promise<string>;
}

/** @param options `pages`: "built" are the real ones out of `dist`, else two of one line each */
export async function startDesktopApp(options: { pages?: "built" } = {}): Promise<DesktopApp> {
  const home = createTestHome();
  const checkout = fakeCheckout(options.pages === "built");
  const fake = createFakeElectron();
  // The floor of the key derivation, as every test uses it; the supervisor hands it to the key child.
  const env = { CASEMATE_HOME: home.root };
  const failures = new EventEmitter(); // an error that nobody caught must still fail the test
  const surroundings = {
    here: join(checkout, "dist", "desktop"),
    resourcesPath: checkout,
    platform: process.platform,
    arch: process.arch,
  };
  const desktop = await startDesktop(fake.parts, { env, failures, ...surroundings });
  return {
    fake,
    home,
    desktop,
    open: (window, paths) => connectPage(fake.page(window, paths)),
    end: async () => {
      if (desktop) fake.app.quit();
      const code = desktop ? await fake.app.exited : (fake.app.exitCode ?? 0);
      home.remove();
      rmSync(checkout, { recursive: true, force: true });
      return code;
    },
  };
}

/** The repository's built services and packages, with pages. */
function fakeCheckout(builtPages: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), "casemate-desktop-"));
  const dist = join(folder, "dist");
  const pages = join(dist, "renderer");
  mkdirSync(join(dist, "desktop"), { recursive: true });
  if (builtPages) cpSync(join(repositoryRoot, "dist", "renderer"), pages, { recursive: true });
  else {
    mkdirSync(pages);
    for (const name of ["index.html", "approve.html"])
      writeFileSync(join(pages, name), `<title>${name}</title>`);
  }
  // A copy: a build that runs meanwhile changes the bundles, and the supervisor would refuse them, rightly.
  cpSync(join(repositoryRoot, "dist", "services"), join(dist, "services"), { recursive: true });
  for (const name of ["manifest.json", "cli.mjs"])
    cpSync(join(repositoryRoot, "dist", name), join(dist, name)); // every file of the list is watched
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"));
  cpSync(join(repositoryRoot, "package.json"), join(folder, "package.json"));
  return folder;
}

function connectPage(page: FakePage): PageClient {
  const client = connect(contract, page);
  return {
    ...client,
    page,
    when: (slice, condition) =>
      new Promise((resolve, reject) => {
        const look = (value: State[typeof slice]): void => {
          if (condition(value)) resolve(value);
        };
        client.on("state.changed", (change) => {
          if (change.slice === slice) look(change.value as State[typeof slice]);
        });
        client.call("state.snapshot", {}).then(({ state }) => {
          look(state[slice]);
        }, reject);
      }),
    secret: async (purpose, passphrase) => {
      const { secretId, publicKey } = await client.call("secret.begin", { purpose });
      const bytes = new TextEncoder().encode(passphrase);
      const envelope = await sealEnvelope(
        new Uint8Array(Buffer.from(publicKey, "base64")),
        bytes,
        "passphrase",
      );
      page.sendSecret(secretId, envelope.slice().buffer);
      return secretId;
    },
  };
}
