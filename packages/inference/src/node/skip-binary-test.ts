import { registerHooks } from "node:module";

const TEST_MODULE = "/node-llama-cpp/dist/bindings/utils/testBindingBinary.js";
const REPLACEMENT = "export async function testBindingBinary() { return true; }";

/**
 * node-llama-cpp tries its binary in a forked Node before loading it: 0.3 s, and a box that forbids processes could not run it.
 * This process is itself expendable, so the test is skipped. Should the module move in a later version, the fork simply happens again.
 */
export function skipBinaryTest(): void {
  registerHooks({
    load: (url, context, next) =>
      url.endsWith(TEST_MODULE)
        ? { format: "module", shortCircuit: true, source: REPLACEMENT }
        : next(url, context),
  });
}
