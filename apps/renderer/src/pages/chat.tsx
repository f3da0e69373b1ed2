import { Button } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { act } from "../actions/actions.ts";
import { ConfirmDialog } from "../components/confirm.tsx";
import { Empty, Page, useTitle } from "../components/page.tsx";
import { chatStore, forget, openChat, readList } from "../state/chat-store.ts";
import { useSlice } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { Conversation } from "./chat-conversation.tsx";
import { ChatList } from "./chat-list.tsx";
import css from "./chat.module.css";

/** Conversations beside the open one. `id` null: a new one. */
export function ChatPage({ id }: { id: string | null }) {
  const { t } = useTranslation();
  const list = chatStore((chats) => chats.list);
  const runnable = useSlice("models").items.some(
    (model) => model.state === "admitted" && model.admittedAs === "model",
  );
  useEffect(() => void readList(), []);
  useEffect(() => void openChat(id), [id]);
  useTitle(t("chat.title"));
  if (!runnable && list?.length === 0) {
    return (
      <Page
        title={t("chat.title")}
        lead={t("chat.noModels")}
        todo={t("chat.noModelsText")}
        action={
          <Button component={Link} href="/models" variant="filled">
            {t("chat.toModels")}
          </Button>
        }
      >
        <Empty title={t("chat.emptyTitle")}>{t("chat.emptyText")}</Empty>
      </Page>
    );
  }
  return (
    <div className={css.page}>
      <aside className={css.side} aria-label={t("chat.conversations")}>
        <Button
          leftSection={<Plus aria-hidden className="icon" />}
          onClick={() => {
            navigate("/chat");
          }}
          fullWidth
        >
          {t("chat.new")}
        </Button>
        <ChatList open={id} />
      </aside>
      <Conversation key={id ?? "new"} id={id} actions={id === null ? null : <DeleteButton id={id} />} />
    </div>
  );
}

function DeleteButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    setAsking(false);
    if ((await act("chat.delete", { chatId: id })) === null) return;
    forget(id);
    navigate("/chat");
  };
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        aria-label={t("chat.delete")}
        title={t("chat.delete")}
        onClick={() => {
          setAsking(true);
        }}
      >
        <Trash2 aria-hidden className="icon" />
      </Button>
      <ConfirmDialog
        open={asking}
        title={t("chat.deleteTitle")}
        text={t("chat.deleteText")}
        confirm={t("chat.deleteConfirm")}
        onCancel={() => {
          setAsking(false);
        }}
        onConfirm={() => void remove()}
      />
    </>
  );
}
