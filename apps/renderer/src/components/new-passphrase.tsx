import { useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { MIN_PASSPHRASE_CHARS } from "../actions/strength.ts";
import { SecretField } from "./secret-field.tsx";
import { StrengthNote } from "./strength-note.tsx";
import { useStrength } from "./use-strength.ts";

export interface NewPassphrase {
  readonly first: RefObject<HTMLInputElement | null>;
  readonly second: RefObject<HTMLInputElement | null>;
  readonly strength: ReturnType<typeof useStrength>;
  readonly differs: boolean;
  readonly setDiffers: (differs: boolean) => void;
  /** The field to take it from, its copy cleared; null when it is too short or the two differ: the person is then told. */
  readonly take: () => HTMLInputElement | null;
}

export function useNewPassphrase(): NewPassphrase {
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const strength = useStrength(first);
  const [differs, setDiffers] = useState(false);
  const take = (): HTMLInputElement | null => {
    if (!first.current || !second.current) return null;
    const same = first.current.value.normalize("NFC") === second.current.value.normalize("NFC");
    setDiffers(!same);
    if ([...first.current.value].length < MIN_PASSPHRASE_CHARS) {
      strength.read();
      first.current.focus();
      return null;
    }
    if (!same) {
      second.current.focus();
      return null;
    }
    second.current.value = "";
    return first.current;
  };
  return { first, second, strength, differs, setDiffers, take };
}

/** A passphrase that is to be: typed twice, with its strength in words. */
export function NewPassphraseFields({
  passphrase,
  label,
  autoFocus = false,
  disabled = false,
}: {
  readonly passphrase: NewPassphrase;
  readonly label: string;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}) {
  const { t } = useTranslation();
  const { first, second, strength, differs, setDiffers } = passphrase;
  return (
    <>
      <SecretField
        label={label}
        field={first}
        autoComplete="new-password"
        autoFocus={autoFocus}
        disabled={disabled}
        onInput={strength.read}
        note={<StrengthNote strength={strength.strength} />}
      />
      <SecretField
        short
        label={t("wizard.repeat")}
        field={second}
        autoComplete="new-password"
        disabled={disabled}
        invalid={differs}
        onInput={() => {
          setDiffers(false);
        }}
        note={differs ? <p className="tone-danger">{t("wizard.mismatch")}</p> : null}
      />
    </>
  );
}
