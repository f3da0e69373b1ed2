import type { GpuTests } from "@casemate/contract";
import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./settings.module.css";

const CHOICES: readonly GpuTests[] = ["weekly", "quick", "off"];

/** Which known-answer tests of a card begin without being asked for. */
export function GpuTestSetting() {
  const { t } = useTranslation();
  const { gpuTests } = useSlice("app").settings;
  const change = async (value: GpuTests): Promise<void> => {
    if ((await act("settings.set", { gpuTests: value })) !== null) say(t("settings.saved"));
  };
  return (
    <div className={css.row}>
      <div className={css.words}>
        <p className={css.label} id="gpu-tests">
          {t("settings.gpuTests")}
        </p>
        <p className="muted" id="gpu-tests-text">
          {t("settings.gpuTestsText")}
        </p>
      </div>
      <NativeSelect
        aria-labelledby="gpu-tests"
        aria-describedby="gpu-tests-text"
        value={gpuTests}
        data={CHOICES.map((value) => ({ value, label: t(`settings.gpuTestsOf.${value}`) }))}
        onChange={(event) => void change(event.currentTarget.value as GpuTests)}
      />
    </div>
  );
}
