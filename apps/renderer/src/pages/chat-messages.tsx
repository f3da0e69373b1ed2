import type { ChatMessage } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TimeAgo } from "../components/small.tsx";
import { StateMark } from "../components/state-mark.tsx";
import { withUnit } from "../format/number.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { chatStore, type LiveAnswer } from "../state/chat-store.ts";
import { useSlice } from "../state/console-store.ts";
import css from "./chat.module.css";

/** Messages drawn at first; earlier ones on request. */
const SHOWN = 100;
/** Within this distance of the end the view follows the answer, in px. */
const STICK_PX = 80;

interface MessagesProps {
  readonly messages: readonly ChatMessage[];
  readonly live: LiveAnswer | null;
  readonly modelName: string;
  readonly empty: ReactNode;
}

export function Messages({ messages, live, modelName, empty }: MessagesProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const [count, setCount] = useState(SHOWN);
  const shown = messages.slice(-count);
  useLayoutEffect(() => {
    if (stick.current) box.current?.scrollTo(0, box.current.scrollHeight);
  }, [messages, live?.text]);
  useEffect(() => {
    stick.current = true;
  }, [messages.length]);
  return (
    <div
      className={css.messages}
      ref={box}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={t("chat.region")}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        stick.current = scrollHeight - scrollTop - clientHeight < STICK_PX;
      }}
    >
      {messages.length === 0 && live === null && <div className={css.emptyBox}>{empty}</div>}
      {messages.length > shown.length && (
        <Button
          size="xs"
          onClick={() => {
            stick.current = false;
            setCount(count + SHOWN);
          }}
        >
          {t("model.showAll")} ({messages.length})
        </Button>
      )}
      {shown.map((message) => (
        <Message key={message.id} message={message} modelName={modelName} />
      ))}
      {live && <Live live={live} modelName={modelName} />}
    </div>
  );
}

function Message({ message, modelName }: { message: ChatMessage; modelName: string }) {
  const { t } = useTranslation();
  const mine = message.role === "user";
  return (
    <article className={mine ? css.mine : css.theirs} aria-label={mine ? t("chat.you") : visible(modelName)}>
      <p className={css.who}>{mine ? t("chat.you") : <bdi>{visible(modelName)}</bdi>}</p>
      {message.text !== "" && (
        <p className={css.text} dir="auto">
          {message.text}
        </p>
      )}
      {!mine && <Ending message={message} />}
    </article>
  );
}

/** How the answer ended, how long it is and how fast it came. */
function Ending({ message }: { message: ChatMessage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const why = chatStore((chats) => chats.failures[message.id]);
  if (message.stop === "failed") {
    return (
      <p className={css.failed}>
        <StateMark tone="warn" />
        <span>{why === undefined ? t("chat.failed") : t("chat.failedWhy", { why })}</span>
      </p>
    );
  }
  const parts = [
    message.tokens === null ? null : t("chat.tokens", { count: message.tokens }),
    message.tokensPerSecond === null
      ? null
      : withUnit(message.tokensPerSecond, "tok/s", format.language, message.tokensPerSecond < 10 ? 1 : 0),
    message.stop === null ? null : t(`chat.stopped.${message.stop}`),
  ].filter((part) => part !== null);
  return (
    <p className={css.ending}>
      {parts.join(" · ")} · <TimeAgo at={message.at} />
    </p>
  );
}

function Live({ live, modelName }: { live: LiveAnswer; modelName: string }) {
  const { t } = useTranslation();
  const loading = useSlice("runtime").state === "loading";
  return (
    <article className={css.theirs} aria-label={visible(modelName)} aria-busy="true">
      <p className={css.who}>
        <bdi>{visible(modelName)}</bdi>
      </p>
      {live.text === "" ? (
        <p className="muted">{loading ? t("chat.loadingModel") : t("chat.thinking")}</p>
      ) : (
        <p className={css.text} dir="auto">
          {live.partial && "… "}
          {live.text}
          <span className={css.caret} aria-hidden />
        </p>
      )}
      <p className={css.ending}>{live.tokens > 0 ? t("chat.tokens", { count: live.tokens }) : "\u00a0"}</p>
    </article>
  );
}
