import { serveUnixSocket, type Console } from "@casemate/supervisor";
import { InvalidArgumentError, type Command } from "commander";
import { join } from "node:path";
import { composeConsole, distDir } from "../compose.ts";
import type { WebConsole } from "../serve/http-server.ts";
import { openConsole, type Opened } from "../serve/open-browser.ts";

interface Options {
  readonly port: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** `casemate serve`: the console on this machine's loopback, until Ctrl C. */
export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("run the console for a browser on this machine (or through ssh -L)")
    .option("--port <n>", "fixed port, for ssh -L N:127.0.0.1:N", port, 0)
    .option("--open", "open it in a window", false)
    .option("--json", "print the address as JSON", false)
    .action(serve);
}

async function serve(options: Options): Promise<void> {
  const console = await composeConsole("serve");
  const { closeSocket, web } = await openDoors(console, options.port).catch(async (error: unknown) => {
    await console.stop();
    throw error;
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void (async () => {
      await web.close();
      await closeSocket();
      await console.stop();
      process.exit(0);
    })();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  const address = web.address();
  const opened = options.open && !options.json ? openConsole(address, console.home.run) : "not-opened";
  // An ordinary browser may have extensions, and those can read the page: it says so itself.
  const page = opened === "app-window" ? "own-window" : "shared";
  console.state.update("app", (app) => ({ ...app, page }));
  announce(address, opened, options.json);
  console.onSessionsEnd((keep) => {
    web.endSessions(keep);
    announceAgain(web.address(), options.json);
  });
}

/** A panic ended the sessions of browsers: whoever sits at this terminal may open the console again. */
function announceAgain(address: string, json: boolean): void {
  process.stdout.write(
    json
      ? `${JSON.stringify({ address })}\n`
      : `A panic ended every page's session but the one that it was begun in. To open a page anew, use this address once:\n${address}\n`,
  );
}

/** The socket for commands and the loopback server for the page. */
async function openDoors(
  console: Console,
  port: number,
): Promise<{ closeSocket: () => Promise<void>; web: WebConsole }> {
  // Loaded here: no other command needs a web server.
  const { serveHttp } = await import("../serve/http-server.ts");
  const closeSocket = await serveUnixSocket(console);
  try {
    return { closeSocket, web: await serveHttp(console, { port, pages: join(distDir, "renderer") }) };
  } catch (error) {
    await closeSocket();
    throw error;
  }
}

function announce(address: string, opened: Opened, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ address })}\n`);
    return;
  }
  const sentences: Record<Opened, string> = {
    "app-window": "Casemate opened in a window of its own.",
    "default-browser": "Casemate opened in your browser. Extensions of that browser can read this page.",
    "not-opened": `Casemate is running. Open this address once, in a browser on this machine:\n${address}`,
  };
  process.stdout.write(`${sentences[opened]}\nCtrl C ends it and locks the vault.\n`);
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65535)
    throw new InvalidArgumentError("Give a number from 0 to 65535.");
  return value;
}
