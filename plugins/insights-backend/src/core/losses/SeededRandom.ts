/** The same numbers for the same seed on every machine (splitmix32); good enough to draw samples, not for secrets. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.trunc(seed) % 4_294_967_296;
  }

  /** A whole number of 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) % 4_294_967_296;
    let mixed = this.#state;
    /* eslint-disable no-bitwise -- mixing bits is what this is */
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
    /* eslint-enable no-bitwise */
  }
}
