import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * Two documents: the console, and the approval that lives on an origin of its own. Everything is served from the same folder and
 * nothing is inlined: the server's content security policy allows files only.
 */
export default defineConfig({
  root: here,
  base: "./",
  plugins: [react()],
  css: { modules: { localsConvention: "camelCase" } },
  build: {
    outDir: "../../dist/renderer",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    rolldownOptions: { input: { index: `${here}index.html`, approve: `${here}approve.html` } },
  },
});
