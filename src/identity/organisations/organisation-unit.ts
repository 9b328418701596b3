// What the use cases of organisations take.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';

import type { LetterLimits } from '../accounts/letter-limits.ts';
import type { NamespaceStores } from '../namespaces/namespace-ports.ts';
import type { HighImpactStores } from '../high-impact/high-impact-ports.ts';
import type { IdentityStores } from '../ports.ts';
import type { TrustedPublishingStores } from '../trusted-publishing/trusted-publishing-ports.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import type { OrganisationStores } from './organisation-ports.ts';

/** What a unit of work about organisations may touch: with a package that goes elsewhere or a namespace that is over, who publishes it ends. */
export interface OrganisationWork
  extends
    IdentityWork,
    OrganisationStores,
    HighImpactStores,
    Pick<NamespaceStores, 'namespaces'>,
    Pick<TrustedPublishingStores, 'publishers' | 'publisherTokens' | 'trustedOnly'> {}

export interface OrganisationDeps extends Omit<IdentityDeps, 'unit'> {
  readonly unit: UnitOfWork<OrganisationWork>;
  readonly letterLimits: LetterLimits;
  /** For questions that change nothing. */
  readonly stores: OrganisationStores & IdentityStores;
}
