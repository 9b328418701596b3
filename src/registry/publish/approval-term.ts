// The term of a package whose owners chose that nobody publishes it alone.

import type { PackageRef } from '../../kernel/package-ref.ts';
import type { StagedStores } from '../staged/staged-ports.ts';
import type { PublishTerm } from './publish-terms.ts';

export async function approvalTerms(
  { approvalRequired }: Pick<StagedStores, 'approvalRequired'>,
  ref: PackageRef,
): Promise<readonly PublishTerm[]> {
  if ((await approvalRequired.since(ref)) === undefined) return [];
  return [
    {
      term: 'approval-required',
      sentence: `Cannot publish ${ref.name}: found nobody's approval, expected a second person's, which every version of it needs (its owners chose so)`,
      approvable: true,
    },
  ];
}
