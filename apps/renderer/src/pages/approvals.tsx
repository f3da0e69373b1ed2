import type { Approval } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
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
  const pending = approvals.filter((approval) => approval.state === "pending");
  const ended = approvals.filter((approval) => approval.state !== "pending").reverse();
  return (
    <Page
      title={t("approvals.title")}
      lead={pending.length === 0 ? t("approvals.none") : t("approvals.pending", { count: pending.length })}
      todo={pending.length === 0 ? t("approvals.todoNone") : t("approvals.todo")}
    >
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
  const deny = async (): Promise<void> => {
    if ((await act("approvals.deny", { id: approval.id })) !== null) say(t("approvals.denied"));
  };
  return (
    <li className={css.pending}>
      <StateMark tone="warn" />
      <div className={css.words}>
        <p className={css.sentence} lang="en">
          {visible(approval.sentence)}
        </p>
        <p className="muted">
          {approval.requestedBy} · <TimeAgo at={approval.requestedAt} /> · {t("approvals.rule")}{" "}
          <code>{approval.rule}</code>
        </p>
        {approval.evidence.length > 0 && (
          <ul className={css.evidence} lang="en">
            {approval.evidence.map((line) => (
              <li key={line}>{visible(line)}</li>
            ))}
          </ul>
        )}
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

function Ended({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  return (
    <li className={css.row}>
      <StateMark tone={TONES[approval.state]} />
      <strong>{t(`approvals.state.${approval.state}`)}</strong>
      <div className={css.words}>
        <p lang="en">{visible(approval.sentence)}</p>
        <p className="muted">
          <TimeAgo at={approval.requestedAt} />
          {approval.outcome !== null && <span lang="en"> · {visible(approval.outcome)}</span>}
        </p>
      </div>
    </li>
  );
}
