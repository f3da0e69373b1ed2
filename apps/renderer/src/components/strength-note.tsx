import { useTranslation } from "react-i18next";
import { MIN_PASSPHRASE_CHARS, type Strength } from "../actions/strength.ts";
import css from "./strength-note.module.css";

const STEPS: Record<Strength["level"], number> = {
  tooShort: 1,
  guessable: 1,
  weak: 2,
  fair: 3,
  strong: 4,
  veryStrong: 5,
};
const TONES: Record<Strength["level"], string> = {
  tooShort: "danger",
  guessable: "danger",
  weak: "warn",
  fair: "warn",
  strong: "ok",
  veryStrong: "ok",
};

/** Strength in words with its reason; the bar only repeats the words. */
export function StrengthNote({ strength }: { strength: Strength | null }) {
  const { t } = useTranslation();
  const filled = strength === null ? 0 : STEPS[strength.level];
  return (
    <div>
      <span className={css.meter} aria-hidden>
        {[1, 2, 3, 4, 5].map((step) => (
          <span
            key={step}
            className={
              step <= filled && strength !== null
                ? `${css.on ?? ""} tone-${TONES[strength.level]}`
                : undefined
            }
          />
        ))}
      </span>
      <p>
        {strength === null ? (
          t("secret.hint")
        ) : (
          <>
            <span className={`tone-${TONES[strength.level]}`}>
              {t(`secret.level.${strength.level}`, { min: MIN_PASSPHRASE_CHARS })}
            </span>{" "}
            {strength.reason === null ? "" : t(`secret.reason.${strength.reason}`)}
          </>
        )}
      </p>
    </div>
  );
}
