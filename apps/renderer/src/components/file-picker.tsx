import { useRef, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { takeInFiles } from "../actions/intake.ts";
import { navigate } from "../state/hash-location.ts";
import { uiStore } from "../state/ui-store.ts";

let open: (() => void) | null = null;

/** Opens the system's file dialog. Must be called from a click or a key press. */
export function pickFiles(): void {
  open?.();
}

/** The one hidden file input of the page. */
export function FilePicker() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    open = () => input.current?.click();
    return () => {
      open = null;
    };
  }, []);
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      tabIndex={-1}
      aria-label={t("models.chooseLabel")}
      data-testid="file-input"
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        event.currentTarget.value = "";
        if (files.length === 0) return;
        uiStore.setState({ firstModel: false });
        navigate("/models");
        void takeInFiles(files);
      }}
    />
  );
}
