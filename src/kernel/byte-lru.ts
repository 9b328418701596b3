// A cache bounded by bytes: the least recently used entries leave first.

export class ByteLru<V> {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { readonly value: V; readonly sizeBytes: number }>();
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The entry, which becomes the most recently used one. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`; one that is larger than the whole cache is not kept. */
  set(key: string, value: V, sizeBytes: number): void {
    this.delete(key);
    if (sizeBytes > this.#maxBytes) return;
    this.#entries.set(key, { value, sizeBytes });
    this.#sizeBytes += sizeBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#sizeBytes <= this.#maxBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#sizeBytes -= entry.sizeBytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#sizeBytes = 0;
  }
}
