import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLast } from "../state/use-last.ts";
import { openDrawer, uiStore, type DrawerName } from "../state/ui-store.ts";
import { ConnectionsDrawer, IsolationDrawer } from "./drawer-isolation.tsx";
import { HealthDrawer } from "./drawer-health.tsx";
import { JobsDrawer, RuntimeDrawer, VaultDrawer } from "./drawer-state.tsx";

const BODIES: Record<DrawerName, () => React.JSX.Element> = {
  health: HealthDrawer,
  connections: ConnectionsDrawer,
  isolation: IsolationDrawer,
  vault: VaultDrawer,
  runtime: RuntimeDrawer,
  jobs: JobsDrawer,
};

/** One evidence drawer at a time; Esc closes it. */
export function Drawers() {
  const { t } = useTranslation();
  const open = uiStore((ui) => ui.drawer);
  const name = useLast(open);
  const titles: Record<DrawerName, string> = {
    health: t("health.title"),
    connections: t("evidence.connections.title"),
    isolation: t("evidence.isolation.title"),
    vault: t("vault.title"),
    runtime: t("home.facts.runtime"),
    jobs: t("evidence.jobs.title"),
  };
  const Body = name === null ? null : BODIES[name];
  return (
    <Drawer
      opened={open !== null}
      onClose={() => {
        openDrawer(null);
      }}
      title={name === null ? "" : titles[name]}
      closeButtonProps={{ "aria-label": t("drawer.close") }}
      size={440}
    >
      {Body && <Body />}
    </Drawer>
  );
}
