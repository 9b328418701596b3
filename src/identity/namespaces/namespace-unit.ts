// What the use cases of namespaces take.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { NamespaceRulesOf } from '../../kernel/namespace.ts';

import type { Allowance } from '../accounts/allowance.ts';
import type { OrganisationStores } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import type { IdentityStores } from '../ports.ts';
import type { IdentityDeps } from '../unit.ts';
import type { CodeHost, NamesHere, NamespaceStores, ProofLooks } from './namespace-ports.ts';

/** What a unit of work about namespaces may touch. */
export interface NamespaceWork extends OrganisationWork, NamespaceStores {}

export interface NamespaceDeps extends Omit<IdentityDeps, 'unit'> {
  readonly unit: UnitOfWork<NamespaceWork>;
  /** For questions that change nothing. */
  readonly stores: NamespaceStores & OrganisationStores & IdentityStores;
  readonly rules: NamespaceRulesOf;
  readonly looks: ProofLooks;
  readonly namesHere: NamesHere;
  readonly codeHosts: readonly CodeHost[];
  /** How often somebody may have a proof looked for: each look asks a server that they chose. */
  readonly lookAllowance: Allowance;
}
