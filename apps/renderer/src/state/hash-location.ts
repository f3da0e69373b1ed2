import { useSyncExternalStore } from "react";

/**
 * The route lives behind the "#", query included ("#/models?filter=phi"), so that one built page works on a loopback address and on the
 * desktop's own scheme, and so that no file name a person filters for is ever sent to a server.
 */
function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  addEventListener("popstate", listener);
  return () => {
    removeEventListener("hashchange", listener);
    removeEventListener("popstate", listener);
  };
}

function current(): string {
  const hash = location.hash.slice(1);
  return hash.startsWith("/") ? hash : "/";
}

/** Splits "/models?filter=phi" into path and query. */
export function splitRoute(route: string): { path: string; search: string } {
  const at = route.indexOf("?");
  return at === -1 ? { path: route, search: "" } : { path: route.slice(0, at), search: route.slice(at + 1) };
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  history[options.replace === true ? "replaceState" : "pushState"](null, "", `#${to}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** wouter's location hook. */
export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => splitRoute(current()).path), navigate];
}
useHashPath.hrefs = (href: string) => `#${href}`;

/** wouter's search hook. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, () => splitRoute(current()).search);
}

/** The present address with some query parameters changed. An empty value removes one. */
export function withQuery(changes: Readonly<Record<string, string>>): string {
  const { path, search } = splitRoute(current());
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  return query === "" ? path : `${path}?${query}`;
}

/** One query parameter of the route, and a setter that replaces the history entry. An empty value removes it. */
export function useQuery(name: string): [string, (value: string) => void] {
  const search = useHashSearch();
  const set = (value: string): void => {
    navigate(withQuery({ [name]: value }), { replace: true });
  };
  return [new URLSearchParams(search).get(name) ?? "", set];
}
