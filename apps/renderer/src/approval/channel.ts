import { connect, contract, type Approval, type AppContract, type Client } from "@casemate/contract";
import type { SecretChannel } from "../actions/secret.ts";
import { openBrowser } from "../transport/browser.ts";
import { openDesktop } from "../transport/desktop.ts";

export interface ApprovalChannel {
  readonly client: Client<AppContract>;
  readonly secrets: SecretChannel;
  readonly approval: Approval;
  /** In the desktop the window itself is the proof of presence; in the browser the passphrase is. */
  readonly needsPassphrase: boolean;
  onClose(listener: () => void): void;
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
    needsPassphrase: transport.kind === "browser",
    onClose: (listener) => {
      transport.port.onClose(listener);
    },
  };
}
