/** The request that the document's address names after "#"; null when it names none. */
export function requestId(hash: string): string | null {
  return /^#\/?([0-9a-f]{32})$/.exec(hash)?.[1] ?? null;
}
