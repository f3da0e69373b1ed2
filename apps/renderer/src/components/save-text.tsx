import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { saveFile } from "../format/save-file.ts";
import { CopyButton } from "./small.tsx";

/** Hands a signed text over as a file. The desktop's window may save nothing, so there it is copied instead. */
export function SaveText({
  name,
  text,
  label,
  filled = false,
}: {
  readonly name: string;
  readonly text: string;
  readonly label: string;
  readonly filled?: boolean;
}) {
  const { t } = useTranslation();
  if (window.casemate)
    return (
      <span>
        <CopyButton shown text={text} name={name} /> <span className="muted">{t("panic.desktopSave")}</span>
      </span>
    );
  return (
    <Button
      size={filled ? "sm" : "xs"}
      variant={filled ? "filled" : "default"}
      aria-label={`${label}: ${name}`}
      onClick={() => {
        saveFile(name, text, "application/json");
      }}
    >
      {label}
    </Button>
  );
}
