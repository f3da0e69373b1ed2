import type { ModelReport, ModelTemplate } from "@casemate/contract";
import { Button, SegmentedControl } from "@mantine/core";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Section } from "../components/page.tsx";
import { TemplateDiff, TemplateText } from "../components/template-view.tsx";
import { lineOf, templateLines } from "../format/template-lines.ts";
import { hexOffset, visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./model-templates.module.css";

/** Marks listed at first; the rest on request. A template has at most 500. */
const FIRST_MARKS = 20;

/** The programs that build each prompt: read, marked, compared with the known ones; never run. */
export function Templates({ report }: { report: ModelReport }) {
  const { t } = useTranslation();
  if (report.templates.length === 0) return null;
  return (
    <Section title={t("model.templates")} id="templates" note={t("model.templatesNote")}>
      {report.templates.map((template, index) => (
        <Template key={`${template.where}-${String(index)}`} template={template} open={index === 0} />
      ))}
    </Section>
  );
}

function Template({ template, open }: { template: ModelTemplate; open: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = template.marks.length;
  const facts = [
    format.bytes(template.bytes),
    ...(template.offset === null ? [] : [hexOffset(template.offset)]),
    template.family === null
      ? t("model.templateNoFamily")
      : t("model.templateFamily", { family: template.family }),
    count === 0 ? t("model.templateNoMarks") : t("model.templateMarks", { count }),
  ];
  return (
    <details className={css.template} open={open}>
      <summary className={css.summary}>
        <bdi className={css.where} dir="ltr">
          {visible(template.where)}
        </bdi>
        <span className="muted">{facts.join(" · ")}</span>
      </summary>
      <Body template={template} />
    </details>
  );
}

function Body({ template }: { template: ModelTemplate }) {
  const { t } = useTranslation();
  const [view, setView] = useState("text");
  const id = useId();
  const { text, marks, diff, family } = template;
  const lines = useMemo(() => templateLines(text, marks), [text, marks]);
  const cut = new TextEncoder().encode(text).length < template.bytes;
  return (
    <div className={css.body}>
      {diff !== null && family !== null && (
        <SegmentedControl
          aria-label={t("model.templateShow")}
          className={css.views}
          data={[
            { value: "text", label: t("model.templateText") },
            { value: "diff", label: t("model.templateDiff", { family }) },
          ]}
          value={view}
          onChange={setView}
        />
      )}
      {view === "diff" && diff !== null && family !== null ? (
        <TemplateDiff lines={diff} family={family} />
      ) : (
        <>
          <Marks template={template} id={id} />
          <TemplateText lines={lines} marks={marks} id={id} />
          {cut && <p className="muted">{t("model.templateCut")}</p>}
        </>
      )}
    </div>
  );
}

/** What was noticed, in the order of the text; each leads to its place. */
function Marks({ template, id }: { template: ModelTemplate; id: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const { marks, text } = template;
  if (marks.length === 0) return null;
  const shown = all ? marks : marks.slice(0, FIRST_MARKS);
  return (
    <>
      <ol className={css.marks} aria-label={t("model.templateMarksLabel")}>
        {shown.map((mark, index) => (
          <li key={index}>
            <button
              type="button"
              className={css.mark}
              onClick={() => {
                const place = document.getElementById(`${id}-${String(index)}`);
                place?.scrollIntoView({ block: "center" });
                place?.focus({ preventScroll: true });
              }}
            >
              <span className={css.line}>{t("model.templateLine", { line: lineOf(text, mark.at) })}</span>
              <span>
                <FromServer>{visible(mark.note)}</FromServer>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {shown.length < marks.length && (
        <div>
          <Button
            onClick={() => {
              setAll(true);
            }}
          >
            {t("model.showAll")} ({marks.length})
          </Button>
        </div>
      )}
    </>
  );
}
