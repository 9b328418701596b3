// What a namespace is to governance: a reservation. Its names never come from an upstream, for as long as somebody owns it, whether
// its proof still stands or not.

import type { KeptNames, KeptNamesSource } from '../governance/reservations.ts';
import type { GovernanceStores } from '../governance/ports.ts';
import type { Namespace, NamespaceStores } from '../identity/namespaces/namespace-ports.ts';
import type { ChangeKind } from '../journal/changes.ts';
import { holdsName, type NamespaceRulesOf } from '../kernel/namespace.ts';

/** Changes after which other names are kept, or for another reason. */
export const NAMESPACE_CHANGES = [
  'namespace-proven',
  'namespace-lapsed',
  'namespace-reserved',
  'namespace-ended',
] as const satisfies readonly ChangeKind[];

/** Reservations that people stated, and namespaces that are in force. */
export function withNamespaces(
  { governance, namespaces }: Pick<GovernanceStores, 'governance'> & Pick<NamespaceStores, 'namespaces'>,
  rules: NamespaceRulesOf,
): KeptNamesSource {
  return {
    async reservations() {
      const stated = await governance.reservations();
      const claimed = await namespaces.inForce();
      return [...stated, ...claimed.map((namespace) => asReservation(namespace, rules))];
    },
  };
}

/** Whose it is stands nowhere in it, since whoever asks for a package reads it. */
function asReservation(claimed: Namespace, rules: NamespaceRulesOf): KeptNames {
  const { id, ecosystem, namespace, claimedBy, claimedAt } = claimed;
  return {
    id: `namespace-${id}`,
    ecosystem,
    pattern: rules[ecosystem].pattern(namespace),
    reason: reasonOf(claimed),
    author: claimedBy,
    createdAt: claimedAt,
    holds: (name) => holdsName(rules, claimed, { ecosystem, name }),
  };
}

function reasonOf({ state, proof, reason }: Namespace): string {
  if (state === 'reserved') return reason ?? 'an administrator keeps the namespace';
  if (state === 'lapsed') return 'the namespace has an owner here, whose proof has lapsed';
  return proof === 'grant'
    ? 'the namespace was granted to an owner here'
    : 'the namespace is proven by its owner here';
}
