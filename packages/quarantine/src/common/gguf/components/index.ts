import type { Report } from "../../findings.ts";
import { architectureOf, textOf } from "../metadata-view.ts";
import type { GgufDocument } from "../document.ts";
import { checkAdapter } from "./adapter.ts";
import { checkControlVector } from "./control-vector.ts";
import { checkProjector } from "./projector.ts";

/** Judges files that belong to a model without being one, each kind by its own rules. */
export function checkComponent(document: GgufDocument, report: Report): void {
  const { metadata, tensors } = document;
  if (tensors.length === 0) return;
  const architecture = architectureOf(metadata);
  if (textOf(metadata, "general.type") === "adapter" || metadata.has("adapter.type"))
    checkAdapter(document, report);
  else if (architecture === "controlvector") checkControlVector(document, report);
  else if (architecture === "clip") checkProjector(document, report);
}
