// Starts one busy service of each kind, prints their PIDs and waits to be killed.
//   node orphan-driver.ts SERVICES_DIR NODE_MODULES
import { createSpawner } from "../src/node/hosts/spawn-service.ts";

const [servicesDir = "", nodeModules = ""] = process.argv.slice(2);
const spawner = createSpawner({ node: process.execPath, servicesDir, manifest: null, nodeModules });
const pids: number[] = [];
for (const host of ["plain", "parser-box", "runtime-box"] as const) {
  const handle = await spawner.spawn({ id: "attempts", host });
  handle.port.send({ what: "spin" });
  pids.push(handle.pid);
}
console.log(JSON.stringify(pids));
