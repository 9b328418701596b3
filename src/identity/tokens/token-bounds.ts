// The bounds that a token is made with: actions, packages, networks.

import { isEcosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { formatNetwork, parseNetwork } from '../../kernel/networks.ts';

import type { Token } from '../ports.ts';
import { isWriteAction, WRITE_ACTIONS, type TokenPackages, type WriteAction } from './token-actions.ts';

/** A token names at most so many packages or prefixes of them. */
export const MAX_TOKEN_PACKAGES = 50;
/** And so many networks. */
export const MAX_TOKEN_NETWORKS = 50;

/** Bounds as they were asked for. */
export interface AskedBounds {
  readonly scope: Token['scope'];
  /** Of a write token, at least one. */
  readonly actions?: readonly string[];
  /** In canonical spelling; a write token names some. */
  readonly packages?: readonly TokenPackages[];
  /** Addresses and CIDR blocks; absent: from anywhere. */
  readonly networks?: readonly string[];
}

export type TokenBounds = Pick<Token, 'actions' | 'packages' | 'networks'>;

/** The bounds, each once and in one spelling. Throws `invalid-request` that names the field. */
export function parseTokenBounds(asked: AskedBounds): TokenBounds {
  return {
    ...given('actions', parseActions(asked)),
    ...given('packages', parsePackages(asked)),
    ...given('networks', parseTokenNetworks(asked.networks)),
  };
}

function parseActions({ scope, actions = [] }: AskedBounds): readonly WriteAction[] | undefined {
  if (scope !== 'write') {
    if (actions.length > 0)
      throw bad('actions', `found actions on a token that writes nothing, expected none`);
    return undefined;
  }
  const known = actions.filter(isWriteAction);
  if (known.length === 0 || known.length < actions.length) {
    throw bad('actions', `expected one or more of ${Object.keys(WRITE_ACTIONS).join(', ')}`);
  }
  return [...new Set(known)];
}

function parsePackages({
  scope,
  packages = [],
  actions = [],
}: AskedBounds): readonly TokenPackages[] | undefined {
  if (packages.length === 0) {
    if (scope !== 'write') return undefined;
    throw bad('packages', 'a token that writes names its packages, or a namespace of them such as @acme/*');
  }
  // What the API answers is about everything: nothing would hold it to packages.
  if (scope === 'api') throw bad('packages', 'found packages on an API token, which acts for its account');
  if (packages.length > MAX_TOKEN_PACKAGES) {
    throw bad('packages', `found ${packages.length} packages, expected at most ${MAX_TOKEN_PACKAGES}`);
  }
  // What moves a whole registry in cannot know its names before; it replaces nothing, and only a reviewer's counts.
  const mayAll = scope === 'write' && actions.every((action) => action === 'import');
  const once = new Map<string, TokenPackages>();
  for (const { ecosystem, pattern } of packages) {
    if (!isEcosystem(ecosystem) || pattern === '' || (pattern === '*' && !mayAll)) {
      throw bad('packages', 'expected names, or prefixes of names that end in *');
    }
    once.set(`${ecosystem}:${pattern}`, { ecosystem, pattern });
  }
  return [...once.values()];
}

function parseTokenNetworks(entries: readonly string[] = []): readonly string[] | undefined {
  if (entries.length === 0) return undefined;
  if (entries.length > MAX_TOKEN_NETWORKS) {
    throw bad('networks', `found ${entries.length} networks, expected at most ${MAX_TOKEN_NETWORKS}`);
  }
  const spelt = entries.map((entry) => {
    const network = parseNetwork(entry.trim());
    const text = network === undefined ? undefined : formatNetwork(network);
    if (text !== undefined) return text;
    throw bad('networks', 'expected addresses and CIDR blocks such as 192.0.2.0/24 or 2001:db8::/32');
  });
  return [...new Set(spelt)];
}

function bad(field: string, why: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot mint token: ${why}`, { facts: { field } });
}
