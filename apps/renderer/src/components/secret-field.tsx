import { Eye } from "lucide-react";
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import css from "./secret-field.module.css";

interface SecretFieldProps {
  readonly label: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly autoComplete: "current-password" | "new-password";
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  readonly invalid?: boolean;
  /** One line of note instead of two. */
  readonly short?: boolean;
  /** Under the field; its space is reserved. */
  readonly note?: ReactNode;
  readonly onInput?: (field: HTMLInputElement) => void;
}

/**
 * A passphrase field that React never holds the value of: it is read through its ref once and cleared. Shown only while the eye is pressed,
 * cleared when the window loses the focus, with a note while Caps Lock is on.
 */
export function SecretField({
  label,
  field,
  autoComplete,
  disabled = false,
  autoFocus = false,
  invalid = false,
  short = false,
  note,
  onInput,
}: SecretFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  useClearOnBlur(field, onInput);
  const readCaps = (event: KeyboardEvent): void => {
    setCaps(event.getModifierState("CapsLock"));
  };
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <div className={css.box}>
        <input
          id={id}
          ref={field}
          className={css.input}
          type={shown ? "text" : "password"}
          autoComplete={autoComplete}
          spellCheck={false}
          autoCapitalize="off"
          disabled={disabled}
          autoFocus={autoFocus}
          aria-invalid={invalid}
          aria-describedby={`${id}-note`}
          onKeyDown={readCaps}
          onKeyUp={readCaps}
          onInput={(event) => onInput?.(event.currentTarget)}
        />
        <Reveal onChange={setShown} disabled={disabled} />
      </div>
      <div className={short ? css.shortNote : css.note} id={`${id}-note`} role="status">
        {caps && <p className="tone-warn">{t("secret.caps")}</p>}
        {note}
      </div>
    </div>
  );
}

function Reveal({ onChange, disabled }: { onChange: (shown: boolean) => void; disabled: boolean }) {
  const { t } = useTranslation();
  const hide = (): void => {
    onChange(false);
  };
  return (
    <button
      type="button"
      className={css.reveal}
      disabled={disabled}
      aria-label={t("secret.reveal")}
      title={t("secret.reveal")}
      onPointerDown={(event) => {
        event.preventDefault();
        onChange(true);
      }}
      onPointerUp={hide}
      onPointerLeave={hide}
      onPointerCancel={hide}
      onKeyDown={(event) => {
        if (event.key === " " || event.key === "Enter") {
          event.preventDefault();
          onChange(true);
        }
      }}
      onKeyUp={hide}
      onBlur={hide}
    >
      <Eye aria-hidden className="icon" />
    </button>
  );
}

/** How long the window may be left before a typed passphrase is dropped, in ms: long enough to fetch it from a password manager. */
const BLUR_MS = 30_000;

function useClearOnBlur(
  field: RefObject<HTMLInputElement | null>,
  onInput?: (field: HTMLInputElement) => void,
): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = (): void => {
      timer = setTimeout(() => {
        if (!field.current || field.current.value === "") return;
        field.current.value = "";
        onInput?.(field.current);
      }, BLUR_MS);
    };
    const back = (): void => {
      clearTimeout(timer);
    };
    addEventListener("blur", leave);
    addEventListener("focus", back);
    return () => {
      clearTimeout(timer);
      removeEventListener("blur", leave);
      removeEventListener("focus", back);
    };
  }, [field, onInput]);
}
