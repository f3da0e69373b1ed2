import { NativeSelect } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { act } from "../actions/actions.ts";
import { Empty } from "../components/page.tsx";
import { ErrorNote, FileName, Skeleton } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { chatStore, sendMessage } from "../state/chat-store.ts";
import { useSlice } from "../state/console-store.ts";
import { navigate, useQuery } from "../state/hash-location.ts";
import { openDrawer } from "../state/ui-store.ts";
import { StateMark } from "../components/state-mark.tsx";
import { FrozenNote, ModelIncident } from "./frozen-note.tsx";
import { Composer } from "./chat-composer.tsx";
import { Messages } from "./chat-messages.tsx";
import css from "./chat.module.css";

/** One conversation, or the start of one. */
export function Conversation({ id, actions }: { id: string | null; actions: ReactNode }) {
  const { t } = useTranslation();
  const chat = chatStore(({ open }) => (open?.id === id ? open : null));
  const error = chatStore((chats) => chats.openError);
  const sendError = chatStore((chats) => chats.sendError);
  const live = chatStore((chats) => chats.live);
  const [modelId, setModelId] = useChosenModel(chat?.modelId ?? null);
  const models = useSlice("models").items;
  const usable = models.some((model) => model.id === modelId && model.state === "admitted");
  const send = async (text: string): Promise<boolean> => {
    const sent = await sendMessage(text, modelId);
    if (sent !== null && id === null) navigate(`/chat/${sent}`, { replace: true });
    return sent !== null;
  };
  const elsewhere = live !== null && live.chatId !== id;
  const blocked =
    id !== null && chat === null
      ? ""
      : !usable && chat !== null
        ? t(models.some((model) => model.id === modelId) ? "chat.modelStopped" : "chat.modelGone")
        : modelId === null
          ? t("chat.pick")
          : elsewhere
            ? t("chat.busyElsewhere")
            : null;
  return (
    <section className={css.conversation} aria-label={t("chat.region")}>
      <header className={css.head}>
        <div className={css.headTop}>
          <h1 dir="auto">{chat === null ? t("chat.new") : visible(chat.title)}</h1>
          {actions}
        </div>
        <div className={css.facts}>
          {chat === null ? (
            <ModelPicker value={modelId} onChange={setModelId} />
          ) : (
            <span>
              <FileName name={chat.modelName} strong />
            </span>
          )}
          <RuntimeFacts modelId={modelId} />
        </div>
      </header>
      {error !== null && <ErrorNote text={error} />}
      {id !== null && chat === null && error === null ? (
        <Skeleton lines={5} />
      ) : (
        <Messages
          messages={chat?.messages ?? []}
          live={live !== null && live.chatId === id ? live : null}
          modelName={chat?.modelName ?? ""}
          empty={<Empty title={t("chat.emptyTitle")}>{t("chat.emptyText")}</Empty>}
        />
      )}
      <Announcer name={chat?.modelName ?? ""} answering={live !== null && live.chatId === id} />
      <FrozenNote what="chat" />
      {modelId !== null && <ModelIncident id={modelId} />}
      {sendError !== null && <ErrorNote text={sendError} />}
      {error === null && (
        <Composer
          draftKey={id ?? "new"}
          blocked={blocked}
          answering={live !== null && live.chatId === id}
          onSend={send}
          onStop={() => {
            if (id !== null) void act("chat.stop", { chatId: id });
          }}
        />
      )}
    </section>
  );
}

/** The conversation's model, else the one in the address, else the loaded one, else the newest. */
function useChosenModel(fixed: string | null): [string | null, (id: string) => void] {
  const [wanted, setWanted] = useQuery("model");
  const loaded = useSlice("runtime").modelId;
  const runnable = useSlice("models")
    .items.filter((model) => model.state === "admitted" && model.admittedAs === "model")
    .sort((a, b) => (b.decidedAt ?? "").localeCompare(a.decidedAt ?? ""));
  const has = (id: string | null): boolean => runnable.some((model) => model.id === id);
  const chosen = has(wanted) ? wanted : has(loaded) ? loaded : (runnable[0]?.id ?? null);
  return [fixed ?? chosen, setWanted];
}

function ModelPicker({ value, onChange }: { value: string | null; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const runnable = useSlice("models").items.filter(
    (model) => model.state === "admitted" && model.admittedAs === "model",
  );
  return (
    <NativeSelect
      aria-label={t("chat.model")}
      size="xs"
      value={value ?? ""}
      data={runnable.map((model) => ({ value: model.id, label: visible(model.name) }))}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

/** Speed, context and connections of the loaded model; each opens what it rests on. */
function RuntimeFacts({ modelId }: { modelId: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runtime = useSlice("runtime");
  if (runtime.modelId !== modelId || runtime.state === "stopped")
    return <span className="muted">{t("chat.contextUnknown")}</span>;
  if (runtime.state === "failed")
    return (
      <button
        type="button"
        className={css.fact}
        onClick={() => {
          openDrawer("runtime");
        }}
      >
        <StateMark tone="warn" />
        {t("status.failed")}
      </button>
    );
  if (runtime.state === "loading") return <span className="muted">{t("chat.loadingModel")}</span>;
  const { attempts } = runtime.connections;
  const used = runtime.contextUsed ?? 0;
  return (
    <>
      {runtime.contextSize !== null && (
        <span className={css.context}>
          <span className={css.gauge} aria-hidden>
            <span style={{ transform: `scaleX(${String(Math.min(1, used / runtime.contextSize))})` }} />
          </span>
          <span className="muted">
            {t("chat.context", {
              used: runtime.contextUsed === null ? t("evidence.unknown") : format.count(used),
              size: format.count(runtime.contextSize),
            })}
          </span>
        </span>
      )}
      {runtime.tokensPerSecond !== null && (
        <span className="muted num">
          {t("status.speed", { value: format.count(runtime.tokensPerSecond) })}
        </span>
      )}
      <button
        type="button"
        className={css.fact}
        onClick={() => {
          openDrawer("connections");
        }}
      >
        <StateMark tone={attempts === null ? "unknown" : attempts === 0 ? "ok" : "danger"} />
        {attempts === null
          ? t("status.connectionsUnknown")
          : attempts === 0
            ? t("status.noConnections")
            : t("status.connections", { count: attempts })}
      </button>
    </>
  );
}

/** Says beginning and end of an answer, not every token. */
function Announcer({ name, answering }: { name: string; answering: boolean }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState("");
  const [was, setWas] = useState(answering);
  if (answering !== was) {
    setWas(answering);
    setSaid(t(answering ? "chat.answering" : "chat.answered", { name: visible(name) }));
  }
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
