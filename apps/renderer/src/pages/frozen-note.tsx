import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { StateMark } from "../components/state-mark.tsx";
import { useSlice } from "../state/console-store.ts";
import { worstOf } from "./incident-view.ts";
import css from "./incidents.module.css";

/** Why what is done on this page does not work now, in one sentence, and where that is ended. Nothing while it works. */
export function FrozenNote({ what }: { what: "chat" | "models" }) {
  const { t } = useTranslation();
  const { frozen } = useSlice("callPolicy");
  const { kept, items, frozen: byIncident } = useSlice("incidents");
  if (frozen === null) return null;
  const worst = worstOf(items);
  // Frozen without one: those that are stored could not be read.
  const reason = !byIncident
    ? "frozenOther"
    : worst === null || kept === "starting"
      ? "frozenReading"
      : "frozenHere";
  return (
    <div className={css.frozen} role="status">
      <StateMark tone="warn" />
      <span>{t(`incidents.${reason}`, { what: t(`incidents.frozenWhat.${what}`) })}</span>
      {worst !== null && byIncident && (
        <Link href={`/incidents/${worst.id}`}>{t("incidents.toIncident")}</Link>
      )}
    </div>
  );
}

/** An open incident about one model: what its page alone cannot end. */
export function ModelIncident({ id }: { id: string }) {
  const { t } = useTranslation();
  const { items } = useSlice("incidents");
  const about = worstOf(items.filter(({ subject }) => subject.kind === "model" && subject.id === id));
  if (about === null) return null;
  return (
    <div className={css.frozen} role="status">
      <StateMark tone="warn" />
      <span>{t("incidents.modelBlocked")}</span>
      <Link href={`/incidents/${about.id}`}>{t("incidents.toIncident")}</Link>
    </div>
  );
}
