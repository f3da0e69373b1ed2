import type { GpuEvidence } from "@casemate/contract";
import { finding, notApplicable, pass, unknown, type Probe } from "./scene.ts";

/** What is stored of the models is read again, piece by piece: each piece was authenticated under the file's own key when it was stored. */
export const storedModels: Probe = {
  id: "stored_models",
  title: "Stored models, read again",
  weight: 1,
  judge: ({ models }) => {
    if (models === null)
      return notApplicable("The vault is locked: no stored model can be read, and none can be loaded.");
    const { count, bytes, readBytes, laps, damaged, unread } = models;
    const evidence = [
      { card: null, what: "models", value: count, unit: null, raw: String(count) },
      { card: null, what: "stored", value: bytes, unit: "B", raw: String(bytes) },
      { card: null, what: "read in this lap", value: readBytes, unit: "B", raw: String(readBytes) },
      { card: null, what: "laps ended", value: laps, unit: null, raw: String(laps) },
      ...damaged.map(rowOf("damaged")),
      ...unread.map(rowOf("could not be read")),
    ];
    if (damaged.length > 0)
      return finding(
        "critical",
        1,
        `${String(damaged.length)} of ${String(count)} stored models are not what was inspected: a piece of the file does not authenticate, or its size is another.`,
        "See the incident about each of them. Put the file back from a backup and inspect it again, or remove the model.",
        evidence,
      );
    if (count === 0) return notApplicable("No admitted model is stored.", evidence);
    if (unread.length > 0)
      return unknown(
        `${String(unread.length)} of ${String(count)} stored models could not be read again, so nobody knows whether they are what was inspected: ${unread
          .map(({ id }) => id)
          .slice(0, NAMED)
          .join(", ")}. ${unread[0]?.why ?? ""}`.trimEnd(),
        "Check the disk, and who may read the vault's files. Loading such a model will fail as well.",
        evidence,
      );
    if (laps === 0 && readBytes === 0)
      return notApplicable(
        "Reading the stored models again has not begun since the vault was opened.",
        evidence,
      );
    if (laps === 0)
      return unknown(
        `${String(Math.floor((100 * readBytes) / Math.max(1, bytes)))} % of what is stored was read again so far; nothing is wrong with that part, and the rest is not known yet.`,
        null,
        evidence,
      );
    return pass(
      "All of what is stored was read again since the vault was opened, and every piece is what was inspected. The copy in the runtime's memory is sealed when it is loaded, and is not read again.",
      evidence,
    );
  },
};

/** Models that are named in the sentence; all are in the evidence. */
const NAMED = 3;

function rowOf(what: string): (model: { readonly id: string; readonly why: string }) => GpuEvidence {
  return ({ id, why }) => ({
    card: null,
    what,
    value: id.slice(0, 300),
    unit: null,
    raw: why.slice(0, 120),
  });
}
