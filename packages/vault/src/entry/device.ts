// One-shot: speaks with the operating system's keychain. The library is loaded here and nowhere else.
import { processPort } from "@casemate/contract";
import { startDevice } from "../node/device-service.ts";
import { keychainStore } from "../node/device-store.ts";
import { hardenProcess } from "../node/libc.ts";

process.on("disconnect", () => {
  process.exit(0);
});

const koffi = await import("koffi").then(
  (module) => module.default,
  () => null,
);
hardenProcess(koffi, process.platform);
const keyring = await import("@napi-rs/keyring").catch(() => null);
const store = keyring
  ? keychainStore(
      // Pinned: the library's own fallback, the kernel's keyring, forgets with every restart, and the vault would be lost.
      (service, account) => new keyring.Entry(service, account, { linux: { store: "secret-service" } }),
      process.platform,
    )
  : null;
startDevice(processPort(process), store);
