import { IncidentSeverity, REPORTED_CLASSES, type IncidentSummary } from "@casemate/contract";
import { useTranslation } from "react-i18next";
import { SortSelect } from "../components/filter-field.tsx";
import { navigate, useQuery, withQuery } from "../state/hash-location.ts";
import css from "./incidents.module.css";
import type { IncidentsAsked } from "./use-incidents.ts";

const STATES = ["open", "failed", "ended"] as const;

/** What is asked for, out of the address. A value that is none asks nothing. */
export function useIncidentFilter() {
  const [kind, setKind] = useQuery("class");
  const [severity, setSeverity] = useQuery("severity");
  const [state, setState] = useQuery("state");
  const of = REPORTED_CLASSES.find((one) => one === kind) ?? null;
  const grave = IncidentSeverity.options.find((one) => one === severity) ?? null;
  const stands = STATES.find((one) => one === state) ?? null;
  const asked: IncidentsAsked = {
    class: of,
    which: stands === null ? "all" : stands === "ended" ? "ended" : "open",
  };
  return {
    kind: of ?? "",
    severity: grave ?? "",
    state: stands ?? "",
    asked,
    active: of !== null || grave !== null || stands !== null,
    /** This page narrows down what was read: then all of it has to be read. */
    narrows: grave !== null || stands === "failed",
    fits: (one: IncidentSummary): boolean =>
      (grave === null || one.severity === grave) &&
      (stands !== "failed" || one.state === "containment_failed"),
    setKind,
    setSeverity,
    setState,
    clear: () => {
      navigate(withQuery({ class: "", severity: "", state: "" }), { replace: true });
    },
  };
}

export function IncidentFilters({ filter }: { filter: ReturnType<typeof useIncidentFilter> }) {
  const { t } = useTranslation();
  const any = ["", t("incidents.any")] as const;
  const states = {
    open: t("incidents.stateOpen"),
    failed: t("incidents.stateFailed"),
    ended: t("incidents.stateEnded"),
  };
  const choices = [
    [
      t("incidents.filterState"),
      filter.state,
      filter.setState,
      STATES.map((one) => [one, states[one]] as const),
    ],
    [
      t("incidents.filterSeverity"),
      filter.severity,
      filter.setSeverity,
      IncidentSeverity.options.map((one) => [one, t(`incidents.severity.${one}`)] as const).reverse(),
    ],
    [
      t("incidents.filterClass"),
      filter.kind,
      filter.setKind,
      REPORTED_CLASSES.map((one) => [one, t(`incidents.class.${one}`)] as const),
    ],
  ] as const;
  return (
    <div className={css.filters}>
      {choices.map(([label, value, set, options]) => (
        <label key={label} className={css.choice}>
          <span className="muted">{label}</span>
          <SortSelect label={label} value={value} options={[any, ...options]} onChange={set} />
        </label>
      ))}
    </div>
  );
}
