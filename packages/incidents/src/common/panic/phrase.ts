/** What a person types before level 2 or 3. It names the vault by eight digits of its id, and an unreadable one as such. */
export function panicPhrase(level: 2 | 3, vaultId: string | null): string {
  const which = vaultId === null ? "unreadable vault" : `vault ${vaultId.slice(0, 4)}-${vaultId.slice(4, 8)}`;
  return `${level === 2 ? "remove passphrases of" : "erase"} ${which}`;
}

/** Whether the typed text is the phrase: small and capital letters and the number of spaces do not matter, everything else does. */
export function isPhrase(typed: string, level: 2 | 3, vaultId: string | null): boolean {
  return typed.trim().toLowerCase().split(/\s+/).join(" ") === panicPhrase(level, vaultId);
}
