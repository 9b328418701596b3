// What the use cases of trusted publishing take.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { NamespaceRulesOf } from '../../kernel/namespace.ts';

import type { Allowance } from '../accounts/allowance.ts';
import type { OrganisationStores } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import type { NamespaceStores } from '../namespaces/namespace-ports.ts';
import type { IdentityStores } from '../ports.ts';
import type { IdentityDeps } from '../unit.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { Issuer, TrustedPublishingStores } from './trusted-publishing-ports.ts';

/** What a unit of work about publishers may touch. */
export interface TrustedWork extends OrganisationWork, TrustedPublishingStores {}

export interface TrustedDeps extends Omit<IdentityDeps, 'unit'> {
  readonly unit: UnitOfWork<TrustedWork>;
  /** For questions that change nothing. */
  readonly stores: TrustedPublishingStores &
    OrganisationStores &
    IdentityStores &
    Pick<NamespaceStores, 'namespaces'>;
  /** Which names lie in which namespaces. */
  readonly namespaceRules: NamespaceRulesOf;
  /** Those of the configuration; none: nobody publishes so. */
  readonly issuers: readonly Issuer[];
  readonly keys: IssuerKeys;
  /** How often one address may ask for a token. */
  readonly exchanges: Allowance;
  /** How often owners are written to about a publisher whose ids changed. */
  readonly warnings: Allowance;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
}
