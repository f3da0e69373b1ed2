import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { visible } from "../format/text.ts";
import { useSlice } from "../state/console-store.ts";

interface Said {
  readonly name: string;
  readonly text: string;
  /** In the page's own words; else the supervisor's headline, which begins with the verdict. */
  readonly own: boolean;
}

/** Says stage changes and verdicts to people who do not look (polite). */
export function StageAnnouncer() {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const said = useRef(new Map<string, string>());
  const first = useRef(true);
  const [text, setText] = useState<Said | null>(null);
  useEffect(() => {
    for (const model of items) {
      const running = model.stages.find((stage) => stage.state === "running");
      const now =
        model.state === "inspecting"
          ? running === undefined
            ? ""
            : t("stage.now", { stage: t(`stage.${running.id}`) })
          : model.headline;
      const changed = now !== "" && said.current.get(model.id) !== now;
      said.current.set(model.id, now);
      if (changed && !first.current)
        setText({ name: visible(model.name), text: now, own: model.state === "inspecting" });
    }
    first.current = false;
  }, [items, t]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text && (
        <>
          {text.name}: {text.own ? text.text : <FromServer>{text.text}</FromServer>}
        </>
      )}
    </p>
  );
}
