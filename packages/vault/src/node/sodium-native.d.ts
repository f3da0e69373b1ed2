/** The package ships no types; this is all we use of it. */
declare module "sodium-native" {
  /** Zeroed memory between guard pages, locked against swapping where the limit allows, left out of core dumps. */
  export function sodium_malloc(size: number): Buffer;
}
