/**
 * Names of the IPC channels between a preload script and the main process. Pages never see them: a page gets functions, and which
 * channel a function uses is decided in the preload's own world.
 */
export const CHANNELS = {
  /** Page → main: a document was loaded and wants a fresh connection. */
  open: "casemate:open",
  /** Both ways: one message of the contract as JSON text. */
  message: "casemate:message",
  /** Page → main: one secret envelope (ciphertext) as an ArrayBuffer. */
  secret: "casemate:secret",
  /** Page → main: the path of a dropped file, read from the File by the preload. Answers a token or a sentence. */
  drop: "casemate:drop",
  /** Page → main: a secret for the clipboard, a minute long; null takes it away. */
  clipboard: "casemate:clipboard",
  /** Page → main: the one-use ticket of a file that was made for it. A save dialog asks where it goes; answers how it ended, never a path. */
  save: "casemate:save",
  /** Main → hidden page: one text, what is to be computed. */
  compute: "casemate:compute",
  /** Hidden page → main: one text, what it says. */
  computed: "casemate:computed",
  /** Main → page: the connection has ended and none follows. */
  closed: "casemate:closed",
} as const;

/** What a drop is answered: a one-use token, or why not, in one sentence. */
export type DropAnswer = { readonly token: string } | { readonly problem: string };

/** How saving ended: a file was written, the person closed the dialog, or why not, in one sentence. */
export type SaveAnswer = { readonly saved: boolean } | { readonly problem: string };

/**
 * One loaded document's connection: 32 hexadecimal digits that its preload made. Answers to the document before it carry another one
 * and are dropped, so a late answer cannot be taken for the answer to a call with the same number.
 */
export const CONNECTION = /^[0-9a-f]{32}$/;
