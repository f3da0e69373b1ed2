import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./settings.module.css";

/** Whether conversations have a hidden marker. Takes effect with the next answer. */
export function MarkerSetting() {
  const { t } = useTranslation();
  const { promptMarkers } = useSlice("app").settings;
  const change = async (): Promise<void> => {
    if ((await act("settings.set", { promptMarkers: !promptMarkers })) !== null) say(t("settings.saved"));
  };
  return (
    <div className={css.row}>
      <div className={css.words}>
        <p className={css.label} id="markers">
          {t("settings.markers")}
        </p>
        <p className="muted" id="markers-text">
          {t("settings.markersText")} {t(promptMarkers ? "settings.markersOn" : "settings.markersOff")}
        </p>
      </div>
      <Button aria-describedby="markers markers-text" onClick={() => void change()}>
        {t(promptMarkers ? "settings.markersStop" : "settings.markersStart")}
      </Button>
    </div>
  );
}
