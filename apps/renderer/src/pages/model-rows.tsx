import type { ModelSummary } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FileName, TimeAgo } from "../components/small.tsx";
import { useVirtualRows } from "../components/use-virtual-rows.ts";
import { CompactRail } from "../components/stage-rail.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import css from "./models.module.css";

/** Above this, rows are drawn only where they can be seen. */
const VIRTUAL_FROM = 60;
const ROW_PX = 56;

/** Models as rows; ↑ ↓ move between them, Enter opens the evidence. */
export function ModelRows({ models, label }: { models: readonly ModelSummary[]; label: string }) {
  const box = useRef<HTMLUListElement>(null);
  const virtual = models.length >= VIRTUAL_FROM;
  const virtualRows = useVirtualRows(virtual ? models.length : 0, ROW_PX, box);
  if (!virtual) {
    return (
      <ul className={css.list} data-boxed aria-label={label} onKeyDown={moveFocus}>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} />
        ))}
      </ul>
    );
  }
  return (
    <ul
      className={css.list}
      data-boxed
      data-virtual
      aria-label={label}
      ref={box}
      onKeyDown={moveFocus}
      tabIndex={0}
    >
      <li aria-hidden style={{ height: virtualRows.items[0]?.start ?? 0 }} />
      {virtualRows.items.map(({ index }) => {
        const model = models[index];
        return model && <ModelRow key={model.id} model={model} position={index + 1} total={models.length} />;
      })}
      <li
        aria-hidden
        style={{
          height: Math.max(0, virtualRows.height - (virtualRows.items.at(-1)?.end ?? 0)),
        }}
      />
    </ul>
  );
}

/** ↑ ↓ go to the name of the row before or after. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link.closest("li")?.contains(event.target as Node) === true);
  const next = links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function stateTone(model: ModelSummary): Tone {
  if (model.state === "admitted") return "ok";
  return model.state === "refused"
    ? "danger"
    : model.state === "held" || model.state === "contained"
      ? "warn"
      : "info";
}

function ModelRow({ model, position, total }: { model: ModelSummary; position?: number; total?: number }) {
  const { t } = useTranslation();
  const { info, ...rest } = model.findings;
  const points = Object.values(rest).reduce((sum, count) => sum + count, 0);
  return (
    <li
      className={css.modelRow}
      {...(position === undefined ? {} : { "aria-posinset": position, "aria-setsize": total })}
    >
      <span className={css.state}>
        <StateMark tone={stateTone(model)} />
        <span>{t(`verdict.${model.state}.word`)}</span>
      </span>
      <span className={css.what}>
        <Link href={`/models/${model.id}`} className={css.nameLink} data-row-link>
          <FileName name={model.state === "refused" ? model.fileName : model.name} strong />
        </Link>
        <Meta model={model} />
      </span>
      <CompactRail stages={model.stages} />
      <span className={css.points}>
        {points > 0 ? t("model.count", { count: points }) : info > 0 ? t("model.notes", { count: info }) : ""}
      </span>
      <RowAction model={model} />
    </li>
  );
}

function Meta({ model }: { model: ModelSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = model.facts;
  const parts = [
    facts?.architecture == null ? facts?.format : visible(facts.architecture),
    facts?.quantisation == null ? null : visible(facts.quantisation),
    format.bytes(model.bytes),
    model.files > 1 ? t("models.files", { count: model.files }) : null,
    model.admittedAs === "component" ? t("models.component") : null,
    model.releasedByPerson ? t("models.released") : null,
  ].filter((part) => part !== null && part !== undefined);
  return (
    <span className={css.meta}>
      {parts.join(" · ")} · <TimeAgo at={model.decidedAt ?? model.receivedAt} />
      {model.state === "refused" && model.discardAt !== null && <DiscardNote at={model.discardAt} />}
    </span>
  );
}

function DiscardNote({ at }: { at: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const time = format.relative(at, now);
  return (
    <span>
      {" · "}
      {Date.parse(at) <= now ? t("models.discarded", { time }) : t("models.discardIn", { time })}
    </span>
  );
}

function RowAction({ model }: { model: ModelSummary }) {
  const { t } = useTranslation();
  const name = visible(model.name);
  if (model.state === "admitted" && model.admittedAs === "model") {
    return (
      <Button
        component={Link}
        href={`/chat?model=${model.id}`}
        size="xs"
        aria-label={t("models.chatNamed", { name })}
      >
        {t("models.chat")}
      </Button>
    );
  }
  const text =
    model.state === "refused"
      ? t("models.why")
      : model.state === "admitted"
        ? t("models.evidence")
        : t("models.review");
  return (
    <Button
      component={Link}
      href={`/models/${model.id}`}
      size="xs"
      variant={model.state === "held" ? "filled" : "default"}
      aria-label={`${text}: ${name}`}
    >
      {text}
    </Button>
  );
}
