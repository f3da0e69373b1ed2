import type { Session } from "electron";
import type { ElectronParts } from "./electron-parts.ts";
import type { Site } from "./origins.ts";
import { answer, type Pages } from "./pages.ts";

/** "Certificate refused" for every certificate (Electron's `setCertificateVerifyProc`): nothing here has a reason to use TLS. */
const REFUSED = -2;

/** Must run before Electron is ready. The privileges are what module scripts, fonts and web storage of a page need, and no more. */
export function registerSchemes(protocol: ElectronParts["protocol"], sites: readonly Site[]): void {
  protocol.registerSchemesAsPrivileged(
    sites.map(({ scheme }) => ({
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    })),
  );
}

export interface SiteRights {
  /** The site may put text on the clipboard when a person presses a Copy button. */
  readonly clipboard: boolean;
  /** Requests of the developer tools pass: only in a development checkout. */
  readonly devTools: boolean;
  /** The site's Content-Security-Policy, where it is not the one of the pages that people see. */
  readonly policy?: string;
}

/**
 * A session in memory for one site: nothing of it reaches the disk, no permission but writing text to the clipboard, no request but
 * for the site's own files, no download, no device, no spell checker.
 */
export function createSession(
  electron: Pick<ElectronParts, "session">,
  site: Site,
  pages: Pages,
  rights: SiteRights,
): Session {
  // Without the prefix "persist:" a partition lives in memory only.
  const session = electron.session.fromPartition(site.scheme, { cache: false });
  session.protocol.handle(site.scheme, (request) => answer(pages, site, request, rights.policy));
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({
      cancel: !(url.startsWith(`${site.origin}/`) || (rights.devTools && url.startsWith("devtools://"))),
    });
  });
  const allowed = (permission: string): boolean =>
    rights.clipboard && permission === "clipboard-sanitized-write";
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    callback(allowed(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    callback(null);
  });
  session.setCertificateVerifyProc((_request, callback) => {
    callback(REFUSED);
  });
  session.setSpellCheckerEnabled(false);
  // Dictionaries come from a server of Google's by default: point that at an address the filter above refuses.
  session.setSpellCheckerDictionaryDownloadURL("casemate-none://nowhere/");
  session.on("will-download", (event) => {
    event.preventDefault();
  });
  return session;
}
