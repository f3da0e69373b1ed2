import type { AppContract, Client, Port } from "@casemate/contract";

export type ConsoleClient = Client<AppContract>;

/** Where a taken-in file went: its model and the job that inspects it. */
export interface TakenIn {
  readonly modelId: string;
  readonly jobId: string;
  /** The same bytes were taken in before: `modelId` is the one that was here already. */
  readonly known: boolean;
}

/** One model as it was dropped: a file, or several in the order that the console gave them. */
export interface DroppedModel {
  readonly name: string;
  /** `name`: the file's path in the model. */
  readonly files: readonly { readonly name: string; readonly file: File }[];
}

/** One open way to the supervisor. The same pages run on either kind. */
export interface Transport {
  readonly kind: "desktop" | "browser";
  readonly port: Port;
  /** Sends an envelope as a binary frame. `secretId` is 32 hexadecimal digits. */
  sendSecret(secretId: string, envelope: Uint8Array): void;
  /** Hands a dropped model to intake. Throws `RpcError` with one plain sentence. */
  takeIn(model: DroppedModel, client: ConsoleClient): Promise<TakenIn>;
  /**
   * Takes a forensic bundle away, by a ticket of the console. "saved" when a file was written, "begun" when the browser goes on by itself, "left"
   * when the person closed the dialog. Throws `RpcError` with one plain sentence.
   */
  saveBundle(ticket: string): Promise<"saved" | "begun" | "left">;
  close(): void;
}

/** True when the answer says that the same bytes were taken in before. */
export function isKnown(answer: object): boolean {
  return "known" in answer && answer.known === true;
}
