// Numbers and texts in few bytes, written one after the other and read again with every length checked.

import { GatehouseError } from '../kernel/errors.ts';

/** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
const MORE = 0x80;

export class GraphWriter {
  #bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  /** A whole number from 0 to 2^53 - 1. */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= MORE) {
      this.#bytes[this.#length++] = (rest % MORE) | MORE;
      rest = Math.floor(rest / MORE);
    }
    this.#bytes[this.#length++] = rest;
  }

  text(value: string): void {
    const sizeBytes = Buffer.byteLength(value);
    this.number(sizeBytes);
    this.#reserve(sizeBytes);
    this.#length += this.#bytes.write(value, this.#length);
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(sizeBytes: number): void {
    if (this.#length + sizeBytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe((this.#length + sizeBytes) * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Each method throws `storage-failed` where the bytes do not hold what is asked for. */
export class GraphReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= MORE) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw damaged('its end is missing');
      value += (byte % MORE) * factor;
      if (byte < MORE && Number.isSafeInteger(value)) return value;
    }
    throw damaged('found a number that is too large');
  }

  /** A number of things of which each takes at least a byte, so that a damaged one cannot ask for endless memory. */
  count(): number {
    const count = this.number();
    if (count > this.#bytes.length - this.#at) throw damaged('found a length beyond its end');
    return count;
  }

  text(): string {
    const sizeBytes = this.count();
    const text = this.#bytes.toString('utf8', this.#at, this.#at + sizeBytes);
    this.#at += sizeBytes;
    return text;
  }

  assertEnd(): void {
    if (this.#at !== this.#bytes.length) throw damaged('found more behind its end');
  }
}

export function damaged(found: string, cause?: unknown): GatehouseError {
  return new GatehouseError('storage-failed', `Cannot read the graph of a snapshot: ${found}`, { cause });
}
