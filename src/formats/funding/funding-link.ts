// An address at which somebody takes money for a project, as one of many platforms or none.

import { GatehouseError } from '../../kernel/errors.ts';
import type { FundingPlace } from '../../kernel/funding-place.ts';

export interface FundingLink {
  /** `http` or `https`, as `parseFundingUrl` answers it. */
  readonly url: string;
  readonly platform: FundingPlace;
}

/** What a file says of how a project is funded. */
export interface FundingDocument {
  readonly format: 'FUNDING.yml' | 'funding.json 1.0.0';
  /** In the order of the file, each once. */
  readonly links: readonly FundingLink[];
  /** Who asks, as they call themselves. */
  readonly asks?: string;
  /** What they ask for; `amount` as the file writes it. */
  readonly plans: readonly FundingAsk[];
  /** What the file says beside that and is not used: a bank account, a key that is not known. */
  readonly passedOver: readonly string[];
}

export interface FundingAsk {
  readonly name: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly frequency?: string;
}

const MOST_LENGTH = 2_048;
/** A name of the domain name system that somebody can register: no address in numbers, no name without a dot. */
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The address in one spelling, so that the same place is one place: the host in lower case and ASCII, no fragment, no slash at
 * its end. Throws `invalid-document` for what is no web address of a public name, or carries a name and password.
 */
export function parseFundingUrl(text: string): string {
  const url = text.length > MOST_LENGTH ? null : URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused(text, 'expected an address with http or https');
  }
  if (url.username !== '' || url.password !== '') throw refused(text, 'expected one without a name');
  if (!HOST.test(url.hostname)) throw refused(text, 'expected the host of a public site');
  url.hash = '';
  const { href, search } = url;
  // Without a question, neither its mark nor slashes at the end say anything.
  const spelt = search === '' ? href.replace(/\/*\??$/, '') : href;
  if (spelt.length > MOST_LENGTH) throw refused(text, `expected at most ${MOST_LENGTH} characters`);
  return spelt;
}

function refused(text: string, expected: string): GatehouseError {
  const shown = JSON.stringify(text.slice(0, 100));
  return new GatehouseError('invalid-document', `Cannot take the funding link ${shown}: ${expected}`);
}

/** By host, and where a host is many things, by the beginning of the path. */
const PLACES: readonly (readonly [string, string, FundingPlace])[] = [
  ['github.com', '/sponsors/', 'github'],
  ['patreon.com', '/', 'patreon'],
  ['opencollective.com', '/', 'open_collective'],
  ['ko-fi.com', '/', 'ko_fi'],
  ['tidelift.com', '/', 'tidelift'],
  ['funding.communitybridge.org', '/', 'community_bridge'],
  ['liberapay.com', '/', 'liberapay'],
  ['issuehunt.io', '/', 'issuehunt'],
  ['crowdfunding.lfx.linuxfoundation.org', '/', 'lfx_crowdfunding'],
  ['polar.sh', '/', 'polar'],
  ['buymeacoffee.com', '/', 'buy_me_a_coffee'],
  ['thanks.dev', '/', 'thanks_dev'],
];

/** The link to an address, with the platform that it belongs to. Throws what `parseFundingUrl` throws. */
export function parseFundingLink(text: string): FundingLink {
  const url = parseFundingUrl(text);
  const { hostname, pathname } = new URL(url);
  const host = hostname.replace(/^www\./, '');
  const found = PLACES.find(([name, path]) => name === host && pathname.startsWith(path));
  return { url, platform: found?.[2] ?? 'custom' };
}

/** Each address once, the first one counts. */
export function eachLinkOnce(links: readonly FundingLink[]): readonly FundingLink[] {
  const seen = new Map<string, FundingLink>();
  for (const link of links) if (!seen.has(link.url)) seen.set(link.url, link);
  return [...seen.values()];
}
