import {
  ATTESTATION_FORMAT,
  attestationDigest,
  attestationFile,
  nodeCrypto,
  type AttestationStatement,
} from "@casemate/audit";
import type { AttestorPorts } from "../../common/attestation/attestor.ts";
import type { LedgerLink } from "../console/ledger-link.ts";

type Unsigned = Omit<AttestationStatement, "log">;

/** Signs in the log's own process, against its newest checkpoint, while no other log can take its place. Unsigned when it is away. */
export function createSeal(ledger: Pick<LedgerLink, "write">): Pick<AttestorPorts, "seal" | "sealUnsigned"> {
  const sealUnsigned = (statement: Unsigned): string =>
    attestationFile({ format: ATTESTATION_FORMAT, statement: { ...statement, log: null }, note: null });
  return {
    sealUnsigned,
    seal: (unsigned) =>
      ledger
        .write(async (client) => {
          const { note: checkpoint, verifierKey: key } = await client.call("ledger.checkpoint", {});
          const statement = { ...unsigned, log: { key, checkpoint } };
          const sha256 = attestationDigest(nodeCrypto.sha256, statement);
          const { note } = await client.call("ledger.sign", { what: "attestation", sha256 });
          return { file: attestationFile({ format: ATTESTATION_FORMAT, statement, note }), signed: true };
        })
        .catch(() => ({ file: sealUnsigned(unsigned), signed: false })),
  };
}
