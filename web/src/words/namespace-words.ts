// Namespaces in words: their states, and how each ecosystem writes one.

import type { NamespaceItem } from '../../../src/http/api/namespace-contract.ts';
import type { EcosystemId } from './ecosystems.ts';

/** What each state means for whoever has it. */
export const NAMESPACE_STATES = {
  pending: 'Claimed, and not proven: it keeps nobody else away yet.',
  waiting: 'Proven; an administrator has to agree, since others rely on names in it.',
  proven: 'Its owner’s: nobody else names packages in it, and no upstream serves them.',
  lapsed: 'The proof is gone: still nobody else’s, but nothing new is named in it before it is proven anew.',
  reserved: 'Kept from everybody by an administrator.',
  ended: 'Over.',
} as const satisfies Readonly<Record<NamespaceItem['state'], string>>;

export const NAMESPACE_STATE_WORDS = {
  pending: 'not proven yet',
  waiting: 'waits for a word',
  proven: 'proven',
  lapsed: 'proof is gone',
  reserved: 'reserved',
  ended: 'ended',
} as const satisfies Readonly<Record<NamespaceItem['state'], string>>;

export const NAMESPACE_EXAMPLES: Readonly<Record<EcosystemId, string>> = {
  npm: '@acme',
  pypi: 'acme',
  cargo: 'acme',
  maven: 'com.acme',
  composer: 'acme',
};

export function namespaceHref(id: string): string {
  return `/namespaces/${encodeURIComponent(id)}`;
}
