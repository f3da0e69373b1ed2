import { RpcError, type Arg, type GpuAnswer, type GpuAnswerDepth } from "@casemate/contract";
import { computeContract } from "@casemate/gpu-watch";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isoTime } from "../../common/clock.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import { tempPrefix } from "../sweep-temp.ts";
import { relayWindow } from "./window-relay.ts";

/** A test that takes longer is ended, in milliseconds: about ten times what a slow card needs. */
export const ANSWER_LIMIT_MS: Readonly<Record<GpuAnswerDepth, number>> = {
  quick: 2 * 60_000,
  deep: 30 * 60_000,
};
/** The page that computes. The child reads it beside itself, so it is compared as the child is. */
const COMPUTE_PAGE = "compute.html";
/** A cancelled child ends its browser within milliseconds; then it is ended itself. */
const CANCEL_MS = 2000;
/** A browser that was just killed can still be writing. */
const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

type Order = Arg<(typeof computeContract)["compute.run"]>;

export interface KnownAnswers {
  /** One test in a child of its own. Never throws for what the card does, and not for how it ended when something was wrong. Throws `busy`, `cancelled`. */
  run(depth: GpuAnswerDepth, browser: string | null, cards: Order["cards"]): Promise<GpuAnswer>;
  /** Ends the one that runs, with its browser or window. False: none runs. */
  stop(): Promise<boolean>;
}

interface Running {
  /** Ends child, browser and window; `reason` is what the asker is told. */
  end(reason: RpcError): Promise<void>;
}

/** Known-answer tests through WebGPU: one at a time, each in a process and a folder that end with it. */
export function createKnownAnswers(
  context: Pick<Context, "clock" | "spawner" | "state" | "home" | "report" | "hiddenPage">,
): KnownAnswers {
  const { clock, spawner, state, home, hiddenPage } = context;
  let running: Running | null = null;
  let busy = false;
  /** Stopped before there was anything to end. */
  let stopped: RpcError | null = null;

  const compute = async (order: Omit<Order, "window">): Promise<GpuAnswer> => {
    const handle = await spawner.spawn({ id: "gpu-compute", host: "plain", files: [COMPUTE_PAGE] });
    const ended: { why: RpcError | null } = { why: null };
    const client = connectService(computeContract, handle.port, () => ended.why ?? childEnded());
    client.on("compute.progress", (computing) => {
      if (running) state.update("machine", (machine) => ({ ...machine, computing }));
    });
    const known: { wrong: GpuAnswer | null } = { wrong: null };
    client.on("compute.wrong", (found) => {
      known.wrong = found;
    });
    const closeWindow = relayWindow(client, hiddenPage);
    running = {
      end: async (reason) => {
        ended.why ??= reason;
        closeWindow();
        await Promise.race([
          client.call("compute.cancel", {}).catch(() => undefined),
          after(clock, CANCEL_MS),
        ]);
        await handle.kill();
      },
    };
    if (stopped) void running.end(stopped);
    const limit = clock.after(ANSWER_LIMIT_MS[order.depth], () => {
      void running?.end(new RpcError("timeout", "The test did not end in time."));
    });
    try {
      return await client.call("compute.run", { ...order, window: hiddenPage?.use ?? "none" });
    } catch (error) {
      const why = ended.why ?? error;
      if (known.wrong !== null) return cutShort(known.wrong, why);
      throw why;
    } finally {
      limit();
      closeWindow();
      running = null;
      await handle.kill();
    }
  };

  return {
    run: async (depth, browser, cards) => {
      if (busy) throw new RpcError("busy", "A known-answer test runs already. Wait for it, or stop it.");
      [busy, stopped] = [true, null];
      const at = isoTime(clock);
      state.update("machine", (machine) => ({
        ...machine,
        computing: { depth, stage: "starting", done: 0, total: 0 },
      }));
      let folder: string | null = null;
      try {
        folder = newFolder(home.run);
        const answer = await compute({ at, depth, browser, folder, cards });
        state.update("machine", (machine) => ({ ...machine, answer: newer(machine.answer, answer) }));
        return answer;
      } finally {
        busy = false;
        if (folder !== null) removeFolder(context, folder);
        state.update("machine", (machine) => ({ ...machine, computing: null }));
      }
    },
    stop: async () => {
      if (!busy) return false;
      stopped = new RpcError("cancelled", "The known-answer test was cancelled.");
      await running?.end(stopped);
      return true;
    },
  };
}

/** What was found wrong before the test was ended, or ended itself, is an answer. */
function cutShort(wrong: GpuAnswer, why: unknown): GpuAnswer {
  return { ...wrong, why: wrong.why ?? (why instanceof Error ? why.message : "The test did not end.") };
}

/** A wrong answer is not forgotten because a smaller test did not hit the same place: only a deep one that was right takes it back. */
export function newer(before: GpuAnswer | null, now: GpuAnswer): GpuAnswer {
  if (before?.state !== "wrong" || now.state === "wrong") return now;
  return now.state === "right" && now.depth === "deep" && now.on === before.on ? now : before;
}

/**
 * A browser puts a socket below its temporary folder, and sockets have paths of at most 104 characters (macOS) or 108 (Linux). Its own part takes 45 of
 * them, as seen with Chromium 156.
 */
const MAX_FOLDER_CHARS = 55;
const RANDOM_CHARS = 6;
/** Short on every system, unlike the one that it names for temporary files. */
export const PROFILE_PARENT = "/tmp";

/** Of this user alone (0700). Below `run/` unless its path is too long. Every start sweeps both. */
function newFolder(run: string): string {
  const here = join(run, "gpu-");
  const fits = process.platform === "win32" || here.length + RANDOM_CHARS <= MAX_FOLDER_CHARS;
  try {
    return mkdtempSync(fits ? here : join(PROFILE_PARENT, tempPrefix("profile", process.pid)));
  } catch {
    throw new RpcError(
      "no_room",
      "The test did not start: no folder could be made for its browser. Check that the disk is not full and can be written.",
    );
  }
}

function removeFolder({ report }: Pick<Context, "report">, folder: string): void {
  try {
    rmSync(folder, REMOVE);
  } catch (error) {
    // The next start sweeps it away.
    report("gpu known answer", error);
  }
}

function childEnded(): RpcError {
  return new RpcError(
    "service_unavailable",
    "The process that has the card compute ended before it had answered.",
  );
}

function after(clock: Context["clock"], ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
