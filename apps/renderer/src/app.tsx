import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Router } from "wouter";
import { say } from "./actions/actions.ts";
import { ErrorBoundary } from "./components/error-boundary.tsx";
import { Outside } from "./frame/connection-views.tsx";
import { Routes } from "./frame/routes.tsx";
import { consoleStore } from "./state/console-store.ts";
import { connectionStore } from "./state/connection-store.ts";
import { useHashPath, useHashSearch } from "./state/hash-location.ts";
import { takeFlash } from "./state/lock-reload.ts";
import { cssVariables, styleNonce, theme } from "./theme/theme.ts";

/** The console's page. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => styleNonce() ?? ""}>
      <Notifications position="bottom-right" limit={4} />
      <ErrorBoundary>
        <Router hook={useHashPath} searchHook={useHashSearch}>
          <Inside />
        </Router>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Inside() {
  const hasState = consoleStore(({ state }) => state !== null);
  const shut = connectionStore(({ phase }) => phase === "no-session" || phase === "incompatible");
  useFlash(hasState);
  return hasState && !shut ? <Routes /> : <Outside />;
}

/** Says once what the page before the reload ended with. */
function useFlash(ready: boolean): void {
  const { t } = useTranslation();
  useEffect(() => {
    const flash = ready ? takeFlash() : null;
    if (flash !== null) say(t(`flash.${flash}`));
  }, [ready, t]);
}
