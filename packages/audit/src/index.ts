export * from "./common/ledger-contract.ts";
export { MAX_INCIDENT_PAGE } from "./common/incident-contract.ts";
export { canonicalJson } from "./common/canonical-json.ts";
export { entryText, fieldPreimage } from "./common/record/fields.ts";
export { ACKNOWLEDGED } from "./common/record/own-records.ts";
export { parseProof } from "./common/note/proof-file.ts";
export { tilePath, tilesOf } from "./common/tree/tile.ts";
export type { ProblemName } from "./common/problem.ts";
export { recorded, type Act, type AuditSink } from "./common/sink.ts";
export { openLedger, type Ledger } from "./node/ledger.ts";
export { growLogForBench, proveForBench } from "./node/grow-log.ts";
export { buildBundle, type BundleRequest, type Verifiers } from "./common/bundle/build.ts";
export { collectLog, previewRows } from "./common/bundle/collect.ts";
export type { LedgerCall } from "./common/bundle/ledger-call.ts";
export { MAX_BUNDLE_BYTES } from "./common/bundle/limits.ts";
export { verifyBundle, type BundleVerdict } from "./common/bundle/verify.ts";
export { encryptTo } from "./node/age.ts";
export { nodeCrypto } from "./node/bundle-crypto.ts";
export {
  ATTESTATION_FORMAT,
  ATTESTED_PARTS,
  attestationDigest,
  attestationFile,
  attestedState,
  GATING_PARTS,
  type AttestationStatement,
  type AttestedPartId,
  type StatementPart,
} from "./common/attestation/statement.ts";
export { MAX_ATTESTATION_BYTES } from "./common/attestation/shape.ts";
export { verifyAttestation, type AttestationVerdict } from "./common/attestation/verify.ts";
export {
  certificateFile,
  ERASURE_FORMAT,
  erasureText,
  lastResults,
  statementDigest,
  type Certificate,
  type ErasureStatement,
  type ErasureStep,
} from "./common/erasure/certificate.ts";
export { isCertificate, MAX_CERTIFICATE_BYTES, readCertificate } from "./common/erasure/shape.ts";
export { verifyErasure, type ErasureVerdict } from "./common/erasure/verify.ts";
export { signerContract } from "./common/signer-contract.ts";
export { readLogIdentity } from "./node/log-identity.ts";
export { destroyLogKeys, logFilesLeft, logKeysLeft, removeLog } from "./node/destroy-log.ts";
