// Which account here stands for whom there: said by a file alone, never guessed by a name.

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject } from '../../formats/json.ts';

/** `{"alice": "ada"}`: whom it was there, and the account here. Throws `invalid-document`. */
export function parsePeople(text: string, file: string): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GatehouseError('invalid-document', `Cannot read ${file}: expected JSON`, { cause });
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  const people = entries.filter((one): one is [string, string] => typeof one[1] === 'string');
  if (isObject(value) && people.length === entries.length) return new Map(people);
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${file}: expected an object of names there and accounts here, such as {"alice": "ada"}`,
  );
}
