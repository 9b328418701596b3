// Whether somebody may create a package of a name that nobody has here, and whose it becomes: what identity says of names.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { askForName, type NameRule, type NameStores } from '../../identity/namespaces/ask-for-name.ts';
import type { Owner } from '../../identity/organisations/organisation-ports.ts';
import { requireTrustedWhereOnly } from '../../identity/trusted-publishing/trusted-only.ts';
import type { TrustedPublishingStores } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { Publisher } from './publish-deps.ts';

type NewNameStores = NameStores & Pick<TrustedPublishingStores, 'trustedOnly'>;

/**
 * Whose the package becomes where a namespace says; undefined outside all of them. Throws `not-allowed` in the words of
 * `mayCreateName`: for a name in somebody else's namespace, one that looks like another, one outside where that is closed; and for
 * anybody but a trusted publisher in a namespace that is for those alone.
 */
export async function requireNewName(
  rule: NameRule,
  stores: NewNameStores,
  { principal }: Publisher,
  ref: PackageRef,
): Promise<Owner | undefined> {
  await requireTrustedWhereOnly(stores, principal, ref);
  const answer = await askForName(rule, stores, principal, ref);
  if (answer.may) return answer.owner;
  throw new GatehouseError('not-allowed', answer.sentence.replace(/^Cannot create/, 'Cannot publish'), {
    facts: { why: answer.why },
  });
}

/**
 * A name that a reviewer keeps for this place, in no namespace of an owner's, is taken by a reviewer alone, or by whom they gave it to
 * (`gatehouse owner assign`). Throws `not-allowed`. A build was let wait for its name by a reviewer.
 */
export function requireReviewer({ principal }: Publisher, { name }: PackageRef): void {
  if (!('role' in principal) || principal.role === 'reviewer' || principal.role === 'administrator') return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot publish ${name}: the name is reserved here, and nobody owns it yet; a reviewer says whose it is (gatehouse owner assign)`,
    { facts: { why: 'reserved' } },
  );
}

/** The same without comparing names, which was done before: whether a namespace was taken meanwhile, and whose the package is. */
export function requireNameStill(
  rule: NameRule,
  stores: NewNameStores,
  publisher: Publisher,
  ref: PackageRef,
): Promise<Owner | undefined> {
  return requireNewName({ ...rule, likenessesOf: async () => [] }, stores, publisher, ref);
}
