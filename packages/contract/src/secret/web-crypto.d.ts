/** WebCrypto's pair, which Node's types leave out of the global names that `@hpke/core` uses. Same as in the DOM library. */
interface CryptoKeyPair {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}
