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
  /** The folder that the app takes for its checkout. */
  readonly checkout: string;
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

/**
 * @param options `pages`: "built" are the real ones out of `dist`, else two of one line each. `hiddenWindow`: a card computes in it also where a browser is found
 */
export async function startDesktopApp(
  options: { pages?: "built"; hiddenWindow?: true } = {},
): Promise<DesktopApp> {
  const home = createTestHome();
  const checkout = fakeCheckout(options.pages === "built");
  const fake = createFakeElectron();
  // The floor of the key derivation, as every test uses it; the supervisor hands it to the key child.
  const env = {
    CASEMATE_HOME: home.root,
    ...(options.hiddenWindow === true ? { CASEMATE_COMPUTE_IN: "window" } : {}),
  };
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
    checkout,
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
  // Everything that the list of digests names: what is missing counts as tampered with.
  for (const name of ["cli.mjs", "manifest.json"])
    cpSync(join(repositoryRoot, "dist", name), join(dist, name));
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
