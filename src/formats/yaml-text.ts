// Reads a YAML text whole, with the line of every mapping and list: for files whose faults are told to the people who have them.

import { EVENT_ID, getScalarValue, parseEvents, YAMLException, type Event } from 'js-yaml';

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';

/** A text that was read. */
export interface YamlText {
  /**
   * Of each document its mappings (objects without a prototype), lists and scalars. A scalar is a string, as it is
   * written: `1.10` is not 1.1, and nothing at all is ''.
   */
  readonly documents: readonly unknown[];
  /** The 1-based line of a mapping or list: its key's where it has one, else the one on which it begins. */
  readonly lineOf: (container: object) => number | undefined;
}

const MAX_DEPTH = 100;
const MAX_LENGTH = 128 * 1024 * 1024;

/**
 * Reads YAML 1.2 as package managers write it: no aliases, no tags, keys that are scalars, none of them twice. With or
 * without a byte order mark, with any line ends. Throws `invalid-document` that names the line, and `too-large`.
 */
export function readYamlText(text: string, what: string): YamlText {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  const builder = new Builder(text, what);
  try {
    // The mark is a character like others, so that offsets stay as they are.
    for (const event of parseEvents(text, { maxDepth: MAX_DEPTH })) builder.take(event);
    return { documents: builder.documents, lineOf: (container) => builder.lines.get(container) };
  } catch (error) {
    if (isGatehouseError(error)) throw error;
    throw translate(error, what);
  }
}

type Scalar = Extract<Event, { readonly type: typeof EVENT_ID.SCALAR }>;

/** A mapping, list or document that is being filled. */
interface Open {
  readonly add: (value: unknown, offset: number) => void;
  /** Where the key stands to which the next value belongs. */
  readonly keyOffset: () => number | undefined;
}

class Builder {
  readonly documents: unknown[] = [];
  readonly lines = new WeakMap<object, number>();
  readonly #text: string;
  readonly #what: string;
  readonly #open: Open[] = [];
  #line = 1;
  #countedTo = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#open.push(this.#document());
        return;
      case EVENT_ID.POP:
        this.#open.pop();
        return;
      case EVENT_ID.ALIAS:
        throw this.#fault(event.anchorStart, 'an alias', 'a value');
      case EVENT_ID.SCALAR:
        this.#assertNoTag(event.tagStart);
        this.#open.at(-1)?.add(this.#scalar(event), event.valueStart);
        return;
      case EVENT_ID.SEQUENCE: {
        const items: unknown[] = [];
        this.#enter(event, items, { add: (value) => items.push(value), keyOffset: () => undefined });
        return;
      }
      case EVENT_ID.MAPPING: {
        const members = Object.create(null) as Record<string, unknown>;
        this.#enter(event, members, this.#mapping(members));
      }
    }
  }

  #document(): Open {
    const at = this.documents.push('') - 1;
    return { add: (value) => (this.documents[at] = value), keyOffset: () => undefined };
  }

  #enter(
    { start, tagStart }: { readonly start: number; readonly tagStart: number },
    value: object,
    open: Open,
  ): void {
    this.#assertNoTag(tagStart);
    const parent = this.#open.at(-1);
    this.lines.set(value, this.#lineOf(parent?.keyOffset() ?? start));
    parent?.add(value, start);
    this.#open.push(open);
  }

  #mapping(members: Record<string, unknown>): Open {
    let key: string | undefined;
    let keyAt: number | undefined;
    return {
      keyOffset: () => keyAt,
      add: (value, offset) => {
        if (key !== undefined) {
          members[key] = value;
          key = undefined;
          keyAt = undefined;
          return;
        }
        if (typeof value !== 'string') throw this.#fault(offset, 'a mapping or list', 'a key');
        if (Object.hasOwn(members, value)) {
          const twice = `${JSON.stringify(value.slice(0, 100))} a second time`;
          throw this.#fault(offset, twice, 'a key that is not there before');
        }
        key = value;
        keyAt = offset;
      },
    };
  }

  #scalar(event: Scalar): string {
    return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
  }

  #assertNoTag(tagStart: number): void {
    if (tagStart >= 0) throw this.#fault(tagStart, 'a tag', 'a value without one');
  }

  /** Asked in the order of the text, as events come. */
  #lineOf(offset: number): number {
    for (;;) {
      const next = this.#text.indexOf('\n', this.#countedTo);
      if (next < 0 || next >= offset) return this.#line;
      this.#line += 1;
      this.#countedTo = next + 1;
    }
  }

  #fault(offset: number, found: string, expected: string): GatehouseError {
    const line = this.#lineOf(Math.max(0, offset));
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found ${found} at line ${line}, expected ${expected}`,
      { facts: { line } },
    );
  }
}

function translate(error: unknown, what: string): GatehouseError {
  if (!(error instanceof YAMLException)) {
    return new GatehouseError('invalid-document', `Cannot read ${what}: found no YAML`, { cause: error });
  }
  const line = (error.mark?.line ?? 0) + 1;
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${what}: found a fault at line ${line}, expected YAML: ${error.reason}`,
    { cause: error, facts: { line } },
  );
}
