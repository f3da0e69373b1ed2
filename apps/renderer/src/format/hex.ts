import type { FieldPlace } from "@casemate/contract";

/** Bytes in one line. */
export const HEX_ROW = 16;

export interface HexCell {
  /** Byte position in the file. */
  readonly at: number;
  /** Two hexadecimal digits. */
  readonly hex: string;
  /** The printable ASCII character, else a middle dot. */
  readonly ascii: string;
  /** Inside the field the finding is about. */
  readonly marked: boolean;
}

/** An excerpt as rows of 16 cells, aligned to 16 in the file; cells before the first byte are null. */
export function hexRows(
  excerpt: { at: number; hex: string },
  field: { offset: number; length: number } | null,
): (HexCell | null)[][] {
  const bytes = Math.floor(excerpt.hex.length / 2);
  const rows: (HexCell | null)[][] = [];
  const lead = excerpt.at % HEX_ROW;
  const cells: (HexCell | null)[] = Array.from({ length: lead }, () => null);
  for (let index = 0; index < bytes; index += 1) {
    const hex = excerpt.hex.slice(index * 2, index * 2 + 2);
    const value = Number.parseInt(hex, 16);
    const at = excerpt.at + index;
    const marked = field !== null && at >= field.offset && at < field.offset + Math.max(1, field.length);
    cells.push({ at, hex, ascii: value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : "·", marked });
  }
  for (let index = 0; index < cells.length; index += HEX_ROW) rows.push(cells.slice(index, index + HEX_ROW));
  return rows;
}

/** The field that holds the byte `at`, or null. */
export function fieldAt(fields: readonly FieldPlace[], at: number | null): FieldPlace | null {
  if (at === null) return null;
  return fields.find((field) => at >= field.at && at < field.at + field.length) ?? null;
}

/** What a person typed as a place: `0x1A4`, `1a4h` or decimal digits, blanks and thousands marks aside. Null: not one. */
export function parseOffset(text: string): number | null {
  const bare = text.replaceAll(/[\s\u202f_,.']/g, "").toLowerCase();
  const digits = /^(?:0x([0-9a-f]+)|([0-9a-f]+)h|(\d+))$/.exec(bare);
  if (!digits) return null;
  const [, prefixed, suffixed, decimal] = digits;
  const hex = prefixed ?? suffixed;
  const value = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return Number.isSafeInteger(value) ? value : null;
}

/** Where a key leads from the byte `at` in a window `[from, to)`, `page` rows high; null: a key of another kind. */
export function moveByte(
  key: string,
  { at, from, to, page, ctrl }: { at: number; from: number; to: number; page: number; ctrl: boolean },
): number | null {
  const row = at - (at % HEX_ROW);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - HEX_ROW,
    ArrowDown: at + HEX_ROW,
    PageUp: at - HEX_ROW * page,
    PageDown: at + HEX_ROW * page,
    Home: ctrl ? from : row,
    End: ctrl ? to - 1 : row + HEX_ROW - 1,
  };
  const next = steps[key];
  return next === undefined ? null : Math.max(from, Math.min(to - 1, next));
}
