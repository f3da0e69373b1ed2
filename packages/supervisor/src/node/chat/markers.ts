import {
  MARKER_BYTES,
  markerInstructions,
  MarkerSearch,
  markerToken,
  withoutMarker,
  type ReportIncident,
} from "@casemate/incidents";
import { randomBytes } from "node:crypto";
import { saidMarker } from "../../common/incidents/model-reports.ts";

/** The hidden marker of one answer. */
export interface AnswerMarker {
  /** Put before the conversation where the model's chat format has a place for instructions. */
  readonly instructions: string;
  /** Takes what the model says, piece by piece; the marker in it is told once. */
  hear(piece: string): void;
  /** What may be kept of the answer. */
  clean(text: string): string;
}

/**
 * Hidden markers of conversations: in memory only, from the first answer until the vault is locked, and another one as soon as one was said. So a
 * text cannot know one, and one that was said is worth nothing.
 */
export interface Markers {
  answer(chatId: string): AnswerMarker;
  forget(): void;
}

export function createMarkers(report: ReportIncident): Markers {
  const tokens = new Map<string, string>();
  return {
    answer: (chatId) => {
      const token = tokens.get(chatId) ?? markerToken(randomBytes(MARKER_BYTES));
      tokens.set(chatId, token);
      const search = new MarkerSearch(token);
      let told = false;
      return {
        instructions: markerInstructions(token),
        hear: (piece) => {
          if (!search.take(piece) || told) return;
          told = true;
          tokens.delete(chatId);
          report(saidMarker(chatId));
        },
        clean: (text) => withoutMarker(text, token),
      };
    },
    forget: () => {
      tokens.clear();
    },
  };
}
