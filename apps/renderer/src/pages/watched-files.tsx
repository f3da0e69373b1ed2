import type { IntegrityChange, State } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { Empty, Page, Section } from "../components/page.tsx";
import { FileName, Skeleton, TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { useOffline } from "../frame/health.ts";
import { useSlice } from "../state/console-store.ts";
import { FromServer } from "../components/from-server.tsx";
import { visible } from "../format/text.ts";
import { FileDifference } from "./watched-difference.tsx";
import { TakeOver } from "./watched-take-over.tsx";
import css from "./watched-files.module.css";

type Slice = State["integrity"];

/** Files that are watched: what was changed, why that matters, and taking over what a person changed themselves. */
export function WatchedFiles() {
  const { t } = useTranslation();
  const slice = useSlice("integrity");
  const { state, changed, changes, checkedAt, note } = slice;
  return (
    <Page
      title={t("machine.files.title")}
      lead={<Lead slice={slice} />}
      todo={t(`machine.files.todo.${state}`)}
      action={<LookNow />}
    >
      {note !== null && (
        <p className="muted">
          <FromServer>{visible(note)}</FromServer>
        </p>
      )}
      <Section
        title={t("machine.files.changes")}
        aside={
          checkedAt !== null && (
            <span className="muted">
              {t("machine.files.last")} <TimeAgo at={checkedAt} />
            </span>
          )
        }
      >
        {checkedAt === null && state !== "unknown" ? (
          <Skeleton lines={3} />
        ) : changes.length === 0 ? (
          <Empty>{t(state === "unknown" ? "machine.files.lead.unknown" : "machine.files.none")}</Empty>
        ) : (
          <ul className={css.files}>
            {changes.map((change) => (
              <ChangeRow key={`${change.group} ${change.path}`} change={change} />
            ))}
          </ul>
        )}
        {changed > changes.length && (
          <p className="muted">{t("machine.files.more", { count: changed - changes.length })}</p>
        )}
      </Section>
      <TakeOver slice={slice} />
    </Page>
  );
}

function Lead({ slice: { state, watched, intact, changed } }: { slice: Slice }) {
  const { t } = useTranslation();
  if (state === "changed") return t("machine.files.lead.changed", { count: changed, watched });
  return t(`machine.files.lead.${state}`, { watched, intact });
}

function LookNow() {
  const { t } = useTranslation();
  const offline = useOffline();
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    setBusy(true);
    if ((await act("integrity.look", {})) !== null) say(t("machine.files.looked"));
    setBusy(false);
  };
  return (
    <Button onClick={() => void look()} loading={busy} disabled={offline}>
      {t("machine.files.look")}
    </Button>
  );
}

/** Casemate's own files, models and traps are nobody's to change; what a person writes may have been them. */
function ChangeRow({ change }: { change: IntegrityChange }) {
  const { t } = useTranslation();
  const { group, path, kind, expected, found, bytes } = change;
  const grave = group !== "policy" && group !== "trust";
  return (
    <li className={css.file}>
      <StateMark tone={grave ? "danger" : "warn"} />
      <div className={css.words}>
        <p>
          {t(`machine.files.group.${group}`)} <FileName name={path} strong />{" "}
          {t(`machine.files.kind.${kind}`)}.
        </p>
        <p className="muted">{t(`machine.files.why.${group}`)}</p>
        <FileDifference
          before={{ sha256: expected, bytes: null }}
          now={{ sha256: found, bytes }}
          gone={kind === "missing"}
        />
      </div>
    </li>
  );
}
