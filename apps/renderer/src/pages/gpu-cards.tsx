import type { GpuCard, GpuEvidence } from "@casemate/contract";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { Card, Empty, Facts, Section } from "../components/page.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import css from "./gpu.module.css";

/** Each card with what is known of it. `cards` null: nobody could look. */
export function Cards({ cards }: { cards: readonly GpuCard[] | null }) {
  const { t } = useTranslation();
  return (
    <Section title={t("gpu.cards")}>
      {cards === null && <Empty>{t("gpu.cardsUnknown")}</Empty>}
      {cards?.length === 0 && <Empty>{t("gpu.cardsNone")}</Empty>}
      {cards?.map((card) => (
        <Card key={card.id}>
          <h3 className={css.cardName}>
            <bdi>{visible(card.name ?? card.id)}</bdi>{" "}
            <span className="muted">
              {[card.vendor, card.name === null ? null : card.id]
                .filter((part) => part !== null)
                .map(visible)
                .join(" · ")}
            </span>
          </h3>
          <Facts
            items={card.facts.map((fact) => [nameOf(fact), <Value key={fact.what} fact={fact} />] as const)}
          />
        </Card>
      ))}
    </Section>
  );
}

/** A fact of a card in the page's language; the source's own word for one that has none here. */
export function nameOf({ what }: Pick<GpuEvidence, "what">): string {
  return i18next.exists(`gpu.fact.${what}`)
    ? i18next.t(`gpu.fact.${what}` as "gpu.fact.driver")
    : visible(what);
}

/** The value with its unit; what the source wrote, where it could not be read. */
export function Value({ fact: { value, unit, raw } }: { fact: GpuEvidence }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (value === null)
    return (
      <span className="muted">
        {t("gpu.notTold")}
        {raw !== "" && (
          <>
            {" "}
            <code>{visible(raw)}</code>
          </>
        )}
      </span>
    );
  if (typeof value === "boolean") return <>{value ? t("gpu.on") : t("gpu.off")}</>;
  if (typeof value === "string") return <bdi className={css.value}>{visible(value)}</bdi>;
  const shown = new Intl.NumberFormat(format.language, { maximumFractionDigits: 2 }).format(value);
  return <span className="num">{unit === null ? shown : `${shown}\u202f${unit === "C" ? "°C" : unit}`}</span>;
}
