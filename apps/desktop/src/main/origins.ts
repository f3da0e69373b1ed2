/**
 * Each document is an origin on a scheme of its own in a session of its own, so that a page that was taken over cannot reach into the approval or into what
 * a card computes: not by script, not by storage, not by a request.
 */
export interface Site {
  readonly scheme: string;
  readonly origin: string;
  /** The only document of this origin. */
  readonly document: string;
  /** The other origin's document, which is not served here. */
  readonly foreign: string;
}

export const CONSOLE_SITE: Site = {
  scheme: "casemate",
  origin: "casemate://app",
  document: "/index.html",
  foreign: "/approve.html",
};

export const APPROVAL_SITE: Site = {
  scheme: "casemate-approval",
  origin: "casemate-approval://app",
  document: "/approve.html",
  foreign: "/index.html",
};

/** The hidden window's. WebGPU is there in secure contexts only, which a scheme with the privilege "secure" makes. */
export const COMPUTE_SITE: Site = {
  scheme: "casemate-compute",
  origin: "casemate-compute://app",
  document: "/compute.html",
  foreign: "/index.html",
};

/** The document's address, with a fragment when one is given. */
export function documentUrl(site: Site, fragment?: string): string {
  return `${site.origin}${site.document}${fragment === undefined ? "" : `#${fragment}`}`;
}

/** True for the site's own document, whatever its fragment; a query is somebody else's doing. */
export function isDocument(site: Site, url: string): boolean {
  return url.split("#", 1)[0] === documentUrl(site);
}
