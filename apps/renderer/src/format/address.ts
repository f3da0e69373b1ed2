/**
 * Where one request is answered in the browser: the same server under its other loopback name, which is another origin. So no script of this
 * page can reach into that document.
 */
export function approvalAddress(
  id: string,
  here: Pick<Location, "protocol" | "hostname" | "port"> = location,
): string {
  const host = here.hostname === "localhost" ? "127.0.0.1" : "localhost";
  return `${here.protocol}//${host}${here.port === "" ? "" : `:${here.port}`}/approve#${id}`;
}
