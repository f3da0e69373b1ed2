import type { State } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { Facts } from "../components/page.tsx";
import { Command, TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { useSlice } from "../state/console-store.ts";
import { noticeText } from "../state/error-text.ts";
import css from "./drawer.module.css";

export const ISOLATION_TONES: Record<State["app"]["isolation"]["level"], Tone> = {
  full: "ok",
  reduced: "warn",
  none: "danger",
  unknown: "unknown",
};

export function ConnectionsDrawer() {
  const { t } = useTranslation();
  const { state, connections } = useSlice("runtime");
  const { attempts } = connections;
  const stopped = state === "stopped";
  const tone: Tone = stopped ? "quiet" : attempts === null ? "unknown" : attempts === 0 ? "ok" : "danger";
  const sentence = stopped
    ? t("evidence.connections.stopped")
    : attempts === null
      ? t("evidence.connections.unknown")
      : attempts === 0
        ? t("evidence.connections.zero")
        : t("evidence.connections.some", { count: attempts });
  return (
    <div className={css.body}>
      <p className={css.claim}>
        <StateMark tone={tone} />
        <span>{sentence}</span>
      </p>
      <Facts
        items={[
          [t("evidence.connections.enforced"), connections.enforcedBy],
          [t("evidence.method"), t("evidence.connections.method")],
          [
            t("evidence.readAt"),
            connections.readAt === null ? t("evidence.never") : <TimeAgo key="at" at={connections.readAt} />,
          ],
        ]}
      />
      <p className={css.note}>{t("evidence.connections.limit")}</p>
      {connections.check !== null && <SelfCheck command={connections.check} />}
    </div>
  );
}

export function IsolationDrawer() {
  const { t } = useTranslation();
  const { isolation, page } = useSlice("app");
  return (
    <div className={css.body}>
      <IsolationClaim isolation={isolation} />
      {page === "shared" && <p className={css.note}>{t("evidence.isolation.shared")}</p>}
      <SelfCheck command="casemate doctor" />
    </div>
  );
}

/** Level, layers and what is missing: in the drawer and on the Machine page. */
export function IsolationClaim({ isolation }: { isolation: State["app"]["isolation"] }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={css.claim}>
        <StateMark tone={ISOLATION_TONES[isolation.level]} />
        <span>{t(`evidence.isolation.${isolation.level}`)}</span>
      </p>
      {isolation.notices.map((notice) => (
        <p key={notice.code} className={css.notice} lang="en">
          {noticeText(notice)}
        </p>
      ))}
      <div>
        <h3>{t("evidence.isolation.layers")}</h3>
        {isolation.layers.length === 0 ? (
          <p className="muted">{t("evidence.isolation.noLayers")}</p>
        ) : (
          <ol className={css.layers}>
            {isolation.layers.map((layer) => (
              <li key={layer}>
                <code>{layer}</code>
              </li>
            ))}
          </ol>
        )}
      </div>
    </>
  );
}

export function SelfCheck({ command }: { command: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.self}>
      <h3>{t("evidence.check")}</h3>
      <Command text={command} />
    </div>
  );
}
