// One-shot: signs an erasure certificate with the log's key, and ends. Whatever the key leaves in memory ends with it.
import { processPort, serve } from "@casemate/contract";
import { erasureText } from "../common/erasure/certificate.ts";
import { signerContract } from "../common/signer-contract.ts";
import { readLogIdentity } from "../node/log-identity.ts";

process.on("disconnect", () => {
  process.exit(0);
});

const home = process.env["CASEMATE_HOME"];
if (home === undefined || home === "") throw new Error("CASEMATE_HOME is not set.");
const identity = readLogIdentity(home);

serve(processPort(process), {
  contract: signerContract,
  caller: { via: "in-process", session: "supervisor" },
  handlers: {
    "signer.identity": () =>
      identity && {
        origin: identity.origin,
        key: identity.verifierKey,
        checkpoint: identity.checkpoint,
      },
    "signer.sign": ({ sha256 }) => ({ note: identity?.sign(erasureText(identity.origin, sha256)) ?? null }),
  },
});
