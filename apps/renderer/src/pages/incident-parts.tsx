import type { Incident } from "@casemate/contract";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { FromServer } from "../components/from-server.tsx";
import { Digest } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../state/now.ts";
import { PartLink } from "./incident-links.tsx";
import { hasEnded } from "./incident-view.ts";
import css from "./incidents.module.css";

type Attested = NonNullable<Incident["attested"]>;
type Part = Attested["parts"][number];

/** What Casemate found when it looked again, part by part. */
export function AttestedParts({ incident, attested }: { incident: Incident; attested: Attested }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const count = attested.parts.filter(({ ok }) => ok !== true).length;
  const time = format.relative(attested.at, now);
  return (
    <>
      {!hasEnded(incident) && (
        <p>{count === 0 ? t("incidents.part.all", { time }) : t("incidents.part.some", { count, time })}</p>
      )}
      <ul className={css.parts} aria-label={t("incidents.part.label")}>
        {worstFirst(attested.parts).map((part) => (
          <PartRow key={part.id} part={part} incident={incident} />
        ))}
      </ul>
      <p className="muted">
        {t("incidents.nonce")} <Digest value={attested.nonce} name={t("incidents.nonce")} /> ·{" "}
        {t("incidents.digest")} <Digest value={attested.digest} name={t("incidents.digest")} />
      </p>
    </>
  );
}

/** What stands in the way is read first. */
function worstFirst(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => Number(a.ok === true) - Number(b.ok === true));
}

function PartRow({ part, incident }: { part: Part; incident: Incident }) {
  const { t } = useTranslation();
  const [tone, word] = readingOf(part);
  return (
    <li className={css.part}>
      <StateMark tone={tone} />
      <span>
        {partName(part.id)}: <strong>{t(`incidents.part.${word}`)}</strong>
      </span>
      <span className={css.found}>
        <FromServer>{visible(part.words)}</FromServer>
        {part.ok !== true && !hasEnded(incident) && <PartLink id={part.id} subject={incident.subject} />}
      </span>
    </li>
  );
}

/** How a part was found: its mark and its word. */
export function readingOf({ ok }: Pick<Part, "ok">): [Tone, "ok" | "bad" | "unknown"] {
  if (ok === null) return ["unknown", "unknown"];
  return ok ? ["ok", "ok"] : ["danger", "bad"];
}

/** A part that this page does not know is named as it came. */
export function partName(id: string): string {
  return i18next.exists(`incidents.part.${id}`)
    ? i18next.t(`incidents.part.${id}` as "incidents.part.log")
    : visible(id);
}
