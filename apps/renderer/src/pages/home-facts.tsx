import type { State } from "@casemate/contract";
import { ChevronRight } from "lucide-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { FromServer } from "../components/from-server.tsx";
import { Card } from "../components/page.tsx";
import { StateMark, type Tone } from "../components/state-mark.tsx";
import { visible } from "../format/text.ts";
import { useFormat, type Format } from "../format/use-format.ts";
import { ISOLATION_TONES } from "../frame/drawer-isolation.tsx";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import css from "./home.module.css";

interface Fact {
  readonly name: string;
  readonly tone: Tone;
  readonly sentence: ReactNode;
  readonly to: string;
  /** What the line does when it does more than lead to a page. */
  readonly action?: string;
}

/** One line for each thing that can be well or not, each leading to its page. */
export function FactRows() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const facts: Fact[] = [
    { name: t("home.facts.vault"), to: "/vault", ...vaultFact(useSlice("vault"), t, format, now) },
    { name: t("home.facts.models"), to: "/models", ...modelsFact(useSlice("models"), t) },
    { name: t("home.facts.runtime"), to: "/chat", ...runtimeFact(useSlice("runtime"), t) },
    { name: t("home.facts.log"), to: "/log", ...logFact(useSlice("ledger"), t, format, now) },
    { name: t("home.facts.isolation"), to: "/machine", ...isolationFact(useSlice("app").isolation, t) },
    { name: t("home.facts.machine"), to: "/machine", ...machineFact(useSlice("machine"), t) },
  ];
  return (
    <Card flush>
      <ul className={css.facts}>
        {facts.map((fact) => (
          <li key={fact.name}>
            <Link href={fact.to} className={css.fact}>
              <StateMark tone={fact.tone} />
              <span className={css.factName}>{fact.name}</span>
              <span className={css.factText}>{fact.sentence}</span>
              <span className={css.factGo}>
                {fact.action}
                <ChevronRight aria-hidden className="icon" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Said = Pick<Fact, "tone" | "sentence"> & Partial<Fact>;

function vaultFact(vault: State["vault"], t: TFunction, format: Format, now: number): Said {
  if (vault.state !== "unlocked") return { tone: "unknown", sentence: t("home.facts.vaultOther") };
  if (vault.lockDeferredBy !== null)
    return { tone: "ok", sentence: t("home.facts.vaultUnlockedDeferred", { why: vault.lockDeferredBy }) };
  return {
    tone: "ok",
    sentence: t("home.facts.vaultUnlocked", {
      time: vault.locksAt === null ? t("time.unknown") : format.relative(vault.locksAt, now),
    }),
  };
}

function modelsFact(models: State["models"], t: TFunction): Said {
  const count = models.items.filter((model) => model.state === "admitted").length;
  return {
    tone: count === 0 ? "quiet" : "ok",
    sentence: count === 0 ? t("home.facts.modelsNone") : t("home.facts.models", { count }),
  };
}

function runtimeFact(runtime: State["runtime"], t: TFunction): Said {
  const name = visible(runtime.modelName ?? "");
  const { attempts } = runtime.connections;
  if (runtime.state === "stopped") return { tone: "quiet", sentence: t("home.facts.runtimeStopped") };
  if (runtime.state === "failed")
    return {
      tone: "warn",
      sentence: runtime.error ? (
        <FromServer>{runtime.error.message}</FromServer>
      ) : (
        t("home.facts.runtimeFailed")
      ),
    };
  if (attempts === null) return { tone: "unknown", sentence: t("home.facts.runtimeUnknown", { name }) };
  return attempts === 0
    ? { tone: "ok", sentence: t("home.facts.runtimeZero", { name }) }
    : { tone: "danger", sentence: t("home.facts.runtimeSome", { name, count: attempts }) };
}

function logFact(ledger: State["ledger"], t: TFunction, format: Format, now: number): Said {
  const records = ledger.size === null ? t("time.unknown") : format.count(ledger.size);
  if (ledger.state === "starting") return { tone: "unknown", sentence: t("home.facts.logStarting") };
  if (ledger.state === "unavailable") return { tone: "danger", sentence: t("home.facts.logUnavailable") };
  if (ledger.state === "damaged") return { tone: "danger", sentence: t("home.facts.logDamaged") };
  if (ledger.recovered !== null) return { tone: "danger", sentence: t("home.facts.logRecovered") };
  if (ledger.verifiedAt === null)
    return {
      tone: "quiet",
      sentence: t("home.facts.logUnverified", { records }),
      to: "/log?verify=1",
      action: t("home.facts.logVerify"),
    };
  return {
    tone: "ok",
    sentence: t("home.facts.logOk", { records, time: format.relative(ledger.verifiedAt, now) }),
  };
}

function isolationFact(isolation: State["app"]["isolation"], t: TFunction): Said {
  const notice = isolation.notices[0];
  return {
    tone: ISOLATION_TONES[isolation.level],
    sentence: notice ? <FromServer>{notice.message}</FromServer> : t(`evidence.isolation.${isolation.level}`),
  };
}

function machineFact(machine: State["machine"], t: TFunction): Said {
  if (machine.gpus === null) return { tone: "unknown", sentence: t("home.facts.gpuUnknown") };
  return {
    tone: "quiet",
    sentence:
      machine.gpus.length === 0
        ? t("home.facts.gpuNone")
        : t("home.facts.gpu", { count: machine.gpus.length }),
  };
}
