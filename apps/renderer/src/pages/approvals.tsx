import type { Approval } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { Arguments } from "../approval/arguments.tsx";
import { Diff } from "../approval/diff.tsx";
import { riskText } from "../approval/risk-text.ts";
import { useSentence } from "../approval/sentence.ts";
import { Until, useCoolOff } from "../approval/until.tsx";
import { Why } from "../approval/why.tsx";
import { Card, Empty, Page, Section } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { approvalAddress } from "../format/address.ts";
import { visible } from "../format/text.ts";
import { connectionStore } from "../state/connection-store.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./approvals.module.css";

const TONES: Record<Approval["state"], Tone> = {
  pending: "warn",
  granted: "ok",
  denied: "quiet",
  void: "unknown",
  failed: "danger",
};

/** Dangerous requests. This page shows and denies them; allowing happens in a document of its own. */
export function Approvals() {
  const { t } = useTranslation();
  const approvals = useSlice("approvals");
  const { state, error, frozen } = useSlice("callPolicy");
  const pending = approvals.filter((approval) => approval.state === "pending");
  const ended = approvals.filter((approval) => approval.state !== "pending").reverse();
  return (
    <Page
      title={t("approvals.title")}
      lead={pending.length === 0 ? t("approvals.none") : t("approvals.pending", { count: pending.length })}
      todo={pending.length === 0 ? t("approvals.todoNone") : t("approvals.todo")}
    >
      {frozen !== null && <Standing text={t("approvals.frozen")} detail={frozen} />}
      {state === "broken" && <Standing text={t("approvals.broken")} detail={error ?? ""} />}
      {pending.length > 0 && (
        <Section title={t("approvals.waiting")}>
          <ul className={css.list}>
            {pending.map((approval) => (
              <Pending key={approval.id} approval={approval} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={t("approvals.ended")}>
        {ended.length === 0 ? (
          <Empty>{t("approvals.endedNone")}</Empty>
        ) : (
          <Card flush>
            <ul className={css.ended}>
              {ended.map((approval) => (
                <Ended key={approval.id} approval={approval} />
              ))}
            </ul>
          </Card>
        )}
      </Section>
    </Page>
  );
}

function Pending({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const desktop = connectionStore(({ kind }) => kind === "desktop");
  const wait = useCoolOff(approval);
  const sentence = useSentence()(approval);
  const deny = async (): Promise<void> => {
    if ((await act("approvals.deny", { id: approval.id })) !== null) say(t("approvals.denied"));
  };
  return (
    <li className={css.pending} aria-label={sentence.text}>
      <StateMark tone="warn" />
      <div className={css.words}>
        <p className={css.sentence} lang={sentence.lang}>
          {sentence.text}
        </p>
        <p className="muted">
          {t(`approve.via.${approval.via}`)} · <TimeAgo at={approval.requestedAt} /> · {t("approvals.rule")}{" "}
          <code>{approval.rule}</code>
        </p>
        <p className={css.risk}>
          <strong>{t("approve.ifWrong")}</strong> {riskText(approval, t)}
        </p>
        {wait > 0 && <p className="muted">{t("approvals.coolOff", { seconds: wait })}</p>}
        {approval.expiresAt !== null && (
          <p className="muted">
            {t("approvals.expires")} <TimeAgo at={approval.expiresAt} />
          </p>
        )}
        <details className={css.details}>
          <summary>{t("approvals.details")}</summary>
          <Details approval={approval} />
        </details>
        {desktop && <p className="muted">{t("approvals.desktop")}</p>}
      </div>
      <div className={css.buttons}>
        <Button onClick={() => void deny()}>{t("approvals.deny")}</Button>
        {!desktop && (
          <Button component="a" href={approvalAddress(approval.id)} target="_blank" rel="noopener noreferrer">
            {t("approvals.open")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Everything that the approval itself shows, so that a person can decide to deny from here. */
function Details({ approval }: { approval: Approval }) {
  return (
    <div className={css.detail}>
      <Diff diff={approval.diff} />
      {approval.evidence.length > 0 && (
        <ul className={css.evidence} lang="en">
          {approval.evidence.map((line) => (
            <li key={line}>{visible(line)}</li>
          ))}
        </ul>
      )}
      <Arguments approval={approval} />
      <Why approval={approval} />
      <Until approval={approval} />
    </div>
  );
}

/** Why nothing can be allowed at this moment. */
function Standing({ text, detail }: { text: string; detail: string }) {
  return (
    <div className={css.standing} role="status">
      <StateMark tone="danger" />
      <div className={css.words}>
        <p className={css.sentence}>{text}</p>
        <p lang="en">{visible(detail)}</p>
      </div>
    </div>
  );
}

function Ended({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const sentence = useSentence()(approval);
  return (
    <li className={css.row}>
      <StateMark tone={TONES[approval.state]} />
      <strong>{t(`approvals.state.${approval.state}`)}</strong>
      <div className={css.words}>
        <p lang={sentence.lang}>{sentence.text}</p>
        <p className="muted">
          <TimeAgo at={approval.requestedAt} />
          {approval.outcome !== null && <span lang="en"> · {visible(approval.outcome)}</span>}
        </p>
      </div>
    </li>
  );
}
