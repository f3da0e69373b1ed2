import { Button } from "@mantine/core";
import { Activity, Lock, LockOpen, Network, Puzzle, Shield, Siren } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { lockVault } from "../actions/actions.ts";
import { visible } from "../format/text.ts";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { useNow } from "../state/now.ts";
import { openDrawer, type DrawerName } from "../state/ui-store.ts";
import { useOffline } from "./health.ts";
import css from "./status-bar.module.css";
import { MOD } from "./top-bar.tsx";

/** Always visible. Each item is a button to what it rests on. */
export function StatusBar() {
  const { t } = useTranslation();
  const offline = useOffline();
  const vault = useSlice("vault").state;
  return (
    <footer className={css.bar} aria-label={t("status.label")}>
      {offline ? (
        <span className={css.offline}>{t("status.notConnected")}</span>
      ) : (
        <div className={css.items}>
          <VaultItem />
          <IncidentsItem />
          <RuntimeItem />
          <ConnectionsItem />
          <IsolationItem />
          <SharedPageItem />
          <JobsItem />
        </div>
      )}
      {vault === "unlocked" && !offline && (
        <Button
          size="compact-xs"
          className={css.lock}
          leftSection={<Lock aria-hidden className="icon" />}
          onClick={() => void lockVault()}
          aria-keyshortcuts="Control+L"
        >
          {t("status.lock")}
        </Button>
      )}
      {vault === "unlocked" && !offline && <kbd className={css.key}>{MOD} L</kbd>}
    </footer>
  );
}

function Item({
  drawer,
  tone = "quiet",
  icon,
  children,
}: {
  /** Its evidence; or what shows it, where that is a page. */
  drawer: DrawerName | (() => void);
  tone?: "quiet" | "warn" | "danger" | "unknown";
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={`${css.item ?? ""} ${tone === "quiet" ? "" : `tone-${tone}`}`}
      onClick={() => {
        if (typeof drawer === "string") openDrawer(drawer);
        else drawer();
      }}
    >
      {icon}
      <span className={css.text}>{children}</span>
    </button>
  );
}

function VaultItem() {
  const { t } = useTranslation();
  const vault = useSlice("vault");
  const now = useNow();
  const format = useFormat();
  const Icon = vault.state === "unlocked" ? LockOpen : Lock;
  const word =
    vault.state === "locked" && !vault.lockVerified
      ? t("status.lockedUnverified")
      : t(`status.${vault.state}`);
  const until =
    vault.lockDeferredBy !== null
      ? t("status.deferred")
      : vault.locksAt === null
        ? null
        : t("status.locksIn", { time: format.remaining(vault.locksAt, now) });
  const tone =
    vault.state === "error" ? "danger" : vault.state === "locked" && !vault.lockVerified ? "warn" : "quiet";
  return (
    <Item drawer="vault" tone={tone} icon={<Icon aria-hidden className="icon" />}>
      {vault.state === "unlocked" && until !== null ? `${word}, ${until}` : word}
    </Item>
  );
}

/** Only while there are some. */
function IncidentsItem() {
  const { t } = useTranslation();
  const { open, failed } = useSlice("incidents");
  const count = open.critical + open.high + open.medium + open.low;
  if (count === 0) return null;
  const show = (): void => {
    navigate("/incidents");
  };
  return (
    <Item
      drawer={show}
      tone={failed > 0 || open.critical + open.high > 0 ? "danger" : "warn"}
      icon={<Siren aria-hidden className="icon" />}
    >
      {t("incidents.statusItem", { count })}
    </Item>
  );
}

function RuntimeItem() {
  const { t } = useTranslation();
  const runtime = useSlice("runtime");
  const format = useFormat();
  const name = visible(runtime.modelName ?? "");
  if (runtime.state === "stopped") return null;
  const speed =
    runtime.tokensPerSecond === null
      ? null
      : t("status.speed", { value: format.count(runtime.tokensPerSecond) });
  const text = t(`status.${runtime.state}`, { name });
  return (
    <Item
      drawer="runtime"
      tone={runtime.state === "failed" ? "warn" : "quiet"}
      icon={<Activity aria-hidden className="icon" />}
    >
      {speed === null || runtime.state !== "ready" ? text : `${name} ${speed}`}
    </Item>
  );
}

function ConnectionsItem() {
  const { t } = useTranslation();
  const { state, connections } = useSlice("runtime");
  // Before the model is loaded there is no box to count in.
  if (state === "stopped" || state === "loading") return null;
  const { attempts } = connections;
  const tone = attempts === null ? "unknown" : attempts > 0 ? "danger" : "quiet";
  const text =
    attempts === null
      ? t("status.connectionsUnknown")
      : attempts === 0
        ? t("status.noConnections")
        : t("status.connections", { count: attempts });
  return (
    <Item drawer="connections" tone={tone} icon={<Network aria-hidden className="icon" />}>
      {text}
    </Item>
  );
}

function IsolationItem() {
  const { t } = useTranslation();
  const { level } = useSlice("app").isolation;
  const tone = level === "full" ? "quiet" : level === "unknown" ? "unknown" : "warn";
  return (
    <Item drawer="isolation" tone={tone} icon={<Shield aria-hidden className="icon" />}>
      {t(`status.isolation.${level}`)}
    </Item>
  );
}

/** An ordinary browser may have extensions, and those can read the page. */
function SharedPageItem() {
  const { t } = useTranslation();
  const { page } = useSlice("app");
  if (page !== "shared") return null;
  return (
    <Item drawer="isolation" tone="quiet" icon={<Puzzle aria-hidden className="icon" />}>
      {t("status.sharedPage")}
    </Item>
  );
}

function JobsItem() {
  const { t } = useTranslation();
  const count = useSlice("jobs").filter((job) => job.state === "running").length;
  if (count === 0) return null;
  return (
    <Item drawer="jobs" icon={<span className={css.pulse} aria-hidden />}>
      {t("status.jobs", { count })}
    </Item>
  );
}
