import type { ModelSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { installStarter } from "../actions/known-file.tsx";
import { pickFiles, pickFolder } from "../components/file-picker.tsx";
import { FilterField, SortSelect } from "../components/filter-field.tsx";
import { Page, Section } from "../components/page.tsx";
import { visible } from "../format/text.ts";
import { useSlice } from "../state/console-store.ts";
import { useQuery } from "../state/hash-location.ts";
import { FrozenNote } from "./frozen-note.tsx";
import { ModelRows } from "./model-rows.tsx";
import { LostRows, QueueRows, useLost, useQueue, useSends } from "./model-queue.tsx";
import css from "./models.module.css";

export type SortKey = "newest" | "name" | "size";
const GROUPS = ["held", "vault", "refused"] as const;
type Group = (typeof GROUPS)[number];

export function Models() {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const queue = useQueue();
  const [filter, setFilter] = useQuery("filter");
  const [sort, setSort] = useQuery("sort");
  const key: SortKey = sort === "name" || sort === "size" ? sort : "newest";
  const groups = useMemo(() => grouped(items, filter, key), [items, filter, key]);
  const shown = GROUPS.reduce((sum, group) => sum + groups[group].length, 0);
  const empty = items.length === 0 && queue === 0;
  return (
    <Page
      title={t("models.title")}
      lead={<Lead />}
      todo={<Todo />}
      action={
        <Button variant={empty ? "default" : "filled"} onClick={pickFiles}>
          {t("models.choose")}
        </Button>
      }
    >
      <FrozenNote what="models" />
      <DropZone tall={empty} />
      {items.length > 0 && (
        <div className={css.tools}>
          <FilterField
            label={t("models.filterLabel")}
            placeholder={t("models.filter")}
            value={filter}
            onChange={setFilter}
          />
          <SortSelect
            label={t("models.sort")}
            value={key}
            options={[
              ["newest", t("models.sortBy.newest")],
              ["name", t("models.sortBy.name")],
              ["size", t("models.sortBy.size")],
            ]}
            onChange={setSort}
          />
        </div>
      )}
      <LostRows />
      <QueueRows />
      {GROUPS.map(
        (group) =>
          groups[group].length > 0 && (
            <Section key={group} title={`${t(`models.groups.${group}`)} (${String(groups[group].length)})`}>
              <ModelRows models={groups[group]} label={t(`models.groups.${group}`)} />
            </Section>
          ),
      )}
      {filter !== "" && shown === 0 && items.length > 0 && (
        <p className="muted">
          {t("models.noMatch", { filter: visible(filter) })}{" "}
          <Button
            size="compact-sm"
            onClick={() => {
              setFilter("");
            }}
          >
            {t("models.clear")}
          </Button>
        </p>
      )}
    </Page>
  );
}

/** One sentence: how things stand. */
function Lead() {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const queue = useQueue();
  const vault = items.filter((model) => model.state === "admitted").length;
  if (items.length === 0 && queue === 0) return t("models.empty");
  return [t("models.standing", { count: vault }), queue > 0 ? t("models.inspecting", { count: queue }) : ""]
    .filter((part) => part !== "")
    .join(" ");
}

function Todo() {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const queue = useQueue();
  const lost = useLost();
  const sends = useSends();
  const held = items.filter((model) => model.state === "held").length;
  if (sends || held + lost > 0)
    return [
      sends ? t("models.keepOpen") : "",
      lost > 0 ? t("models.lost", { count: lost }) : "",
      held > 0 ? t("models.waits", { count: held }) : "",
    ]
      .filter((part) => part !== "")
      .join(" ");
  return items.length === 0 && queue === 0 ? t("models.beginHere") : t("models.nothingToDo");
}

function DropZone({ tall }: { tall: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={`${css.zone ?? ""} ${tall ? (css.tall ?? "") : ""}`}>
      <Download aria-hidden className="icon" />
      <span>
        {t("models.dropHere")}{" "}
        <button type="button" className={css.link} onClick={pickFiles}>
          {t("models.choose")}
        </button>{" "}
        <button type="button" className={css.link} onClick={pickFolder}>
          {t("models.chooseFolder")}
        </button>
      </span>
      <span className="muted">{t("models.dropNote")}</span>
      {tall && (
        <div className={css.starter}>
          <p className="muted">{t("models.emptyText")}</p>
          <Button onClick={() => void installStarter()}>{t("home.starter")}</Button>
          <p className="muted">{t("home.starterText")}</p>
        </div>
      )}
    </div>
  );
}

const ORDERS: Record<SortKey, (a: ModelSummary, b: ModelSummary) => number> = {
  newest: (a, b) => b.receivedAt.localeCompare(a.receivedAt),
  name: (a, b) => a.name.localeCompare(b.name),
  size: (a, b) => b.bytes - a.bytes,
};

function grouped(
  items: readonly ModelSummary[],
  filter: string,
  sort: SortKey,
): Record<Group, ModelSummary[]> {
  const groups: Record<Group, ModelSummary[]> = { held: [], vault: [], refused: [] };
  const wanted = filter.toLowerCase();
  for (const model of [...items].sort(ORDERS[sort])) {
    if (
      wanted !== "" &&
      !`${model.name} ${model.facts?.architecture ?? ""} ${model.sha256}`.toLowerCase().includes(wanted)
    )
      continue;
    if (model.state === "held" || model.state === "contained") groups.held.push(model);
    else if (model.state === "admitted") groups.vault.push(model);
    else if (model.state === "refused") groups.refused.push(model);
  }
  return groups;
}
