import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { JobProgress } from "../components/job-progress.tsx";
import { Facts } from "../components/page.tsx";
import { FileName, TimeAgo } from "../components/small.tsx";
import { jobName } from "../format/job-name.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { noticeText } from "../state/error-text.ts";
import { openDrawer } from "../state/ui-store.ts";
import css from "./drawer.module.css";
import { SelfCheck } from "./drawer-isolation.tsx";
import { ServiceTable } from "../pages/machine-services.tsx";

const close = (): void => {
  openDrawer(null);
};

export function VaultDrawer() {
  const { t } = useTranslation();
  const vault = useSlice("vault");
  return (
    <div className={css.body}>
      <Facts
        items={[
          [t("vault.state"), t(`status.${vault.state}`)],
          [t("vault.since"), <TimeAgo key="since" at={vault.since} />],
          [
            t("vault.autoLock"),
            vault.lockDeferredBy !== null ? (
              t("vault.deferred", { why: vault.lockDeferredBy })
            ) : vault.locksAt === null ? (
              "–"
            ) : (
              <TimeAgo key="at" at={vault.locksAt} />
            ),
          ],
        ]}
      />
      <p className={css.note}>{t("vault.meansText")}</p>
      <SelfCheck command="casemate vault status" />
      <Link href="/vault" onClick={close}>
        {t("nav.vault")}
      </Link>
    </div>
  );
}

export function RuntimeDrawer() {
  const { t } = useTranslation();
  const format = useFormat();
  const runtime = useSlice("runtime");
  const services = useSlice("services").filter((service) => service.id === "runtime");
  const unknown = t("evidence.unknown");
  return (
    <div className={css.body}>
      <p className={css.claim}>
        {runtime.error === null ? (
          t(`status.${runtime.state === "stopped" ? "noModel" : runtime.state}`, {
            name: visible(runtime.modelName ?? ""),
          })
        ) : (
          <FromServer>{noticeText(runtime.error)}</FromServer>
        )}
      </p>
      {runtime.state !== "stopped" && (
        <Facts
          items={[
            ["PID", runtime.pid === null ? unknown : String(runtime.pid)],
            [
              t("model.fact.context"),
              runtime.contextSize === null ? unknown : format.count(runtime.contextSize),
            ],
            [t("machine.fact.cores"), runtime.threads === null ? unknown : String(runtime.threads)],
            [t("machine.accelerators"), runtime.device ?? unknown],
            [t("evidence.marker.name"), <MarkerFact key="marker" />],
            [t("evidence.isolation.layers"), runtime.isolation.layers.join(", ") || unknown],
          ]}
        />
      )}
      {services.length > 0 && <ServiceTable services={services} />}
    </div>
  );
}

/** Whether a hidden marker stands in what this model is given; unknown while it is being loaded. */
function MarkerFact() {
  const { t } = useTranslation();
  const { takesInstructions } = useSlice("runtime");
  const { promptMarkers } = useSlice("app").settings;
  if (takesInstructions === null) return t("evidence.unknown");
  if (!takesInstructions) return t("evidence.marker.noPlace");
  return t(promptMarkers ? "evidence.marker.placed" : "evidence.marker.off");
}

export function JobsDrawer() {
  const { t } = useTranslation();
  const running = useSlice("jobs").filter((job) => job.state === "running");
  return (
    <div className={css.body}>
      <p className={css.note}>{running.length === 0 ? t("evidence.jobs.none") : t("evidence.jobs.lead")}</p>
      {running.map((job) => (
        <div key={job.id}>
          <p>
            {t(`job.kind.${job.kind}`)} <FileName name={jobName(job)} strong />
          </p>
          <JobProgress job={job} />
        </div>
      ))}
    </div>
  );
}
