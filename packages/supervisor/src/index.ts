export { PINNED_NODE } from "./common/pinned-node.ts";
export { systemClock, type Clock } from "./common/clock.ts";
export type { Attached } from "./node/console/attach.ts";
export { startConsole, type Console, type ConsoleOptions } from "./node/console/console.ts";
export { homePaths, reason, resolveHome, type Home } from "./node/home.ts";
export {
  createSpawner,
  type ServiceHandle,
  type ServiceSpec,
  type Spawner,
} from "./node/hosts/spawn-service.ts";
export { notAFile } from "./node/models/intake.ts";
export { attachUnixSocket, secretFrame, type ConsoleClient } from "./node/transport/unix-client.ts";
export { serveUnixSocket } from "./node/transport/unix-server.ts";
export { MAX_SECRET_FRAME } from "./node/vault/secrets.ts";
