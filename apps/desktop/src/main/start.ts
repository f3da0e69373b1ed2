import { RpcError } from "@casemate/contract";
import { resolveHome, systemClock } from "@casemate/supervisor";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { composeConsole } from "./compose.ts";
import { guardContents } from "./contents.ts";
import { runDesktop, type Desktop } from "./desktop.ts";
import { createDropTokens } from "./drop-tokens.ts";
import type { ElectronParts } from "./electron-parts.ts";
import { createExternal } from "./external.ts";
import { APPROVAL_SITE, CONSOLE_SITE } from "./origins.ts";
import { findPaths } from "./paths.ts";
import { registerSchemes } from "./sessions.ts";
import { applySwitches, refusedSwitch } from "./switches.ts";
import { WORDS } from "./words.ts";

export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folder of the running `main.mjs`. */
  readonly here: string;
  readonly resourcesPath: string;
  readonly platform: string;
  readonly arch: string;
}

/**
 * Starts the desktop app. Everything up to the first `await` must happen before Electron is ready: switches, sandbox, schemes.
 * Answers null when this process has no business going on (a second start, a refused switch, a supervisor that does not start).
 */
export async function startDesktop(electron: ElectronParts, options: StartOptions): Promise<Desktop | null> {
  const { app, dialog } = electron;
  const report = reporter(options.env);
  const refused = app.isPackaged ? refusedSwitch(app.commandLine) : null;
  if (refused !== null) return giveUp(refused);
  try {
    app.enableSandbox();
    app.setName(WORDS.appName);
    applySwitches(app.commandLine);
    registerSchemes(electron.protocol, [CONSOLE_SITE, APPROVAL_SITE]);
    const root = resolveHome(options.env);
    // Chromium's own files; also what makes "one app per data directory" hold. The sessions themselves are in memory.
    const userData = join(root, "desktop");
    mkdirSync(userData, { recursive: true, mode: 0o700 });
    app.setPath("userData", userData);
    if (!app.requestSingleInstanceLock()) {
      app.exit(0);
      return null;
    }
    const running: { desktop: Desktop | null } = { desktop: null };
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
    const console = await composeConsole({ root, paths, droppedPath: (token) => drops.take(token), report });
    running.desktop = await runDesktop({
      electron,
      console,
      drops,
      clock: systemClock,
      paths,
      devTools: !app.isPackaged,
      report,
    });
    return running.desktop;
  } catch (error) {
    report("start", error);
    return giveUp(error instanceof RpcError ? error.message : WORDS.internal);
  }

  function giveUp(sentence: string): null {
    dialog.showErrorBox(WORDS.cannotStart, sentence);
    app.exit(1);
    return null;
  }
}

/** What a person cannot act on goes to the terminal of whoever asked for it; never to a server, never to a file. */
function reporter(env: NodeJS.ProcessEnv): (where: string, error: unknown) => void {
  return (where, error) => {
    if (env["CASEMATE_DEBUG"] !== "1") return;
    process.stderr.write(
      `casemate: ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  };
}
