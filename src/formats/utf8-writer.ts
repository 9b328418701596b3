// Collects text as UTF-8 bytes in one piece of memory, without keeping the text.

const LEAST_BYTES = 1_024;
const GROWTH = 1.5;
/** A result that fills less of its memory than this is copied, so that the rest can be freed. */
const WELL_FILLED = 0.75;

export class Utf8Writer {
  #buffer: Buffer;
  #length = 0;

  /** `expectedBytes`: how much is likely to come; memory that is not written to costs nothing meanwhile. */
  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, Math.ceil(expectedBytes)));
  }

  write(text: string): void {
    const sizeBytes = Buffer.byteLength(text);
    this.#makeRoom(sizeBytes);
    this.#length += this.#buffer.write(text, this.#length, sizeBytes, 'utf8');
  }

  /** What was written. The writer is not to be used afterwards. */
  finish(): Uint8Array {
    const written = this.#buffer.subarray(0, this.#length);
    return this.#length >= this.#buffer.length * WELL_FILLED ? written : Uint8Array.from(written);
  }

  #makeRoom(sizeBytes: number): void {
    const needed = this.#length + sizeBytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.#buffer.length * GROWTH)));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
