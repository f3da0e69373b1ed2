import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { pickedFile } from "../actions/dropped-files.ts";
import { takeInFiles } from "../actions/intake.ts";
import { navigate } from "../state/hash-location.ts";
import { uiStore } from "../state/ui-store.ts";

type Kind = "files" | "folder";
const open: Record<Kind, (() => void) | null> = { files: null, folder: null };

/** Opens the system's file dialog. Must be called from a click or a key press. */
export function pickFiles(): void {
  open.files?.();
}

/** The same for one folder with everything in it. */
export function pickFolder(): void {
  open.folder?.();
}

/** The hidden inputs of the page: a browser's dialog is for files or for a folder, never for both. */
export function FilePicker() {
  return (
    <>
      <Picker kind="files" />
      <Picker kind="folder" />
    </>
  );
}

function Picker({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    open[kind] = () => input.current?.click();
    return () => {
      open[kind] = null;
    };
  }, [kind]);
  return (
    <input
      ref={input}
      type="file"
      multiple
      {...(kind === "folder" ? { webkitdirectory: "" } : {})}
      hidden
      tabIndex={-1}
      aria-label={t(kind === "folder" ? "models.chooseFolderLabel" : "models.chooseLabel")}
      data-testid={kind === "folder" ? "folder-input" : "file-input"}
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])].map(pickedFile);
        event.currentTarget.value = "";
        if (files.length === 0) return;
        uiStore.setState({ firstModel: false });
        navigate("/models");
        void takeInFiles(Promise.resolve(files));
      }}
    />
  );
}
