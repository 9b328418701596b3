// The term of a package that is frozen: nothing ends it but whoever may unfreeze it.

import type { PackageRef } from '../../kernel/package-ref.ts';
import { sentenceOf, termOf } from '../../identity/takeover/frozen.ts';
import type { TakeoverStores } from '../../identity/takeover/takeover-ports.ts';
import type { PublishTerm } from './publish-terms.ts';

export async function frozenTerms(
  { freezes }: Pick<TakeoverStores, 'freezes'>,
  ref: PackageRef,
): Promise<readonly PublishTerm[]> {
  return (await freezes.open(ref)).map((freeze) => ({
    term: termOf(freeze),
    sentence: sentenceOf(freeze, 'publish'),
    approvable: false,
  }));
}
