import type { Incident } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { AttestedParts } from "./incident-parts.tsx";
import { Resolving } from "./incident-resolve.tsx";
import { SubjectLink } from "./incident-links.tsx";
import { fixOf, hasEnded, stepsOf, type Step } from "./incident-view.ts";
import css from "./incidents.module.css";

interface WayProps {
  readonly incident: Incident;
  /** Takes what a call has answered. */
  readonly put: (incident: Incident) => void;
}

/** Acknowledge, let Casemate look again, resolve: three steps, of which one is the person's now. */
export function Way({ incident, put }: WayProps) {
  const { t } = useTranslation();
  const [said, setSaid] = useState("");
  const moved = useRef(false);
  const voided = useRef(incident.voided?.at);
  // After a step of the person's own, and when theirs became void, the next one has the focus, so that nobody has to search for it.
  useEffect(() => {
    const isVoid = incident.voided !== null && incident.voided.at !== voided.current;
    voided.current = incident.voided?.at;
    if (!moved.current && !isVoid) return;
    moved.current = false;
    focusNextStep();
  }, [incident]);
  const took = (after: Incident, words: string): void => {
    moved.current = true;
    put(after);
    setSaid(words);
  };
  return (
    <div className={css.stack}>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <Ended incident={incident} />
      {incident.state !== "dismissed" && (
        <ol className={css.steps} id={STEPS_ID}>
          {stepsOf(incident).map((step, index) => (
            <StepCard key={step.id} step={step} number={index + 1}>
              {step.state === "now" && <Voided incident={incident} />}
              <StepBody step={step} incident={incident} took={took} />
            </StepCard>
          ))}
        </ol>
      )}
      {incident.state !== "dismissed" && <p className="muted">{t("incidents.assurance")}</p>}
    </div>
  );
}

const STEPS_ID = "incident-steps";

/** Takes the keyboard, and the eye, to the step that is the person's now. */
export function focusNextStep(): void {
  const step = document.querySelector(`#${STEPS_ID} [data-state="now"]`);
  step?.querySelector<HTMLElement>("h3")?.focus({ preventScroll: true });
  step?.scrollIntoView({ block: "nearest" });
}

const STEP_TONES: Record<Step["state"], Tone> = {
  done: "ok",
  now: "info",
  waits: "quiet",
  unneeded: "quiet",
};

function StepCard({ step, number, children }: { step: Step; number: number; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className={css.step} data-state={step.state} aria-current={step.state === "now" ? "step" : undefined}>
      <span className={css.number} aria-hidden>
        {number}
      </span>
      <div className={css.stepBody}>
        <div className={css.stepHead}>
          <h3 tabIndex={-1}>{t(`incidents.step.${step.id}`)}</h3>
          <span className={css.mark}>
            <StateMark tone={STEP_TONES[step.state]} />
            {t(`incidents.step.state.${step.state}`)}
          </span>
        </div>
        {children}
      </div>
    </li>
  );
}

interface BodyProps {
  readonly step: Step;
  readonly incident: Incident;
  /** A step was taken: the incident afterwards, and what is said aloud. */
  readonly took: (after: Incident, words: string) => void;
}

function StepBody(props: BodyProps) {
  if (props.step.id === "acknowledge") return <Acknowledging {...props} />;
  if (props.step.id === "reattest") return <Looking {...props} />;
  return <Resolving step={props.step} incident={props.incident} />;
}

function Acknowledging({ step, incident, took }: BodyProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    const after = await act("incident.acknowledge", { id: incident.id });
    setBusy(false);
    if (after) took(after, t("incidents.said.acknowledged"));
  };
  const { acknowledged } = incident;
  if (step.state === "done")
    return (
      acknowledged && (
        <p className="muted">
          {t("incidents.step.acknowledgedBy", { by: visible(acknowledged.by) })} ·{" "}
          <TimeAgo at={acknowledged.at} />
        </p>
      )
    );
  return (
    <>
      <p>{t("incidents.step.acknowledgeText")}</p>
      <StepButton step={step} busy={busy} onClick={() => void run()}>
        {t("incidents.step.acknowledgeButton")}
      </StepButton>
    </>
  );
}

function Looking({ step, incident, took }: BodyProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    const after = await act("incident.reattest", { id: incident.id });
    setBusy(false);
    if (after)
      took(after, t(after.state === "reattested" ? "incidents.said.well" : "incidents.said.notWell"));
  };
  if (step.state === "unneeded") return <p className="muted">{t("incidents.step.reattestUnneeded")}</p>;
  return (
    <>
      {step.state !== "done" && <p>{t("incidents.step.reattestText")}</p>}
      {step.state === "now" && (
        <p>
          <strong>{t("incidents.step.first")}</strong> {t(`incidents.fix.${fixOf(incident)}`)}
        </p>
      )}
      {step.state === "now" && <SubjectLink subject={incident.subject} />}
      {incident.attested !== null && <AttestedParts incident={incident} attested={incident.attested} />}
      {!hasEnded(incident) && (
        <StepButton step={step} busy={busy} onClick={() => void run()}>
          {t(incident.attested === null ? "incidents.step.reattestButton" : "incidents.step.lookAgain")}
        </StepButton>
      )}
      <p className="visually-hidden" role="status">
        {busy ? t("incidents.step.looking") : ""}
      </p>
    </>
  );
}

/** A step's button; while it does nothing, the reason stands beside it. */
function StepButton({
  step,
  busy,
  onClick,
  children,
}: {
  step: Step;
  busy: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const why = `why-${step.id}`;
  return (
    <div className={css.buttons}>
      <Button
        variant={step.state === "now" ? "filled" : "default"}
        disabled={step.why !== null}
        loading={busy}
        aria-describedby={step.why === null ? undefined : why}
        onClick={onClick}
      >
        {children}
      </Button>
      {step.why !== null && (
        <span id={why} className="muted">
          {t(`incidents.step.why.${step.why}`)}
        </span>
      )}
    </div>
  );
}

/** Why what was done has to be done again. */
function Voided({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const { voided, acknowledged } = incident;
  if (voided === null || hasEnded(incident) || incident.state === "reattested") return null;
  return (
    <div className={css.notice} role="status">
      <StateMark tone="warn" />
      <div>
        <p>
          <strong>{t("incidents.voidedTitle")}</strong> <FromServer>{visible(voided.why)}</FromServer>{" "}
          <TimeAgo at={voided.at} />
        </p>
        <p>{t(acknowledged === null ? "incidents.voidedBegin" : "incidents.voidedLook")}</p>
      </div>
    </div>
  );
}

function Ended({ incident: { ended, state } }: { incident: Incident }) {
  const { t } = useTranslation();
  if (ended === null) return null;
  return (
    <p>
      <strong>{t(state === "dismissed" ? "incidents.said.dismissed" : "incidents.said.resolved")}</strong>{" "}
      {t("incidents.endedBy", { by: visible(ended.by) })} · <TimeAgo at={ended.at} />
      {ended.reason !== null && <q>{visible(ended.reason)}</q>}
    </p>
  );
}
