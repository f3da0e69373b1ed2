import type { AttestationSlice } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { act, say } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Section } from "../components/page.tsx";
import { SaveText } from "../components/save-text.tsx";
import { ErrorNote, Skeleton, TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useOffline } from "../frame/health.ts";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { errorText } from "../state/error-text.ts";
import { partName, readingOf } from "./incident-parts.tsx";
import incidents from "./incidents.module.css";
import css from "./machine-attestation.module.css";

type Part = AttestationSlice["parts"][number];

const TONES: Record<AttestationSlice["state"], Tone> = {
  attested: "ok",
  degraded: "warn",
  failed: "danger",
  pending: "unknown",
};

/** What Casemate found when it looked at itself: every part apart, when it looked and looks again, and the signed file of it. */
export function AttestationSection() {
  const { t } = useTranslation();
  const slice = useSlice("attestation");
  const offline = useOffline();
  const { state, parts } = slice;
  const meaning = useFrozen() && startsModels(state) ? "frozen" : state;
  return (
    <Section
      id="attestation"
      title={t("machine.attest.title")}
      aside={<Again offline={offline} />}
      note={t("machine.attest.note")}
    >
      <div className={css.stack}>
        <p className={css.head}>
          <StateMark tone={offline ? "unknown" : meaning === "frozen" ? "danger" : TONES[state]} />
          <span>
            <strong>{t(`machine.attest.state.${state}`)}</strong> {t(`machine.attest.means.${meaning}`)}
          </span>
        </p>
        {parts.length === 0 ? (
          <Skeleton lines={4} />
        ) : (
          <ul className={incidents.parts} aria-label={t("machine.attest.title")}>
            {gatingFirst(parts).map((part) => (
              <PartRow key={part.id} part={part} />
            ))}
          </ul>
        )}
        <Times slice={slice} />
        <Bundle made={slice.made} />
      </div>
    </Section>
  );
}

/** Whether an incident freezes what acts; while incidents were not read yet, that is not said of one. */
function useFrozen(): boolean {
  const { frozen, kept } = useSlice("incidents");
  return frozen && kept !== "starting";
}

/** What was found lets models run; an incident may still freeze them. */
function startsModels(state: AttestationSlice["state"]): boolean {
  return state === "attested" || state === "degraded";
}

/** What is not well is read first, and of that what stops everything. */
function gatingFirst(parts: readonly Part[]): Part[] {
  const rank = ({ ok, gates }: Part): number => (ok === true ? 2 : gates ? 0 : 1);
  return [...parts].sort((a, b) => rank(a) - rank(b));
}

function PartRow({ part }: { part: Part }) {
  const { t } = useTranslation();
  const [tone, word] = readingOf(part);
  return (
    <li className={incidents.part}>
      <StateMark tone={tone} />
      <span>
        {partName(part.id)}: <strong>{t(`incidents.part.${word}`)}</strong>
        {part.gates && part.ok !== true && <span className={css.gates}>{t("machine.attest.gates")}</span>}
      </span>
      <span className={incidents.found}>
        <FromServer>{visible(part.words)}</FromServer>
        {part.todo !== null && (
          <span className="muted">
            <FromServer>{visible(part.todo)}</FromServer>
          </span>
        )}
        {part.id === "integrity" && (
          <Link href="/machine/files" className={css.link}>
            {t("machine.attest.files")}
          </Link>
        )}
      </span>
    </li>
  );
}

function Times({ slice: { checkedAt, nextAt } }: { slice: AttestationSlice }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="muted">
      {checkedAt === null ? (
        t("machine.attest.never")
      ) : (
        <>
          {t("machine.attest.last")} <TimeAgo at={checkedAt} />.
        </>
      )}{" "}
      {nextAt !== null && t("machine.attest.next", { time: format.exact(nextAt) })}
    </p>
  );
}

function Again({ offline }: { offline: boolean }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const frozen = useFrozen();
  const again = async (): Promise<void> => {
    setBusy(true);
    const answer = await act("attestation.refresh", {});
    if (answer) {
      const { state } = answer.attestation;
      say(t(`machine.attest.said.${frozen && startsModels(state) ? "frozen" : state}`));
    }
    setBusy(false);
  };
  return (
    <Button size="xs" onClick={() => void again()} loading={busy} disabled={offline}>
      {t("machine.attest.again")}
    </Button>
  );
}

/** The newest bundle as a file, read when there is a newer one. */
function Bundle({ made }: Pick<AttestationSlice, "made">) {
  const { t } = useTranslation();
  const [file, setFile] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const at = made?.at ?? null;
  useEffect(() => {
    if (at === null) return;
    let current = true;
    call("attestation.show", {}).then(
      (answer) => {
        if (!current) return;
        setFile(answer.file);
        setProblem(null);
      },
      (error: unknown) => {
        if (current) setProblem(error);
      },
    );
    return () => {
      current = false;
    };
  }, [at]);
  if (problem !== null) return <ErrorNote text={errorText(problem)} />;
  if (made === null || file === null) return <p className="muted">{t("machine.attest.noBundle")}</p>;
  return (
    <p className={css.bundle}>
      <SaveText
        name={`casemate-attestation-${made.at.replaceAll(/[:.]/g, "-")}.json`}
        text={file}
        label={t("machine.attest.save")}
      />
      <span className="muted">{t(made.signed ? "machine.attest.signed" : "machine.attest.unsigned")}</span>
    </p>
  );
}
