// Prints what descriptor 20 is in a child of each kind.
//   node strays-driver.ts SERVICES_DIR NODE_MODULES
import { createSpawner } from "../src/node/hosts/spawn-service.ts";

const [servicesDir = "", nodeModules = ""] = process.argv.slice(2);
const spawner = createSpawner({ node: process.execPath, servicesDir, manifest: null, nodeModules });
const found: Record<string, unknown> = {};
for (const host of ["plain", "runtime-box"] as const) {
  const handle = await spawner.spawn({ id: "echo", host });
  found[host] = await new Promise((resolve) => {
    handle.port.onMessage(resolve);
    handle.port.send({ link: 20 });
  });
  await handle.kill();
}
console.log(JSON.stringify(found));
process.exit(0);
