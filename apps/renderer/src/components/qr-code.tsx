import { encodeQR } from "qr";
import { useMemo } from "react";
import css from "./small.module.css";

/** Light modules around the code that a reader needs (ISO/IEC 18004 asks for four). */
const QUIET = 4;

/** A QR code, dark on white in every theme: readers expect it so. Drawn here; nothing is loaded. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => encodeQR(text, "raw", { ecc: "low", border: QUIET }), [text]);
  const path = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${String(x)} ${String(y)}h1v1h-1z` : "")))
    .join("");
  const size = String(rows.length);
  return (
    <svg
      className={css.qr}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
