import type { ReactNode } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { ErrorBoundary } from "../components/error-boundary.tsx";
import { Approvals } from "../pages/approvals.tsx";
import { ChatPage } from "../pages/chat.tsx";
import { GpuPage } from "../pages/gpu.tsx";
import { Home } from "../pages/home.tsx";
import { IncidentPage } from "../pages/incident.tsx";
import { Incidents } from "../pages/incidents.tsx";
import { LogExport } from "../pages/log-export.tsx";
import { Log } from "../pages/log.tsx";
import { Machine } from "../pages/machine.tsx";
import { ModelPage } from "../pages/model.tsx";
import { Models } from "../pages/models.tsx";
import { AfterErase } from "../pages/panic-after.tsx";
import { PanicTakeover } from "../pages/panic-countdown.tsx";
import { PanicPage } from "../pages/panic.tsx";
import { RulePage, Rules } from "../pages/rules.tsx";
import { SettingsPage } from "../pages/settings.tsx";
import { Unlock } from "../pages/unlock.tsx";
import { VaultPage } from "../pages/vault.tsx";
import { WatchedFiles } from "../pages/watched-files.tsx";
import { Wizard } from "../pages/wizard.tsx";
import { useSlice } from "../state/console-store.ts";
import { panicSeenStore } from "../state/panic-seen.ts";
import { uiStore } from "../state/ui-store.ts";
import { Shell } from "./shell.tsx";

/** Which page stands at which address. Pages that need the vault show the unlock form while it is closed. */
export function Routes() {
  const vault = useSlice("vault").state;
  const firstRun = useFirstRun(vault);
  const [path] = useLocation();
  const panic = useSlice("panic");
  const seen = panicSeenStore((store) => store.seen);
  if (panic.state !== "idle") return <PanicTakeover />;
  if (vault === "absent" && panic.last?.level === 3 && seen !== panic.last.id) {
    return (
      <Shell bare>
        <AfterErase last={panic.last} />
      </Shell>
    );
  }
  if (firstRun) {
    return (
      <Shell bare>
        <Wizard />
      </Shell>
    );
  }
  return (
    <Shell>
      <ErrorBoundary key={path.split("/")[1] ?? ""}>
        <Switch>
          <Route path="/">
            <NeedsVault page="home">
              <Home />
            </NeedsVault>
          </Route>
          <Route path="/models">
            <NeedsVault page="models">
              <Models />
            </NeedsVault>
          </Route>
          <Route path="/models/:id">
            {({ id }) => (
              <NeedsVault page="models">
                <ModelPage key={id} id={id} />
              </NeedsVault>
            )}
          </Route>
          <Route path="/chat">
            <NeedsVault page="chat">
              <ChatPage id={null} />
            </NeedsVault>
          </Route>
          <Route path="/chat/:id">
            {({ id }) => (
              <NeedsVault page="chat">
                <ChatPage id={id} />
              </NeedsVault>
            )}
          </Route>
          <Route path="/machine/gpu">
            <GpuPage />
          </Route>
          <Route path="/gpu">
            <Redirect to="/machine/gpu" replace />
          </Route>
          <Route path="/machine/files">
            <WatchedFiles />
          </Route>
          <Route path="/machine">
            <Machine />
          </Route>
          <Route path="/incidents">
            <Incidents />
          </Route>
          <Route path="/incidents/:id">{({ id }) => <IncidentPage key={id} id={id} />}</Route>
          <Route path="/approvals">
            <Approvals />
          </Route>
          <Route path="/rules">
            <Rules />
          </Route>
          <Route path="/rules/:id">{({ id }) => <RulePage key={id} id={id} />}</Route>
          <Route path="/log/export">
            <LogExport />
          </Route>
          <Route path="/log">
            <Log />
          </Route>
          <Route path="/vault">
            <VaultPage />
          </Route>
          <Route path="/panic">
            <PanicPage />
          </Route>
          <Route path="/settings">
            <SettingsPage />
          </Route>
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </ErrorBoundary>
    </Shell>
  );
}

/** From "no vault" until the person leaves the last step; `unlocking` without key figures is the vault being made. */
function useFirstRun(vault: ReturnType<typeof useSlice<"vault">>["state"]): boolean {
  const firstModel = uiStore((ui) => ui.firstModel);
  return vault === "absent" || (firstModel && (vault === "unlocking" || vault === "unlocked"));
}

function NeedsVault({ page, children }: { page: "home" | "models" | "chat"; children: ReactNode }) {
  const vault = useSlice("vault").state;
  return vault === "unlocked" ? children : <Unlock page={page} />;
}
