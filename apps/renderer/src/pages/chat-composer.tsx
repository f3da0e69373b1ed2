import { MAX_MESSAGE_CHARS } from "@casemate/contract";
import { Button, NumberInput, Popover, Textarea } from "@mantine/core";
import { SlidersHorizontal, Square } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { chatStore, setOptions } from "../state/chat-store.ts";
import { uiStore } from "../state/ui-store.ts";
import css from "./chat.module.css";

interface ComposerProps {
  readonly draftKey: string;
  /** Why nothing can be sent now; null when it can. */
  readonly blocked: string | null;
  readonly answering: boolean;
  /** False when it was not taken: the text stays. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onStop: () => void;
}

/** Where a message is written. The draft survives a change of page. */
export function Composer({ draftKey, blocked, answering, onSend, onStop }: ComposerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = uiStore((ui) => ui.drafts[draftKey] ?? "");
  const sending = chatStore((chats) => chats.sending);
  const ready = blocked === null && !answering && !sending;
  useEffect(() => {
    if (!answering) field.current?.focus({ preventScroll: true });
  }, [answering]);
  const send = async (): Promise<void> => {
    const text = draft.trim();
    if (!ready || text === "") return;
    setDraft(draftKey, "");
    if (!(await onSend(text))) setDraft(draftKey, text);
  };
  return (
    <form
      className={css.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={field}
        aria-label={t("chat.message")}
        placeholder={blocked === null || blocked === "" ? t("chat.placeholder") : blocked}
        value={draft}
        dir="auto"
        autosize
        minRows={2}
        maxRows={9}
        maxLength={MAX_MESSAGE_CHARS}
        onChange={(event) => {
          setDraft(draftKey, event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <div className={css.composerBar}>
        <AnswerSettings />
        <span className={css.hint}>
          {blocked !== null && blocked !== "" ? blocked : t("chat.notCalibrated")}
        </span>
        {answering ? (
          <Button onClick={onStop} leftSection={<Square aria-hidden className="icon" />}>
            {t("chat.stop")}
          </Button>
        ) : (
          <Button type="submit" variant="filled" disabled={!ready || draft.trim() === ""} loading={sending}>
            {t("chat.send")}
          </Button>
        )}
      </div>
    </form>
  );
}

function setDraft(key: string, text: string): void {
  uiStore.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: text } }));
}

function AnswerSettings() {
  const { t } = useTranslation();
  const { temperature, maxTokens } = chatStore((chats) => chats.options);
  return (
    <Popover position="top-start" shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <Button
          type="button"
          size="xs"
          variant="subtle"
          aria-label={t("chat.options")}
          title={t("chat.options")}
        >
          <SlidersHorizontal aria-hidden className="icon" />
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={css.options}>
          <NumberInput
            label={t("chat.temperature")}
            value={temperature}
            min={0}
            max={2}
            step={0.1}
            decimalScale={2}
            onChange={(value) => {
              if (typeof value === "number") setOptions({ temperature: Math.min(2, Math.max(0, value)) });
            }}
          />
          <NumberInput
            label={`${t("chat.maxTokens")} (${t("chat.tokensUnit")})`}
            value={maxTokens}
            min={1}
            max={8192}
            step={64}
            allowDecimal={false}
            onChange={(value) => {
              if (typeof value === "number")
                setOptions({ maxTokens: Math.min(8192, Math.max(1, Math.round(value))) });
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
