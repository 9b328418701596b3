// Whether a package of a name that nobody has here may become somebody's who does not ask for it themself.

import { GatehouseError } from '../../kernel/errors.ts';
import { holdsName } from '../../kernel/namespace.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import type { Owner } from '../organisations/organisation-ports.ts';
import type { NameRule } from './ask-for-name.ts';
import type { NamespaceStores } from './namespace-ports.ts';

/** Throws `not-allowed` for a name in a namespace that is another's, reserved, or whose proof has lapsed. */
export async function requireNameOfOwner(
  { rules }: Pick<NameRule, 'rules'>,
  { namespaces }: NamespaceStores,
  owner: Owner,
  ref: PackageRef,
): Promise<void> {
  const inForce = await namespaces.inForce(ref.ecosystem);
  for (const holder of inForce.filter((namespace) => holdsName(rules, namespace, ref))) {
    const isTheirs = holder.owner?.kind === owner.kind && holder.owner.id === owner.id;
    if (isTheirs && holder.state === 'proven') continue;
    const why = isTheirs ? `whose proof is ${holder.state}` : 'which is somebody else’s, or reserved';
    throw new GatehouseError(
      'not-allowed',
      `Cannot create ${ref.name}: it lies in the namespace ${rules[ref.ecosystem].pattern(holder.namespace)}, ${why}`,
      { facts: { why: 'namespace' } },
    );
  }
}
