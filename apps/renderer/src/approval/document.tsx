import { RpcError } from "@casemate/contract";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "../components/page.tsx";
import { Skeleton } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { Mark } from "../frame/mark.tsx";
import { errorText } from "../state/error-text.ts";
import { openApproval, type ApprovalChannel } from "./channel.ts";
import css from "./document.module.css";
import { Decision } from "./decision.tsx";
import { requestId } from "./request-id.ts";
import { RequestView } from "./request-view.tsx";

/** Where it ended: what to say, and how it is marked. */
export interface Ended {
  readonly tone: Tone;
  readonly text: string;
  readonly detail: string | null;
}

/** The whole approval document: one request, shown from the supervisor's data, answered here or nowhere. */
export function ApprovalDocument() {
  const { t } = useTranslation();
  const [channel, setChannel] = useState<ApprovalChannel | null>(null);
  const [ended, setEnded] = useState<Ended | null>(null);
  useTitle(t("approve.title"));
  useEffect(() => {
    const id = requestId(location.hash);
    let current = true;
    if (id === null) {
      setEnded({ tone: "unknown", text: t("approve.noId"), detail: null });
      return;
    }
    openApproval(id).then(
      (opened) => {
        if (!current) return;
        setChannel(opened);
        if (opened.approval.state !== "pending") setEnded({ tone: "unknown", text: t("approve.ended"), detail: opened.approval.outcome });
        opened.onClose(() => { setEnded((already) => already ?? { tone: "unknown", text: t("approve.lost"), detail: null }); });
      },
      (error: unknown) => {
        if (current) setEnded({ tone: "unknown", text: error instanceof RpcError && error.code === "not_found" ? t("approve.missing") : error instanceof RpcError && error.code === "closed" ? t("approve.lost") : errorText(error), detail: null });
      },
    );
    return () => { current = false; };
  }, [t]);
  return (
    <main className={css.page}>
      <div className={css.brand}>
        <Mark />
        <span>{t("app.name")} · {t("approve.title")}</span>
      </div>
      {channel === null && ended === null && (
        <>
          <p className="muted" role="status">{t("approve.loading")}</p>
          <Skeleton lines={8} />
        </>
      )}
      {channel !== null && <RequestView approval={channel.approval} />}
      {ended !== null ? <End ended={ended} /> : channel !== null && <Decision channel={channel} onEnd={setEnded} />}
    </main>
  );
}

function End({ ended }: { ended: Ended }) {
  const { t } = useTranslation();
  return (
    <div className={css.end} role="status">
      <StateMark tone={ended.tone} size={20} />
      <div>
        <p className={css.endText}>{ended.text}</p>
        {ended.detail !== null && ended.detail !== "Done." && <p>{ended.detail}</p>}
        <p className="muted">{t("approve.closeTab")}</p>
      </div>
    </div>
  );
}
