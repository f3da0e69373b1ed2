/** GGUF metadata value types by number: name and bytes per element (0: not fixed). Source: the GGUF specification. */
export const VALUE_TYPES = [
  { name: "u8", bytes: 1 },
  { name: "i8", bytes: 1 },
  { name: "u16", bytes: 2 },
  { name: "i16", bytes: 2 },
  { name: "u32", bytes: 4 },
  { name: "i32", bytes: 4 },
  { name: "f32", bytes: 4 },
  { name: "bool", bytes: 1 },
  { name: "string", bytes: 0 },
  { name: "array", bytes: 0 },
  { name: "u64", bytes: 8 },
  { name: "i64", bytes: 8 },
  { name: "f64", bytes: 8 },
] as const;

export type ValueType = (typeof VALUE_TYPES)[number]["name"];
export type ScalarType = Exclude<ValueType, "array">;

/** One metadata value, with where its bytes lie. */
export type MetadataValue = ScalarValue | StringValue | ArrayValue;

interface Placed {
  /** Where the key's own record begins, for findings. */
  readonly recordAt: number;
  /** Where the value's bytes begin. */
  readonly at: number;
  /** Bytes of the value. */
  readonly bytes: number;
}

export interface ScalarValue extends Placed {
  readonly kind: "scalar";
  readonly type: Exclude<ScalarType, "string">;
  /** Integers of every width are exact. */
  readonly value: bigint | number | boolean;
}

export interface StringValue extends Placed {
  readonly kind: "string";
  /** Text, or null when it is longer than `MAX_KEPT_STRING`. */
  readonly text: string | null;
}

/** Arrays are not kept: a vocabulary has hundreds of thousands of entries. Checks walk them again by position. */
export interface ArrayValue extends Placed {
  readonly kind: "array";
  readonly element: ScalarType;
  readonly count: number;
  /** Longest element of a string array, in bytes; 0 for others. */
  readonly longest: number;
}
