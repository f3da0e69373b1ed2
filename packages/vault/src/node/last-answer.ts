import { processPort, type Port } from "@casemate/contract";

/**
 * A port to the parent that ends the process as soon as the next answer has been handed over. "exit" waits for reads that are under way;
 * "kill" does not, for a child whose source may never end.
 */
export function portThatEnds(channel: NodeJS.Process): {
  port: Port;
  endAfterNextAnswer: (how: "exit" | "kill") => void;
} {
  let ending: "exit" | "kill" | null = null;
  return {
    port: {
      ...processPort(channel),
      send: (message) => {
        const how = ending; // progress that was sent before must not end the process when it is handed over
        channel.send?.(message, () => {
          if (how === "kill") channel.kill(channel.pid, "SIGKILL");
          if (how === "exit") channel.exit(0);
        });
      },
    },
    endAfterNextAnswer: (how) => {
      ending = how;
    },
  };
}
