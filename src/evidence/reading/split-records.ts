// Cuts a stream of bytes into records, without holding more than one of them.

/** One record's bytes, or why they could not be had, with their place in the source. */
export type RawRecord =
  | { readonly place: string; readonly bytes: Uint8Array }
  | { readonly place: string; readonly problem: string };

const NEWLINE = 0x0a;

/**
 * The non-empty lines of `chunks`, in batches as they arrive. A line longer than `maxBytes` becomes a problem, and reading
 * goes on behind it. `place` is `<name> line <n>`.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): AsyncGenerator<readonly RawRecord[]> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let line = 0;
  const finish = (tail: Uint8Array): readonly RawRecord[] => {
    line += 1;
    const sizeBytes = restBytes + tail.byteLength;
    const place = `${name} line ${line}`;
    const bytes =
      sizeBytes > maxBytes ? undefined : rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
    rest = [];
    restBytes = 0;
    if (bytes === undefined)
      return [{ place, problem: `found ${sizeBytes} bytes, expected at most ${maxBytes}` }];
    return isBlank(bytes) ? [] : [{ place, bytes }];
  };
  for await (const chunk of chunks) {
    const records: RawRecord[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      records.push(...finish(chunk.subarray(start, end)));
      start = end + 1;
    }
    // Beyond the limit only the length is kept.
    if (restBytes <= maxBytes && start < chunk.byteLength) rest.push(chunk.subarray(start));
    restBytes += chunk.byteLength - start;
    if (restBytes > maxBytes) rest = [];
    if (records.length > 0) yield records;
  }
  const last = restBytes > 0 ? finish(new Uint8Array()) : [];
  if (last.length > 0) yield last;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/**
 * The objects of a JSON text: the one at its top, those of the array at its top, or several one after another. Ends with a
 * problem at the first place where the text cannot be followed. `place` is `<name> record <n>`, or `name` for the first.
 */
export async function* splitObjects(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): AsyncGenerator<readonly RawRecord[]> {
  const splitter = new ObjectSplitter(name, maxBytes);
  for await (const chunk of chunks) {
    const records = splitter.take(chunk);
    if (records.length > 0) yield records;
    if (splitter.isLost) return;
  }
  const problem = splitter.end();
  if (problem !== undefined) yield [problem];
}

class ObjectSplitter {
  readonly #name: string;
  readonly #maxBytes: number;
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #count = 0;
  #isInList = false;
  /** Whether the text could not be followed any further. */
  isLost = false;

  constructor(name: string, maxBytes: number) {
    this.#name = name;
    this.#maxBytes = maxBytes;
  }

  /** The records that end in `chunk`. */
  take(chunk: Uint8Array): readonly RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    for (let at = 0; at < chunk.byteLength && !this.isLost; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#depth === 0) {
        start = at;
        if (!this.#between(byte))
          records.push(this.#lose('found text between objects, expected JSON objects'));
      } else if (this.#sizeBytes + at + 1 - start > this.#maxBytes) {
        records.push(this.#lose(`found more than ${this.#maxBytes} bytes in one record`));
      } else if (this.#inside(byte)) {
        records.push({ place: this.#place(), bytes: this.#finish(chunk.subarray(start, at + 1)) });
      }
    }
    if (this.#depth > 0 && !this.isLost) {
      this.#pieces.push(chunk.subarray(start));
      this.#sizeBytes += chunk.byteLength - start;
    }
    return records;
  }

  /** The problem of a text that ends within a record or a list. */
  end(): RawRecord | undefined {
    if (this.isLost || (this.#depth === 0 && !this.#isInList)) return undefined;
    return this.#lose('found the end of the text inside a record, expected the rest of it');
  }

  /** Outside of objects: white space, commas and the brackets of a list, a byte order mark. */
  #between(byte: number): boolean {
    if (byte === OPEN_OBJECT) {
      this.#depth = 1;
      this.#count += 1;
    } else if (byte === OPEN_LIST && !this.#isInList) this.#isInList = true;
    else if (byte === CLOSE_LIST && this.#isInList) this.#isInList = false;
    else
      return (
        byte <= 0x20 ||
        byte === 0x2c ||
        (this.#count === 0 && (byte === 0xef || byte === 0xbb || byte === 0xbf))
      );
    return true;
  }

  /** Whether `byte` ends the object. */
  #inside(byte: number): boolean {
    if (this.#inString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0;
  }

  #finish(tail: Uint8Array): Uint8Array {
    const bytes = this.#pieces.length === 0 ? tail : Buffer.concat([...this.#pieces, tail]);
    this.#pieces = [];
    this.#sizeBytes = 0;
    return bytes;
  }

  #lose(problem: string): RawRecord {
    this.isLost = true;
    this.#pieces = [];
    return { place: this.#place(), problem };
  }

  #place(): string {
    return this.#count <= 1 && !this.#isInList ? this.#name : `${this.#name} record ${this.#count}`;
  }
}
