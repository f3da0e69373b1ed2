import { create } from "zustand";

export type DrawerName = "health" | "connections" | "isolation" | "vault" | "runtime" | "jobs";

/** What only this page knows: which layer is open, what is half-typed. Never mixed with the supervisor's state. */
interface UiStore {
  readonly drawer: DrawerName | null;
  readonly help: boolean;
  /** The last page of the first run: shown until the person leaves it. */
  readonly firstModel: boolean;
  /** Files that are on their way to intake and have no job yet, and those that were turned away. */
  readonly sending: readonly Sending[];
  /** A dangerous call that waits for an answer somewhere else. */
  readonly approvalAsked: string | null;
  /** Message drafts by conversation. */
  readonly drafts: Readonly<Record<string, string>>;
}

export interface Sending {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  /** False while the files before it are sent. */
  readonly started: boolean;
  readonly error: string | null;
  /** The person ended it: no alarm. */
  readonly cancelled: boolean;
}

export const uiStore = create<UiStore>()(() => ({
  drawer: null,
  help: false,
  firstModel: false,
  sending: [],
  approvalAsked: null,
  drafts: {},
}));

export function openDrawer(drawer: DrawerName | null): void {
  uiStore.setState({ drawer });
}

export function setHelp(help: boolean): void {
  uiStore.setState({ help });
}
