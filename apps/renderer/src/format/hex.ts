const ROW = 16;

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
  const lead = excerpt.at % ROW;
  const cells: (HexCell | null)[] = Array.from({ length: lead }, () => null);
  for (let index = 0; index < bytes; index += 1) {
    const hex = excerpt.hex.slice(index * 2, index * 2 + 2);
    const value = Number.parseInt(hex, 16);
    const at = excerpt.at + index;
    const marked = field !== null && at >= field.offset && at < field.offset + Math.max(1, field.length);
    cells.push({ at, hex, ascii: value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : "·", marked });
  }
  for (let index = 0; index < cells.length; index += ROW) rows.push(cells.slice(index, index + ROW));
  return rows;
}
