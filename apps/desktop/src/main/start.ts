import { RpcError } from "@casemate/contract";
import { listedFiles, resolveHome, systemClock } from "@casemate/supervisor";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { composeConsole } from "./compose.ts";
import { createComputeWindow, type ComputeWindow } from "./compute-window.ts";
import { guardContents } from "./contents.ts";
import { runDesktop, type Desktop } from "./desktop.ts";
import { createDropTokens } from "./drop-tokens.ts";
import type { ElectronParts } from "./electron-parts.ts";
import { createExternal } from "./external.ts";
import { watchFailures, type LastWords } from "./last-resort.ts";
import { APPROVAL_SITE, COMPUTE_SITE, CONSOLE_SITE } from "./origins.ts";
import { findPaths, type Paths } from "./paths.ts";
import { registerSchemes } from "./sessions.ts";
import { applySwitches, refusedSwitch } from "./switches.ts";
import { WORDS } from "./words.ts";

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Where errors that nobody caught arrive. */
  readonly failures: Parameters<typeof watchFailures>[0];
  /** Folder of the running `main.mjs`. */
  readonly here: string;
  readonly resourcesPath: string;
  readonly platform: string;
  readonly arch: string;
}

/**
 * Starts the desktop app. Everything up to the first `await` happens before Electron is ready: switches, sandbox, schemes. Answers null
 * when this process has no business going on (a second start, a refused switch, a supervisor that does not start).
 */
export async function startDesktop(electron: ElectronParts, options: StartOptions): Promise<Desktop | null> {
  const { app, dialog } = electron;
  const report = reporter(options.env);
  const lastWords: LastWords = { sentence: null };
  const running: { desktop: Desktop | null } = { desktop: null };
  try {
    const refused = app.isPackaged ? refusedSwitch(app.commandLine) : null;
    if (refused !== null) throw new RpcError("refused_switch", refused);
    watchFailures(options.failures, {
      lastWords,
      report,
      quit: () => {
        app.quit();
      },
    });
    const root = harden(electron, options.env);
    if (!app.requestSingleInstanceLock()) {
      app.exit(0);
      return null;
    }
    const offer = createExternal(electron);
    guardContents(app, {
      offerExternal: (url) =>
        void offer(url).catch((error: unknown) => {
          report("open", error);
        }),
      showApproval: (id) => {
        running.desktop?.approvals.show(id);
      },
    });
    await app.whenReady();
    const paths = findPaths({ ...options, packaged: app.isPackaged });
    const drops = createDropTokens(systemClock);
    const computing = makeComputeWindow(electron, options, paths, report);
    const console = await composeConsole({
      root,
      paths,
      droppedPath: (token) => drops.take(token),
      hiddenPage: computing.page,
      report,
    });
    const devTools = !app.isPackaged;
    running.desktop = await runDesktop({
      electron,
      console,
      computing,
      drops,
      clock: systemClock,
      paths,
      devTools,
      lastWords,
      report,
    });
    return running.desktop;
  } catch (error) {
    report("start", error);
    dialog.showErrorBox(WORDS.cannotStart, error instanceof RpcError ? error.message : WORDS.internal);
    app.exit(1);
    return null;
  }
}

/**
 * The window for what a card computes; it opens when there is something to compute. `CASEMATE_COMPUTE_IN=window`: also where a browser is found. Nothing depends
 * on that but where it is computed, which the answer says.
 */
function makeComputeWindow(
  electron: ElectronParts,
  { env }: StartOptions,
  { manifest, servicesDir, computePreload }: Paths,
  report: (where: string, error: unknown) => void,
): ComputeWindow {
  const listed = listedFiles(manifest, servicesDir);
  const readPage = (): Buffer => listed("compute.html");
  const use = env["CASEMATE_COMPUTE_IN"] === "window" ? "first" : "fallback";
  return createComputeWindow({ electron, preload: computePreload, readPage, use, report });
}

/** What cannot be done once Electron is ready. Answers the data directory. Throws `bad_home`. */
function harden({ app, protocol }: ElectronParts, env: NodeJS.ProcessEnv): string {
  app.enableSandbox();
  app.setName(WORDS.appName);
  applySwitches(app.commandLine);
  registerSchemes(protocol, [CONSOLE_SITE, APPROVAL_SITE, COMPUTE_SITE]);
  const root = resolveHome(env);
  // Chromium's own files; also what makes "one app per data directory" hold. The sessions themselves are in memory.
  const userData = join(root, "desktop");
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath("userData", userData);
  return root;
}

/** What a person cannot act on goes to the terminal of whoever asked for it; never to a server, never to a file. */
function reporter(env: NodeJS.ProcessEnv): (where: string, error: unknown) => void {
  return (where, error) => {
    if (env["CASEMATE_DEBUG"] !== "1") return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`casemate: ${where}: ${text}\n`);
  };
}
