// What the use cases of the high-impact rule take.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';

import type { OrganisationStores } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import type { IdentityStores } from '../ports.ts';
import type { IdentityDeps } from '../unit.ts';
import type { HighImpactStores } from './high-impact-ports.ts';
import type { HighImpactRule } from './judge-impact.ts';

export interface HighImpactDeps extends Omit<IdentityDeps, 'unit'> {
  readonly unit: UnitOfWork<OrganisationWork>;
  /** For questions that change nothing. */
  readonly stores: OrganisationStores & IdentityStores & HighImpactStores;
  readonly rule: HighImpactRule;
}
