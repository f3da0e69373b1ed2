import type { State } from "@casemate/contract";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { Card } from "../components/page.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import css from "./table.module.css";

type Service = State["services"][number];
const TONES: Record<Service["state"], Tone> = {
  stopped: "quiet",
  starting: "info",
  ready: "ok",
  stopping: "info",
  backoff: "warn",
  broken: "danger",
};

/** One row per process: state, PID, restarts, isolation. */
export function ServiceTable({ services }: { services: readonly Service[] }) {
  const { t } = useTranslation();
  return (
    <Card flush>
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t("machine.services")}>
        <table className={css.plain}>
          <thead>
            <tr>
              <th scope="col">{t("machine.serviceColumns.name")}</th>
              <th scope="col">{t("machine.serviceColumns.state")}</th>
              <th scope="col">{t("machine.serviceColumns.pid")}</th>
              <th scope="col">{t("machine.serviceColumns.restarts")}</th>
              <th scope="col">{t("machine.serviceColumns.isolation")}</th>
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <Row key={service.id} service={service} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Row({ service }: { service: Service }) {
  const { t } = useTranslation();
  const does = i18next.exists(`machine.does.${service.id}`)
    ? t(`machine.does.${service.id}` as "machine.does.keeper")
    : null;
  return (
    <tr>
      <td>
        <code>{service.id}</code>
        {does !== null && <span className="muted"> {does}</span>}
      </td>
      <td>
        <span className={css.result}>
          <StateMark tone={TONES[service.state]} />
          <span>{t(`machine.serviceState.${service.state}`)}</span>
        </span>
        {service.reason !== null && <span className="muted">{service.reason}</span>}
      </td>
      <td className="num">{service.pid ?? <span className="muted">{t("machine.noPid")}</span>}</td>
      <td className="num">{service.restarts}</td>
      <td>{t(`machine.confined.${service.isolation}`)}</td>
    </tr>
  );
}
