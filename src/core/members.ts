/** A set of small whole numbers, a bit for each: thousands are intersected and counted in a moment, and kept as bytes. */
export class Members {
  #words: Uint32Array;

  constructor(words: Uint32Array = new Uint32Array(0)) {
    this.#words = words;
  }

  static of(numbers: Iterable<number>): Members {
    const members = new Members();
    for (const one of numbers) members.put(one, true);
    return members;
  }

  static fromBytes(bytes: Uint8Array): Members {
    return new Members(new Uint32Array(Uint8Array.from(bytes).buffer));
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.#words.buffer, 0, this.#words.byteLength);
  }

  has(number: number): boolean {
    return ((this.#words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }

  /** In or out. Answers whether that changed anything. */
  put(number: number, isIn: boolean): boolean {
    if (this.has(number) === isIn) return false;
    const at = number >>> 5;
    if (at >= this.#words.length) {
      const wider = new Uint32Array(Math.max(at + 1, 2 * this.#words.length));
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words[at]! ^= 1 << (number & 31);
    return true;
  }

  and(other: Members): Members {
    const words = this.#words.slice(0, Math.min(this.#words.length, other.#words.length));
    for (let at = 0; at < words.length; at++) words[at]! &= other.#words[at]!;
    return new Members(words);
  }

  without(other: Members): Members {
    const words = this.#words.slice();
    for (let at = 0; at < Math.min(words.length, other.#words.length); at++) words[at]! &= ~other.#words[at]!;
    return new Members(words);
  }

  /** How many there are; beside `other`, how many both have. */
  count(other: Members = this): number {
    const length = Math.min(this.#words.length, other.#words.length);
    let count = 0;
    for (let at = 0; at < length; at++) count += ones(this.#words[at]! & other.#words[at]!);
    return count;
  }

  /** Those below `before`, greatest first. */
  *descending(before = 32 * this.#words.length): Generator<number> {
    for (let number = Math.min(before, 32 * this.#words.length) - 1; number >= 0; number--) {
      if (this.#words[number >>> 5] === 0) number &= ~31;
      else if (this.has(number)) yield number;
    }
  }
}

/** Bits that are set in 32 (Warren, Hacker's Delight, §5–1). */
function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
