import { finding, notApplicable, pass, type Probe } from "./scene.ts";

/** What is stored of the models is read again, piece by piece: each piece was authenticated under the file's own key when it was stored. */
export const storedModels: Probe = {
  id: "stored_models",
  title: "Stored models, read again",
  weight: 1,
  judge: ({ models }) => {
    if (models === null)
      return notApplicable("The vault is locked: no stored model can be read, and none can be loaded.");
    const { count, bytes, readBytes, laps, damaged } = models;
    const evidence = [
      { card: null, what: "models", value: count, unit: null, raw: String(count) },
      { card: null, what: "stored", value: bytes, unit: "B", raw: String(bytes) },
      { card: null, what: "read in this lap", value: readBytes, unit: "B", raw: String(readBytes) },
      { card: null, what: "laps ended", value: laps, unit: null, raw: String(laps) },
      ...damaged.map(({ id, why }) => ({
        card: null,
        what: "damaged",
        value: id.slice(0, 300),
        unit: null,
        raw: why.slice(0, 120),
      })),
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
    if (laps === 0 && readBytes === 0)
      return notApplicable(
        "Reading the stored models again has not begun since the vault was opened.",
        evidence,
      );
    const share = laps > 0 ? "All" : `${String(Math.floor((100 * readBytes) / Math.max(1, bytes)))} %`;
    return pass(
      `${share} of what is stored was read again since the vault was opened, and every piece is what was inspected. The copy in the runtime's memory is sealed when it is loaded, and is not read again.`,
      evidence,
    );
  },
};
