/**
 * Strict UTF-8 check that keeps its state between chunks, so that a string of any length is checked in bounded memory.
 * Refuses overlong forms, surrogates and code points above U+10FFFF.
 */
export class Utf8Check {
  #rest = 0;
  #low = 0x80;
  #high = 0xbf;
  #valid = true;

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#rest === 0) {
        if (byte >= 0x80) this.#lead(byte);
      } else if (byte < this.#low || byte > this.#high) {
        this.#valid = false;
        this.#rest = 0;
      } else {
        this.#rest--;
        this.#low = 0x80;
        this.#high = 0xbf;
      }
      if (!this.#valid) return;
    }
  }

  /** Whether all bytes so far are whole, valid UTF-8; makes ready for the next string. */
  end(): boolean {
    const valid = this.#valid && this.#rest === 0;
    this.#valid = true;
    this.#rest = 0;
    this.#low = 0x80;
    this.#high = 0xbf;
    return valid;
  }

  #lead(byte: number): void {
    this.#low = 0x80;
    this.#high = 0xbf;
    if (byte >= 0xc2 && byte <= 0xdf) {
      this.#rest = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      this.#rest = 2;
      if (byte === 0xe0) this.#low = 0xa0;
      if (byte === 0xed) this.#high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.#rest = 3;
      if (byte === 0xf0) this.#low = 0x90;
      if (byte === 0xf4) this.#high = 0x8f;
    } else {
      this.#valid = false;
    }
  }
}
