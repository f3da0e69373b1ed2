import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { FilePicker } from "../components/file-picker.tsx";
import { ClipboardNote } from "../components/copy-secret.tsx";
import { LostBanner } from "./connection-views.tsx";
import { Drawers } from "./drawers.tsx";
import { useOffline } from "./health.ts";
import { LockSoon } from "./lock-soon.tsx";
import { AskDialog, DropOverlay, HelpDialog } from "./overlays.tsx";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { StageAnnouncer } from "./announcer.tsx";
import { IncidentNews } from "./incident-news.tsx";
import css from "./shell.module.css";
import { usePanicKey, useShortcuts } from "./shortcuts.ts";
import { StatusBar } from "./status-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useIdleTouch } from "./touch.ts";

/** The frame around every page. `bare`: without the rail, for the first run. */
export function Shell({ children, bare = false }: { children: ReactNode; bare?: boolean }) {
  const { t } = useTranslation();
  useShortcuts();
  usePanicKey();
  useIdleTouch();
  const main = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const offline = useOffline();
  const [path] = useLocation();
  useEffect(() => {
    content.current?.scrollTo(0, 0);
  }, [path]);
  return (
    <div className={`${css.frame ?? ""} ${bare ? (css.bare ?? "") : ""}`}>
      <a
        href="#main"
        className={css.skip}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t("app.skip")}
      </a>
      {!bare && <Rail />}
      <TopBar bare={bare} />
      <main className={css.main} ref={main} id="main" tabIndex={-1}>
        <LostBanner />
        <LockSoon />
        <ClipboardNote />
        <div
          className={`${css.content ?? ""} ${offline ? (css.stale ?? "") : ""}`}
          ref={content}
          data-scroller
          inert={offline}
        >
          {children}
        </div>
      </main>
      <StatusBar />
      <Drawers />
      <HelpDialog />
      <AskDialog />
      <Palette />
      <DropOverlay />
      <FilePicker />
      <StageAnnouncer />
      <IncidentNews />
    </div>
  );
}
