// Versions that a record lists one by one.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';

import { hasPlace } from './place.ts';

/** A list of versions, asked by spelling and by value. */
export class ListedVersions {
  readonly #exact: ReadonlySet<string>;
  readonly #order: VersionOrder;
  #byNumbers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(versions: readonly string[], order: VersionOrder) {
    this.#exact = new Set(versions);
    this.#order = order;
  }

  /** Whether this very string is listed. */
  hasExactly(version: string): boolean {
    return this.#exact.has(version);
  }

  /** Whether a listed version equals `version` (which must be one) in the order, whatever the spelling: `1.0`, `1.0.0`. */
  hasEqual(version: string): boolean {
    if (this.#exact.has(version)) return true;
    if (this.#exact.size === 0) return false;
    this.#byNumbers ??= Map.groupBy(this.#exact, numbersOf);
    const similar = this.#byNumbers.get(numbersOf(version)) ?? [];
    return similar.some(
      (listed) => hasPlace(listed, this.#order) && this.#order.compare(listed, version) === 0,
    );
  }
}

/**
 * The non-zero numbers of a version without what follows a `+`: equal for all spellings of the same version in every
 * ecosystem, so that most listed versions are told apart without being parsed.
 */
function numbersOf(version: string): string {
  let numbers = '';
  let current = '';
  for (const character of version) {
    if (character === '+') break;
    if (character >= '0' && character <= '9') {
      if (character !== '0' || current !== '') current += character;
    } else if (current !== '') {
      numbers += `${current}.`;
      current = '';
    }
  }
  return current === '' ? numbers : `${numbers}${current}.`;
}
