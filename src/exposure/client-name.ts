// Which program fetched: the first product of its User-Agent, under the name that people know it by.

import type { Ecosystem } from '../kernel/ecosystem.ts';

/** What is recorded of a client that does not say. */
export const UNKNOWN_CLIENT = 'unknown';

/** A client's name and version never take more than this many characters. */
export const CLIENT_NAME_MAX_LENGTH = 64;

const VERSION_MAX_LENGTH = 31;
/** Where to look for the first product; User-Agents such as pip's and uv's go on with JSON. */
const LOOKED_AT = 160;

/** Package managers by their product's name in lower case (`Apache-Maven/3.9.9 (Java 21; …)`, `Bun/1.2`). */
const CLIENTS: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['pnpm', 'pnpm'],
  ['yarn', 'yarn'],
  ['bun', 'bun'],
  ['pip', 'pip'],
  ['uv', 'uv'],
  ['poetry', 'poetry'],
  ['cargo', 'cargo'],
  ['maven', 'maven'],
  ['apache-maven', 'maven'],
  ['gradle', 'gradle'],
  ['composer', 'composer'],
  ['twine', 'twine'],
]);

/** What some package managers send of themselves: nothing but the name of the library that they ask with. */
const LIBRARIES: Readonly<Partial<Record<Ecosystem, ReadonlyMap<string, string>>>> = {
  npm: new Map([['got', 'got (Yarn)']]),
};

/**
 * `npm/11.2.0` from `npm/11.2.0 node/v24.0.0 linux x64`: a known package manager by its name here, any other by its
 * first product token (RFC 9110 section 10.1.5), with every character that a token may not have escaped.
 * `ecosystem`: whose routes were asked, which tells who uses a library that gives only its own name (Yarn 4: `got (Yarn)`).
 * At most `CLIENT_NAME_MAX_LENGTH` characters of printable ASCII; `unknown` when there is nothing to go by. Never throws.
 */
export function clientName(userAgent: string | undefined, ecosystem?: Ecosystem): string {
  if (userAgent === undefined) return UNKNOWN_CLIENT;
  const head = userAgent.slice(0, LOOKED_AT).trimStart();
  const [product = '', next = ''] = head.split(/[ \t]+/, 2);
  const slash = product.indexOf('/');
  const rawName = slash === -1 ? product : product.slice(0, slash);
  if (rawName === '') return UNKNOWN_CLIENT;
  const lowered = rawName.toLowerCase();
  const ofLibrary = ecosystem === undefined ? undefined : LIBRARIES[ecosystem]?.get(lowered);
  const known = CLIENTS.get(lowered) ?? ofLibrary;
  const rawVersion = slash === -1 ? looseVersion(known, next) : product.slice(slash + 1);
  const version = escapeToken(rawVersion, VERSION_MAX_LENGTH);
  const room = CLIENT_NAME_MAX_LENGTH - (version === '' ? 0 : version.length + 1);
  const name = known ?? escapeToken(rawName, room);
  return version === '' ? name : `${name}/${version}`;
}

/** Cargo of old wrote `cargo 1.58.0 (…)`. */
function looseVersion(known: string | undefined, next: string): string {
  return known !== undefined && /^\d/.test(next) ? next : '';
}

/** Percent-encodes what is no token character; stops before `maxLength` would be passed. */
function escapeToken(raw: string, maxLength: number): string {
  if (raw.length <= maxLength && /^[A-Za-z0-9!#$&'*+.^_`|~-]*$/.test(raw)) return raw;
  let escaped = '';
  for (const character of raw) {
    const next = /^[A-Za-z0-9!#$&'*+.^_`|~-]$/.test(character) ? character : percentEncoded(character);
    if (escaped.length + next.length > maxLength) break;
    escaped += next;
  }
  return escaped;
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
