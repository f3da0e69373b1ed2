import { RpcError, type GpuAnswer, type GpuAnswerDepth, type GpuAnswerProgress } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say, sayError } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Bar } from "../components/job-progress.tsx";
import { Card, Section } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { share } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { AnswerPlan } from "./gpu-plan.tsx";
import css from "./gpu.module.css";

/** What is said where a program on the processor stood in for a card. */
const OF_SOFTWARE = { right: "software", wrong: "softwareWrong", unknown: "unknown" } as const;
const TONES: Record<GpuAnswer["state"], Tone> = { right: "ok", wrong: "danger", unknown: "unknown" };

/** Has the accelerator compute what is known, quickly or thoroughly, and says what came of the last time. */
export function KnownAnswers({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { answer, computing } = useSlice("machine");
  const [asked, setAsked] = useState(false);
  const run = async (depth: GpuAnswerDepth): Promise<void> => {
    setAsked(true);
    const failure = await call("gpu.knownAnswer", { depth }).then(
      () => null,
      (error: unknown) => error,
    );
    setAsked(false);
    // Whoever stopped it knows that it did not come to its end.
    if (failure instanceof RpcError && failure.code === "cancelled") say(t("gpu.answer.stopped"));
    else if (failure !== null) sayError(failure);
    onDone();
  };
  const busy = asked || computing !== null;
  return (
    <Section title={t("gpu.answer.title")} note={t("gpu.answer.note")}>
      <Card>
        {answer === null ? <p>{t("gpu.answer.never")}</p> : <Result answer={answer} />}
        {computing !== null && <Progress computing={computing} />}
        <p className={css.buttons}>
          {busy ? (
            <Button onClick={() => void act("gpu.stopKnownAnswer", {})}>{t("gpu.answer.stop")}</Button>
          ) : (
            <>
              <Button onClick={() => void run("quick")}>{t("gpu.answer.quick")}</Button>
              <Button onClick={() => void run("deep")}>{t("gpu.answer.deep")}</Button>
            </>
          )}
        </p>
        <AnswerPlan />
        <p className="muted">{t("gpu.answer.tells")}</p>
      </Card>
    </Section>
  );
}

function Progress({ computing: { depth, stage, done, total } }: { computing: GpuAnswerProgress }) {
  const { t } = useTranslation();
  const text = `${t(`gpu.answer.depth.${depth}`)}: ${t(`gpu.answer.stage.${stage}`)}`;
  return (
    <div role="status">
      <p>{text}</p>
      <Bar part={stage === "starting" ? null : share(done, total)} label={text} />
    </div>
  );
}

function Result({ answer }: { answer: GpuAnswer }) {
  const { t } = useTranslation();
  const { state, on, why, faults, at, depth } = answer;
  const tone = state === "right" && on !== "card" ? "quiet" : TONES[state];
  return (
    <>
      <p className={css.answer}>
        <StateMark tone={tone} />
        <span>
          <strong>{t(`gpu.answer.${on === "software" ? OF_SOFTWARE[state] : state}`)}</strong>{" "}
          {why !== null && <FromServer>{visible(why)}</FromServer>}{" "}
          <span className="muted">
            {t(`gpu.answer.depth.${depth}`)}, <TimeAgo at={at} />
          </span>
        </span>
      </p>
      {faults.length > 0 && (
        <ul className={css.bullets}>
          {faults.map((fault) => (
            <li key={fault}>
              <FromServer>{visible(fault)}</FromServer>
            </li>
          ))}
        </ul>
      )}
      {answer.products.done > 0 && <Covered answer={answer} />}
      <Where answer={answer} />
      <details className={css.more}>
        <summary>{t("gpu.answer.notCovered")}</summary>
        <ul className={css.bullets}>
          {answer.notCovered.map((part) => (
            <li key={part}>
              <FromServer>{visible(part)}</FromServer>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Nothing where nothing was started. */
function Where({ answer: { where, browser } }: { answer: GpuAnswer }) {
  const { t } = useTranslation();
  if (where === "window") return <p className="muted">{t("gpu.answer.where.window")}</p>;
  if (browser === null) return null;
  const [path, version] = [visible(browser.path), visible(browser.version)];
  return <p className="muted">{t("gpu.answer.where.browser", { path, version })}</p>;
}

function Covered({ answer: { products, memory, adapter, card, on } }: { answer: GpuAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const by = card ?? [adapter?.vendor, adapter?.architecture].filter((one) => one !== "").join(" ");
  return (
    <p>
      {t("gpu.answer.covered", {
        by: visible(by === "" ? "–" : by),
        done: format.count(products.done),
        planned: format.count(products.planned),
        memory: format.memory(memory.covered),
        wanted: format.memory(memory.wanted),
        passes: format.count(memory.passes),
      })}{" "}
      {memory.free === null
        ? t(`gpu.answer.${on === "software" ? "freeSoftware" : card === null ? "freeWhich" : "freeUnknown"}`)
        : t("gpu.answer.free", { free: format.memory(memory.free) })}
    </p>
  );
}
