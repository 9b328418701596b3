// Names that an owner here may publish, by a client that shows no token while it asks what is there, and ends when it is refused.

import { holdsName } from '../../kernel/namespace.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps } from './publish-deps.ts';

/**
 * Whether the name lies in a namespace of somebody's, and its clients ask without a token: whoever asks is refused then as
 * for what is not there, be it so or be it that they may not know it. Whether a package is there makes no difference to the answer.
 */
export async function isAwaitedName(
  { registry, people, names }: Pick<PublishDeps, 'registry' | 'people' | 'names'>,
  ref: PackageRef,
): Promise<boolean> {
  if (publishRulesOf(registry, ref.ecosystem).asksWithoutToken !== true) return false;
  if (registry.knowledge.reservations(ref).length === 0) return false;
  const inForce = await people.namespaces.inForce(ref.ecosystem);
  return inForce.some((one) => one.owner !== undefined && holdsName(names.rules, one, ref));
}
