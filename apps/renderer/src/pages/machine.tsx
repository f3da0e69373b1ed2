import type { State } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { Card, Facts, Page, Section } from "../components/page.tsx";
import { TimeAgo } from "../components/small.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { withUnit } from "../format/number.ts";
import { useFormat } from "../format/use-format.ts";
import drawer from "../frame/drawer.module.css";
import { IsolationClaim } from "../frame/drawer-isolation.tsx";
import { useSlice } from "../state/console-store.ts";
import { AttestationSection } from "./machine-attestation.tsx";
import { Engine } from "./machine-engine.tsx";
import { PROBE_TONES } from "./gpu-probes.tsx";
import { ServiceTable } from "./machine-services.tsx";
import css from "./home.module.css";

export function Machine() {
  const { t } = useTranslation();
  const { isolation, engine } = useSlice("app");
  const services = useSlice("services");
  const down = services.filter((service) => service.state === "backoff" || service.state === "broken").length;
  const todo =
    services.length === 0
      ? t("machine.servicesUnknown")
      : down === 0
        ? t("machine.servicesOk", { count: services.length })
        : t("machine.servicesDown", { count: down });
  return (
    <Page title={t("machine.title")} lead={t(`machine.lead_${isolation.level}`)} todo={todo}>
      <Section title={t("machine.isolation")}>
        <Card>
          <div className={drawer.body}>
            <IsolationClaim isolation={isolation} />
          </div>
        </Card>
      </Section>
      <AttestationSection />
      <Accelerators />
      <Computer />
      <Engine name={engine} />
      <Section title={t("machine.services")}>
        {services.length === 0 ? (
          <p className="muted">{t("machine.servicesUnknown")}</p>
        ) : (
          <ServiceTable services={services} />
        )}
      </Section>
    </Page>
  );
}

function Accelerators() {
  const { t } = useTranslation();
  const { gpu, gpus, gpuNote, checkedAt } = useSlice("machine");
  return (
    <Section
      title={t("machine.accelerators")}
      aside={
        <>
          {checkedAt !== null && <TimeAgo at={checkedAt} />}
          <Button component={Link} href="/machine/gpu" size="xs">
            {t("gpu.open")}
          </Button>
        </>
      }
    >
      <Card flush>
        <ul className={css.rows}>
          {gpu !== null && (
            <li>
              <StateMark tone={gpu.verdict === "healthy" ? "ok" : PROBE_TONES[gpu.verdict]} />
              <span className={css.grow}>
                <FromServer>{gpu.sentence}</FromServer>
              </span>
            </li>
          )}
          {(gpus === null || gpus.length === 0) && (
            <li>
              <StateMark tone={gpus === null ? "unknown" : "quiet"} />
              <span className={css.grow}>
                {gpus === null ? t("machine.gpusUnknown") : gpuNote === "" ? t("machine.gpusNone") : null}{" "}
                {gpuNote}
              </span>
            </li>
          )}
          {gpus?.map((gpu, index) => (
            <Gpu key={`${gpu.name}-${String(index)}`} gpu={gpu} />
          ))}
          {gpus !== null && gpus.length > 0 && gpuNote !== "" && <li className="muted">{gpuNote}</li>}
        </ul>
      </Card>
    </Section>
  );
}

function Gpu({ gpu }: { gpu: NonNullable<State["machine"]["gpus"]>[number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const memory =
    gpu.memoryMiB === null
      ? t("machine.memoryUnknown")
      : t("machine.memory", { value: withUnit(gpu.memoryMiB, "MiB", format.language) });
  return (
    <li>
      <StateMark tone="quiet" />
      <span className={css.grow}>
        <strong>{gpu.name}</strong>{" "}
        <span className="muted">
          {[
            gpu.vendor,
            memory,
            gpu.driver === null ? t("machine.driverUnknown") : t("machine.driver", { value: gpu.driver }),
          ].join(" · ")}
        </span>
      </span>
    </li>
  );
}

const SWAP_TONES: Record<State["machine"]["swap"], Tone> = {
  off: "ok",
  encrypted: "ok",
  on: "warn",
  unknown: "unknown",
};

function Computer() {
  const { t } = useTranslation();
  const format = useFormat();
  const machine = useSlice("machine");
  const app = useSlice("app");
  return (
    <Section title={t("machine.computer")}>
      <Card>
        <Facts
          items={[
            [t("machine.fact.memory"), format.bytes(machine.memoryBytes)],
            [t("machine.fact.cores"), format.count(machine.cores)],
            [
              t("machine.fact.swap"),
              <span key="swap" className={drawer.claim}>
                <StateMark tone={SWAP_TONES[machine.swap]} />
                <span>{t(`machine.swap.${machine.swap}`)}</span>
              </span>,
            ],
            [t("machine.fact.platform"), app.platform],
            [t("machine.fact.version"), `${app.version} · ${t(`status.shell.${app.shell}`)}`],
            [t("machine.fact.engine"), app.engine],
            [t("machine.fact.node"), app.node],
            [t("machine.fact.started"), <TimeAgo key="started" at={app.startedAt} />],
          ]}
        />
      </Card>
    </Section>
  );
}
