import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
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
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce() ?? ""}
    >
      <Notifications position="bottom-right" limit={4} className="toasts" />
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
  const shut = connectionStore(
    ({ phase }) =>
      phase === "no-session" || phase === "incompatible" || phase === "leaving" || phase === "unanswered",
  );
  useFlash();
  return hasState && !shut ? <Routes /> : <Outside />;
}

/** How long the verification of a lock may take before it is called missing, in ms. */
const VERIFY_MS = 5_000;

/** After the reload that a lock or a panic causes: says what happened once that was verified, or that it was not. */
function useFlash(): void {
  const { t } = useTranslation();
  const [first] = useState(takeFlash);
  const [due, setDue] = useState(first);
  const vault = consoleStore(({ state }) => state?.vault.state);
  const verified = consoleStore(({ state }) => state?.vault.lockVerified === true);
  const panic = consoleStore(({ state }) => state?.panic);
  const ended = panic?.state === "idle" || panic?.state === "half_done";
  const complete = panic?.last?.complete === true;
  const settled = due === "panic" ? ended : verified;
  useEffect(() => {
    if (due === null || vault === undefined) return;
    const tell = (): void => {
      setDue(null);
      if (vault !== "locked") return;
      if (due === "panic") say(t(ended && complete ? "panic.flash.done" : "panic.flash.incomplete"));
      else say(t(verified ? "flash.locked" : "flash.lockedUnverified"));
    };
    if (settled) {
      tell();
      return;
    }
    const timer = setTimeout(tell, VERIFY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [due, vault, verified, settled, ended, complete, t]);
}
