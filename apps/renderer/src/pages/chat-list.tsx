import type { ChatHit } from "@casemate/contract";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FilterField } from "../components/filter-field.tsx";
import { ErrorNote, Skeleton, TimeAgo } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { chatStore, readList } from "../state/chat-store.ts";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import css from "./chat.module.css";

/** How long typing must pause before it is looked for, in ms. */
const SEARCH_AFTER_MS = 250;

type Found =
  | { readonly state: "searching" }
  | { readonly state: "found"; readonly hits: readonly ChatHit[]; readonly complete: boolean }
  | { readonly state: "failed"; readonly why: string };

/** All conversations, or those that contain what is typed. */
export function ChatList({ open }: { open: string | null }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const wanted = query.trim();
  return (
    <>
      <FilterField
        label={t("chat.search")}
        placeholder={t("chat.search")}
        value={query}
        onChange={setQuery}
        width="100%"
      />
      {wanted === "" ? <All open={open} /> : <Hits key={wanted} query={wanted} open={open} />}
    </>
  );
}

function All({ open }: { open: string | null }) {
  const { t } = useTranslation();
  const list = chatStore((chats) => chats.list);
  const complete = chatStore((chats) => chats.listComplete);
  const listError = chatStore((chats) => chats.listError);
  return (
    <>
      {listError !== null && <ErrorNote text={listError} onRetry={() => void readList()} />}
      {list === null && listError === null && <Skeleton lines={4} />}
      {list?.length === 0 && <p className={css.sideNote}>{t("chat.none")}</p>}
      <ul className={css.list}>
        {list?.map((chat) => (
          <Entry key={chat.id} id={chat.id} open={open} title={chat.title}>
            {visible(chat.modelName)} · <TimeAgo at={chat.updatedAt} />
          </Entry>
        ))}
      </ul>
      {!complete && <p className={css.sideNote}>{t("chat.older")}</p>}
    </>
  );
}

/** Mounted anew for every text: what it shows belongs to that text alone. */
function Hits({ query, open }: { query: string; open: string | null }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found>({ state: "searching" });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      call("chat.search", { query }).then(
        ({ hits, complete }) => {
          if (current) setFound({ state: "found", hits, complete });
        },
        (error: unknown) => {
          if (current) setFound({ state: "failed", why: errorText(error) });
        },
      );
    }, SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  if (found.state === "failed") return <ErrorNote text={found.why} />;
  if (found.state === "searching") return <Skeleton lines={4} />;
  return (
    <>
      <p className={css.sideNote} role="status">
        {found.hits.length === 0
          ? t("chat.noHits")
          : t(found.complete ? "chat.hits" : "chat.hitsMore", { count: found.hits.length })}
      </p>
      <ul className={css.list} aria-label={t("chat.hitsLabel")}>
        {found.hits.map((hit) => (
          <Entry key={hit.chatId} id={hit.chatId} open={open} title={hit.title}>
            {visible(hit.excerpt)}
          </Entry>
        ))}
      </ul>
    </>
  );
}

function Entry({
  id,
  open,
  title,
  children,
}: {
  readonly id: string;
  readonly open: string | null;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <Link
        href={`/chat/${id}`}
        className={`${css.entry ?? ""} ${id === open ? (css.here ?? "") : ""}`}
        aria-current={id === open ? "page" : undefined}
      >
        <span className={css.entryTitle} dir="auto">
          {visible(title)}
        </span>
        <span className={css.entryMeta}>{children}</span>
      </Link>
    </li>
  );
}
