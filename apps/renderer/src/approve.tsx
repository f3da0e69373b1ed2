import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@mantine/core/styles.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/mantine.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod";
import { ApprovalDocument } from "./approval/document.tsx";
import { startLanguage } from "./i18n/i18n.ts";
import { cssVariables, styleNonce, theme } from "./theme/theme.ts";

// The document's policy forbids making code from text; the schema library must not even try.
z.config({ jitless: true });

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root element");
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce() ?? ""}
    >
      <ApprovalDocument />
    </MantineProvider>
  </StrictMode>,
);
