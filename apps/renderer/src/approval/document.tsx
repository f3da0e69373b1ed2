import { RpcError } from "@casemate/contract";
import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "../components/page.tsx";
import { Skeleton } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { Mark } from "../frame/mark.tsx";
import { errorText } from "../state/error-text.ts";
import { openApproval, type ApprovalChannel } from "./channel.ts";
import css from "./document.module.css";
import { Decision } from "./decision.tsx";
import type { Ended } from "./ended.ts";
import { requestId } from "./request-id.ts";
import { RequestView } from "./request-view.tsx";

/** The whole approval document: one request, shown from the supervisor's data, answered here or nowhere. */
export function ApprovalDocument() {
  const { t } = useTranslation();
  const [id] = useState(() => requestId(location.hash));
  const [channel, setChannel] = useState<ApprovalChannel | null>(null);
  const [ended, setEnded] = useState<Ended | null>(
    id === null ? { tone: "unknown", text: t("approve.noId"), detail: null } : null,
  );
  useTitle(t("approve.title"));
  useEffect(() => {
    let current = true;
    const end = (text: string, detail: string | null = null): void => {
      if (current) setEnded((already) => already ?? { tone: "unknown", text, detail });
    };
    const begin = (opened: ApprovalChannel): void => {
      if (!current) return;
      setChannel(opened);
      opened.onClose(() => {
        end(t("approve.lost"));
      });
      opened.onPanic(() => {
        setChannel(null);
        end(t("approve.panic"));
      });
      if (opened.approval.state !== "pending") end(t("approve.ended"), opened.approval.outcome);
    };
    if (id !== null)
      openApproval(id).then(begin, (error: unknown) => {
        end(whyNot(error, t));
      });
    return () => {
      current = false;
    };
  }, [id, t]);
  useAnsweredElsewhere(channel, ended, setEnded);
  return (
    <main className={css.page}>
      <div className={css.brand}>
        <Mark />
        <span>
          {t("app.name")} · {t("approve.title")}
        </span>
      </div>
      {channel === null && ended === null && (
        <>
          <p className="muted" role="status">
            {t("approve.loading")}
          </p>
          <Skeleton lines={8} />
        </>
      )}
      {channel !== null && <RequestView approval={channel.approval} />}
      {ended !== null ? (
        <End ended={ended} alone={channel === null} />
      ) : (
        channel !== null && <Decision channel={channel} onEnd={setEnded} />
      )}
    </main>
  );
}

/** How often the document asks whether its request still waits, in ms. It gets no events but a panic: it may know about nothing else. */
const LOOK_MS = 3_000;

/** Says so when the request was answered elsewhere, became void or ran out of time. */
function useAnsweredElsewhere(
  channel: ApprovalChannel | null,
  ended: Ended | null,
  onEnd: (ended: Ended) => void,
): void {
  const { t } = useTranslation();
  useEffect(() => {
    if (channel === null || ended !== null) return;
    const look = async (): Promise<void> => {
      const { state, outcome } = await channel.client.call("approvals.show", { id: channel.approval.id });
      // "granted" without an outcome runs at this moment, perhaps from here.
      const over = state !== "pending" && !(state === "granted" && outcome === null);
      if (over) onEnd({ tone: "unknown", text: t("approve.ended"), detail: outcome });
    };
    const timer = setInterval(() => {
      look().catch(() => undefined); // the connection's end is told by itself
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [channel, ended, onEnd, t]);
}

/** Why the request cannot be shown. */
function whyNot(error: unknown, t: TFunction): string {
  const code = error instanceof RpcError ? error.code : "";
  if (code === "not_found") return t("approve.missing");
  return code === "closed" ? t("approve.lost") : errorText(error);
}

/** `alone`: there is no request above it, so it is the document's title. */
function End({ ended, alone }: { ended: Ended; alone: boolean }) {
  const { t } = useTranslation();
  const Title = alone ? "h1" : "p";
  return (
    <div className={css.end} role="status">
      <StateMark tone={ended.tone} size={20} />
      <div>
        <Title className={css.endText}>{ended.text}</Title>
        {ended.detail !== null && ended.detail !== "Done." && <p lang="en">{ended.detail}</p>}
        <p className="muted">{t("approve.closeTab")}</p>
      </div>
    </div>
  );
}
