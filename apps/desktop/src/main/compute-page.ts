import type { Pages } from "./pages.ts";
import { COMPUTE_SITE } from "./origins.ts";

/** What the build writes into the page: nothing but the one script whose digest it names. */
const POLICY =
  /<meta http-equiv="Content-Security-Policy" content="(default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none')"/;

export interface ComputePage {
  readonly pages: Pages;
  /** As a header: also what a policy inside a page cannot say. */
  readonly policy: string;
}

/** The page as the hidden window's session serves it. Throws Error for one without the policy that it must have. */
export function readComputePage(bytes: Buffer): ComputePage {
  const policy = POLICY.exec(bytes.toString("utf8"))?.[1];
  if (policy === undefined) throw new Error("The page that computes has no policy of the kind it must have.");
  return {
    pages: new Map([[COMPUTE_SITE.document, bytes]]),
    policy: `${policy}; frame-ancestors 'none'`,
  };
}
