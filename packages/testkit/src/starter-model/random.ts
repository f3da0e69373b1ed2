/**
 * sfc32: the same numbers on every machine and in every engine, because it uses 32-bit integer steps only.
 * Source: Chris Doty-Humphrey, PractRand.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0x9e3779b9;
    this.#b = 0x243f6a88;
    this.#c = seed | 0;
    for (let i = 0; i < 16; i++) this.#next();
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /**
   * Mean 0, variance 1: the sum of twelve 16-bit uniforms. Only exact additions, where `Math.log` and `Math.cos` may differ
   * between engines in the last bit.
   */
  gaussian(): number {
    let sum = 0;
    for (let i = 0; i < 6; i++) {
      const bits = this.#next();
      sum += (bits & 0xffff) + (bits >>> 16);
    }
    return (sum + 6) / 65_536 - 6;
  }
}
