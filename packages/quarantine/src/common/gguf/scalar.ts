import type { Report } from "../findings.ts";
import { figure, quoted } from "../text.ts";
import type { Cursor } from "./cursor.ts";
import { VALUE_TYPES, type ScalarValue } from "./value-types.ts";

/** Reads one number or truth value. Integers of every width come back exact. */
export function readScalar(
  cursor: Cursor,
  type: ScalarValue["type"],
  key: string,
  report: Report,
): bigint | number | boolean {
  const at = cursor.at;
  const bytes = VALUE_TYPES.find((row) => row.name === type)?.bytes ?? 0;
  const field = cursor.view(bytes);
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  switch (type) {
    case "u8":
      return BigInt(view.getUint8(0));
    case "i8":
      return BigInt(view.getInt8(0));
    case "u16":
      return BigInt(view.getUint16(0, true));
    case "i16":
      return BigInt(view.getInt16(0, true));
    case "u32":
      return BigInt(view.getUint32(0, true));
    case "i32":
      return BigInt(view.getInt32(0, true));
    case "u64":
      return view.getBigUint64(0, true);
    case "i64":
      return view.getBigInt64(0, true);
    case "f32":
      return view.getFloat32(0, true);
    case "f64":
      return view.getFloat64(0, true);
    case "bool": {
      const byte = view.getUint8(0);
      if (byte > 1)
        report({
          rule: "gguf.bool-value",
          offset: at,
          length: 1,
          where: key,
          message: `${quoted(key)} should be yes or no (1 or 0) and is ${figure(byte)}.`,
        });
      return byte !== 0;
    }
  }
}
