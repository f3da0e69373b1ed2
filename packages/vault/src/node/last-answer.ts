import { processPort, type Port } from "@casemate/contract";

/** A port to the parent that can end the process as soon as the next answer has been handed over. */
export function portThatEnds(channel: NodeJS.Process): { port: Port; endAfterNextAnswer: () => void } {
  let ending = false;
  return {
    port: {
      ...processPort(channel),
      send: (message) => {
        const last = ending; // progress that was sent before must not end the process when it is handed over
        channel.send?.(message, () => {
          if (last) channel.exit(0);
        });
      },
    },
    endAfterNextAnswer: () => {
      ending = true;
    },
  };
}
