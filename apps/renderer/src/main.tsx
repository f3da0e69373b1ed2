import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/mantine.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod";
import { App } from "./app.tsx";
import { startLanguage } from "./i18n/i18n.ts";
import { startConnection } from "./state/connection.ts";
import { guardUploads } from "./state/leave-guard.ts";
import { blankOnPanic, reloadOnLock } from "./state/lock-reload.ts";
import { watchClipboard } from "./state/secret-clipboard.ts";

// The page's policy forbids making code from text; the schema library must not even try.
z.config({ jitless: true });

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root element");
await startLanguage();
reloadOnLock();
blankOnPanic();
watchClipboard();
guardUploads();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
await startConnection();
