import { connect, contract, type AppContract, type Client, type Out } from "@casemate/contract";
import type { SecretChannel } from "../actions/secret.ts";
import { openBrowser } from "../transport/browser.ts";
import { openDesktop } from "../transport/desktop.ts";

/** A request, and what this document has to show to grant it: nothing in the desktop, whose window itself is the proof of presence. */
export type Asked = Out<AppContract["approvals.show"]>;

export interface ApprovalChannel {
  readonly client: Client<AppContract>;
  readonly secrets: SecretChannel;
  readonly approval: Asked;
  onClose(listener: () => void): void;
  /** A panic empties this document too: what it asked about is nobody's to read now. */
  onPanic(listener: () => void): void;
}

/** Connects this document for one request and reads it. Rejects when the console is gone or the request is no longer waiting. */
export async function openApproval(id: string): Promise<ApprovalChannel> {
  const bridge = window.casemate;
  const transport = bridge ? openDesktop(bridge) : await openBrowser(`approval.${id}`, null);
  const client = connect(contract, transport.port);
  const approval = await client.call("approvals.show", { id });
  return {
    client,
    approval,
    secrets: {
      begin: (purpose) => client.call("secret.begin", { purpose }),
      send: (secretId, envelope) => {
        transport.sendSecret(secretId, envelope);
      },
    },
    onClose: (listener) => {
      transport.port.onClose(listener);
    },
    onPanic: (listener) => {
      client.on("panic.blank", listener);
    },
  };
}
