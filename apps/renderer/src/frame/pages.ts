import {
  Box,
  Cpu,
  House,
  KeyRound,
  MessageSquare,
  OctagonX,
  ScrollText,
  Settings,
  ShieldQuestion,
  Siren,
  type LucideIcon,
} from "lucide-react";

export const PAGE_IDS = [
  "home",
  "models",
  "chat",
  "machine",
  "incidents",
  "approvals",
  "log",
  "vault",
  "panic",
  "settings",
] as const;
export type PageId = (typeof PAGE_IDS)[number];

/** In the order of the rail; `key` follows "g". To add a page: one row here, one in frame/routes.tsx, its words. */
export const PAGES: Readonly<Record<PageId, { path: string; key: string; icon: LucideIcon }>> = {
  home: { path: "/", key: "h", icon: House },
  models: { path: "/models", key: "m", icon: Box },
  chat: { path: "/chat", key: "c", icon: MessageSquare },
  machine: { path: "/machine", key: "a", icon: Cpu },
  incidents: { path: "/incidents", key: "i", icon: Siren },
  approvals: { path: "/approvals", key: "o", icon: ShieldQuestion },
  log: { path: "/log", key: "l", icon: ScrollText },
  vault: { path: "/vault", key: "v", icon: KeyRound },
  panic: { path: "/panic", key: "p", icon: OctagonX },
  settings: { path: "/settings", key: "s", icon: Settings },
};
