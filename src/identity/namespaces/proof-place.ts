// Where the proof of a claim is to be found, and whether that place bears the namespace's own word. Pure.

import { GatehouseError } from '../../kernel/errors.ts';
import type { NamespaceRef, NamespaceRulesOf } from '../../kernel/namespace.ts';

import { findDomain } from '../accounts/email-address.ts';
import type { CodeHost, ProofPlace } from './namespace-ports.ts';

/** What a claim says of it: a domain, or an account at a code host (`github:acme`). Maven's says nothing: the groupId does. */
export interface PlaceWish {
  readonly domain?: string | undefined;
  readonly repository?: string | undefined;
}

/** What code hosts take as the name of an account, in the stricter of their ways; no dot, so that no path comes of it. */
const ACCOUNT = /^[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?$/i;

/**
 * Throws `invalid-request` for a place that is none, or that is not the one which the namespace spells; `not-allowed` for what
 * cannot be proven at all, which an administrator can grant.
 */
export function choosePlace(
  { rules, codeHosts }: { readonly rules: NamespaceRulesOf; readonly codeHosts: readonly CodeHost[] },
  ref: NamespaceRef,
  wish: PlaceWish,
): ProofPlace {
  const own = rules[ref.ecosystem];
  if (own.domainOf === undefined) return placeOfWish(wish, codeHosts);
  const spelt = placeOfGroup(ref.namespace, own.domainOf(ref.namespace), codeHosts);
  const given =
    wish.domain === undefined && wish.repository === undefined ? spelt : placeOfWish(wish, codeHosts);
  if (JSON.stringify(given) === JSON.stringify(spelt)) return spelt;
  throw new GatehouseError(
    'invalid-request',
    `Cannot claim ${ref.namespace}: found another place, expected ${describePlace(spelt)}, which is what it spells`,
    { facts: { field: 'domain' } },
  );
}

/** `the domain acme.com`, `the account acme at github`. */
export function describePlace(place: ProofPlace): string {
  return place.kind === 'domain'
    ? `the domain ${place.domain}`
    : `the account ${place.account} at ${place.host}`;
}

/** Second labels under which countries give out names: `acme.co.uk` is as good as `acme.com`. */
const SECOND_LEVEL = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'gob', 'or', 'ne', 'go']);

/**
 * Whether the place is called as the namespace is, or as what it lies in: `acme.com`, `acme.co.uk` or the account `acme` for
 * `@acme`, and for `acme-tools` of PyPI. What spells its domain always is. Of others a proof shows no more than that somebody
 * has a domain.
 */
export function bearsWord(rules: NamespaceRulesOf, ref: NamespaceRef, place: ProofPlace): boolean {
  const own = rules[ref.ecosystem];
  if (own.domainOf !== undefined) return true;
  const labels = own.labels(ref.namespace);
  const said = wordOf(place);
  return labels.some((_, at) => {
    const word = labels.slice(0, at + 1).join('-');
    return comparable(word) === said && !isCommonWord({ ...ref, namespace: word });
  });
}

/** What a place is called; empty for a domain below somebody else's. */
function wordOf(place: ProofPlace): string {
  if (place.kind === 'repository') return comparable(place.account);
  const [first = '', second = '', third, ...more] = place.domain.split('.');
  const isOwnName =
    third === undefined || (more.length === 0 && third.length === 2 && SECOND_LEVEL.has(second));
  return isOwnName ? comparable(first) : '';
}

/** Prefixes that belong to a whole community, or to nobody. PEP 752, "Approval criteria": none that is common or very short. */
const COMMON = new Set(
  (
    'api app apps aws azure backend base bin build cargo ci cli client cloud common config core crate crates data database demo ' +
    'dev django docker docs example examples fast fastapi flask framework frontend gcp gem go google helper helpers http java ' +
    'jupyter kit lib libs linux log logging microsoft module net new node npm open package packages plugin plugins pip pkg proc ' +
    'project py pypi pytest python requests rs ruby rust sdk serde server service services simple sphinx sql std stubs super ' +
    'template test tests tokio tool tools type types util utils web win windows'
  ).split(' '),
);
const LEAST_LENGTH = 4;

/** Whether a prefix is too common, or too short, to be had by a proof; only where names have prefixes rather than owners. */
export function isCommonWord({ ecosystem, namespace }: NamespaceRef): boolean {
  if (ecosystem !== 'pypi' && ecosystem !== 'cargo') return false;
  return namespace.length < LEAST_LENGTH || COMMON.has(namespace);
}

function placeOfWish({ domain, repository }: PlaceWish, codeHosts: readonly CodeHost[]): ProofPlace {
  if ((domain === undefined) === (repository === undefined)) {
    throw invalidPlace('expected either a domain or an account at a code host', 'domain');
  }
  if (repository !== undefined) return parseAccount(repository, codeHosts);
  const found = findDomain(domain?.trim().toLowerCase() ?? '');
  if (found === undefined) throw invalidPlace('expected a domain such as example.com', 'domain');
  return { kind: 'domain', domain: found };
}

function parseAccount(text: string, codeHosts: readonly CodeHost[]): ProofPlace {
  const [host = '', account = '', ...rest] = text.split(':', 3);
  const known = codeHosts.find(({ name }) => name === host);
  if (known !== undefined && rest.length === 0 && ACCOUNT.test(account)) {
    return { kind: 'repository', host, account: account.toLowerCase() };
  }
  const hosts = codeHosts.map(({ name }) => `${name}:acme`).join(', ');
  throw invalidPlace(`expected an account at a code host: ${hosts}`, 'repository');
}

/** `io.github.acme.tools` is the account `acme`'s; `io.github` is the code host's own, which claims nothing here. */
function placeOfGroup(group: string, domain: string | undefined, codeHosts: readonly CodeHost[]): ProofPlace {
  for (const { name, groups } of codeHosts) {
    for (const own of groups) {
      if (own === group || own.startsWith(`${group}.`)) {
        throw unprovable(group, `every account at ${name} has a groupId of its own below it`);
      }
      const account = group.startsWith(`${own}.`) ? group.slice(own.length + 1).split('.')[0] : undefined;
      if (account === undefined) continue;
      if (!ACCOUNT.test(account)) throw unprovable(group, `no account at ${name} is called ${account}`);
      return { kind: 'repository', host: name, account };
    }
  }
  if (domain === undefined) throw unprovable(group, 'it spells no domain backwards');
  return { kind: 'domain', domain };
}

function unprovable(group: string, why: string): GatehouseError {
  return new GatehouseError('not-allowed', `Cannot claim ${group}: ${why}; an administrator can grant it`);
}

function invalidPlace(expected: string, field: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot claim: ${expected}`, { facts: { field } });
}

function comparable(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
