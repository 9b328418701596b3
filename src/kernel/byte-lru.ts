// A cache bounded by bytes: the least recently used entries leave first.

export class ByteLru<V> {
  readonly #maxBytes: number;
  readonly #onLeave: (value: V, successor: V | undefined) => void;
  readonly #entries = new Map<string, { readonly value: V; readonly sizeBytes: number }>();
  #sizeBytes = 0;
  #hits = 0;
  #misses = 0;

  /** `onLeave` is told of every value that is not kept, or kept no more, and of the one that takes its place. */
  constructor(maxBytes: number, onLeave: (value: V, successor: V | undefined) => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#onLeave = onLeave;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Look-ups that found an entry, since the start. */
  get hits(): number {
    return this.#hits;
  }

  /** Look-ups that found none. */
  get misses(): number {
    return this.#misses;
  }

  /** The entry, which becomes the most recently used one. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses += 1;
      return undefined;
    }
    this.#hits += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`; one that is larger than the whole cache is not kept. */
  set(key: string, value: V, sizeBytes: number): void {
    const isKept = sizeBytes <= this.#maxBytes;
    this.#remove(key, isKept ? value : undefined);
    if (!isKept) {
      this.#onLeave(value, undefined);
      return;
    }
    this.#entries.set(key, { value, sizeBytes });
    this.#sizeBytes += sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#sizeBytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#remove(key, undefined);
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key);
  }

  #remove(key: string, successor: V | undefined): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#sizeBytes -= entry.sizeBytes;
    this.#onLeave(entry.value, successor);
  }
}
