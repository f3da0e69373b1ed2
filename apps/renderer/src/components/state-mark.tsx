import {
  CircleCheck,
  CircleDashed,
  CircleMinus,
  Info,
  OctagonAlert,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";

/** A state, never a decoration. `quiet` is "nothing to report": no judgement. */
export type Tone = "ok" | "warn" | "danger" | "info" | "unknown" | "quiet";

const ICONS: Record<Tone, LucideIcon> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: OctagonAlert,
  info: Info,
  unknown: CircleDashed,
  quiet: CircleMinus,
};

/** The mark beside a word. Every tone has its own shape, so that it can be told in greyscale. */
export function StateMark({ tone, size = 16 }: { tone: Tone; size?: number }) {
  const Icon = ICONS[tone];
  return (
    <Icon
      aria-hidden
      className={`icon tone-${tone}`}
      width={size}
      height={size}
      style={{ width: size, height: size }}
    />
  );
}
