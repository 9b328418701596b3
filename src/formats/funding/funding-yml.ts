// FUNDING.yml as GitHub documents it: where a repository's people take money, a name on each platform or an address.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { FundingPlace } from '../../kernel/funding-place.ts';
import { readYamlText } from '../yaml-text.ts';
import { eachLinkOnce, parseFundingLink, type FundingDocument, type FundingLink } from './funding-link.ts';

const WHAT = 'FUNDING.yml';
/** Far above what people write. */
const MOST_LENGTH = 64 * 1024;
const MOST_NAMES = 20;

const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;
/** `npm/babel`, `npm/@babel/core`, `u/gh/name`. */
const PATH = /^@?[A-Za-z0-9_][A-Za-z0-9._-]{0,98}(?:\/@?[A-Za-z0-9_][A-Za-z0-9._-]{0,98}){1,3}$/;
const BARE_HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/|$)/i;

interface Place {
  readonly root: string;
  readonly takes: RegExp;
}

/** What a name of a platform stands for. `custom` has addresses. */
const PLACES: Readonly<Record<Exclude<FundingPlace, 'custom'>, Place>> = {
  github: { root: 'https://github.com/sponsors/', takes: NAME },
  patreon: { root: 'https://www.patreon.com/', takes: NAME },
  open_collective: { root: 'https://opencollective.com/', takes: NAME },
  ko_fi: { root: 'https://ko-fi.com/', takes: NAME },
  tidelift: { root: 'https://tidelift.com/funding/github/', takes: PATH },
  community_bridge: { root: 'https://funding.communitybridge.org/projects/', takes: NAME },
  liberapay: { root: 'https://liberapay.com/', takes: NAME },
  issuehunt: { root: 'https://issuehunt.io/r/', takes: NAME },
  lfx_crowdfunding: { root: 'https://crowdfunding.lfx.linuxfoundation.org/projects/', takes: NAME },
  polar: { root: 'https://polar.sh/', takes: NAME },
  buy_me_a_coffee: { root: 'https://buymeacoffee.com/', takes: NAME },
  thanks_dev: { root: 'https://thanks.dev/', takes: PATH },
};

/**
 * Reads it whole: each platform's value is a name or a list of them, nothing at all where it was left as the template has it.
 * Throws `invalid-document` with the line, and `too-large`.
 */
export function readFundingYml(text: string): FundingDocument {
  if (text.length > MOST_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${WHAT}: found ${text.length} characters, expected at most ${MOST_LENGTH}`,
    );
  }
  const { documents, lineOf } = readYamlText(text, WHAT);
  if (documents.length > 1) throw fault('several documents', 'one');
  const [top = ''] = documents;
  const line = typeof top === 'object' && top !== null ? (lineOf(top) ?? 1) : 1;
  if (top !== '' && !isMapping(top)) throw fault(`no mapping at line ${line}`, 'platforms with names');
  const links: FundingLink[] = [];
  const passedOver: string[] = [];
  for (const [key, value] of Object.entries(isMapping(top) ? top : {})) {
    if (key !== 'custom' && !isPlatform(key)) passedOver.push(JSON.stringify(key.slice(0, 100)));
    else links.push(...namesOf(key, value).map((name) => linkOf(key, name)));
  }
  return { format: 'FUNDING.yml', links: eachLinkOnce(links), plans: [], passedOver };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlatform(key: string): key is keyof typeof PLACES {
  return Object.hasOwn(PLACES, key);
}

function namesOf(key: string, value: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.length > MOST_NAMES) throw fault(`${names.length} names under ${key}`, `at most ${MOST_NAMES}`);
  return names.flatMap((name) => {
    if (typeof name !== 'string') throw fault(`a mapping or list under ${key}`, 'a name or a list of names');
    const said = name.trim();
    return said === '' || said === 'null' || said === '~' ? [] : [said];
  });
}

function linkOf(key: FundingPlace, name: string): FundingLink {
  if (key === 'custom') return customLink(name);
  const { root, takes } = PLACES[key];
  const said = name.startsWith('@') && key !== 'tidelift' ? name.slice(1) : name;
  // The whole address instead of the name is a usual slip.
  if (/^https?:/i.test(said)) return customLink(said);
  if (!takes.test(said) || said.includes('..'))
    throw fault(`${JSON.stringify(name.slice(0, 100))} under ${key}`, 'a name');
  return { url: `${root}${said}`, platform: key };
}

function customLink(address: string): FundingLink {
  try {
    return parseFundingLink(BARE_HOST.test(address) ? `https://${address}` : address);
  } catch (cause) {
    if (!isGatehouseError(cause, 'invalid-document')) throw cause;
    throw new GatehouseError('invalid-document', `Cannot read ${WHAT}: ${cause.message}`, { cause });
  }
}

function fault(found: string, expected: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read ${WHAT}: found ${found}, expected ${expected}`);
}
