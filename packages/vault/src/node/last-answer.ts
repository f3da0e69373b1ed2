import { processPort, type Port } from "@casemate/contract";

/** A port to the parent that can end the process as soon as the next answer has been handed over. */
export function portThatEnds(channel: NodeJS.Process): { port: Port; endAfterNextAnswer: () => void } {
  let ending = false;
  return {
    port: {
      ...processPort(channel),
      send: (message) => {
        channel.send?.(message, () => {
          if (ending) channel.exit(0);
        });
      },
    },
    endAfterNextAnswer: () => {
      ending = true;
    },
  };
}
