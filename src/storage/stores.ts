// Every store over one connection to the database.

import type { Kysely, Transaction } from 'kysely';

import type { EvidenceStores } from '../evidence/ports.ts';
import type { DecisionStores } from '../exposure/decision-ports.ts';
import type { ExposureStores } from '../exposure/ports.ts';
import type { VettingStores } from '../governance/vetting/vetting-ports.ts';
import type { GovernanceStores } from '../governance/ports.ts';
import type { DownloadStores, HighImpactStores } from '../identity/high-impact/high-impact-ports.ts';
import type { FactorStores } from '../identity/factors/factor-ports.ts';
import type { IdentityStores } from '../identity/ports.ts';
import type { OrganisationStores } from '../identity/organisations/organisation-ports.ts';
import type { NamespaceStores } from '../identity/namespaces/namespace-ports.ts';
import type { SsoStores } from '../identity/sso/sso-ports.ts';
import type { TrustedPublishingStores } from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { CurrencyStores } from '../inventory/currency/currency-ports.ts';
import type { GivingStores } from '../inventory/giving/giving-ports.ts';
import type { InventoryStores } from '../inventory/ports.ts';
import type { JobProgressStores } from '../journal/job-progress.ts';
import type { OutboxStores } from '../journal/outbox.ts';
import type { LetterStores } from '../notify/ports.ts';
import type { JournalStores, JournalWriter } from '../journal/journal.ts';
import type { RegistryStores } from '../registry/ports.ts';
import { createApplicationStore } from './application-store.ts';
import { createArtifactStore } from './artifact-store.ts';
import { createComponentFactStore } from './component-fact-store.ts';
import { createComponentStore } from './component-store.ts';
import { createContentsStore } from './contents-store.ts';
import { createCurrencySumStore } from './currency-sum-store.ts';
import { createDecisionStore } from './decision-store.ts';
import { createDeploymentStores } from './deployment-store.ts';
import { createDocumentStore } from './document-store.ts';
import { createExposureStore } from './exposure-store.ts';
import { createDeviceStore, createFactorStore, createRecoveryCodeStore } from './factor-store.ts';
import { createFindingListing } from './finding-listing.ts';
import { createFindingStateStore } from './finding-state-store.ts';
import { createFindingStore } from './finding-store.ts';
import { createFindingTallyStore } from './finding-tally-store.ts';
import { createFixPlanStore } from './fix-plan-store.ts';
import { createFundingLinkStore } from './funding-link-store.ts';
import { createGiftStore } from './gift-store.ts';
import { createGivingStore } from './giving-store.ts';
import { createGovernanceStore } from './governance-store.ts';
import { createHighImpactStores } from './high-impact-store.ts';
import { createHostedStore } from './hosted-store.ts';
import { createIdentityStore } from './identity-store.ts';
import { createJobProgressStore } from './job-progress-store.ts';
import { createLetterStore, createOutbox } from './letter-store.ts';
import { createNamespaceStores } from './namespace-store.ts';
import { createOrganisationStores } from './organisation-store.ts';
import { createPackageStore } from './package-store.ts';
import { createReachStore } from './reach-store.ts';
import type { Schema } from './schema.ts';
import { createSsoStore } from './sso-store.ts';
import { createStagedStores } from './staged-store.ts';
import { createStatementStore } from './statement-store.ts';
import { createTrustedPublishingStores } from './trusted-publishing-store.ts';
import { createVettingStore } from './vetting-store.ts';
import { createVexStore } from './vex-store.ts';

/** The stores of all rooms. */
export interface Stores
  extends
    RegistryStores,
    EvidenceStores,
    GovernanceStores,
    VettingStores,
    IdentityStores,
    OrganisationStores,
    NamespaceStores,
    HighImpactStores,
    DownloadStores,
    SsoStores,
    TrustedPublishingStores,
    FactorStores,
    OutboxStores,
    LetterStores,
    ExposureStores,
    DecisionStores,
    JobProgressStores,
    InventoryStores,
    CurrencyStores,
    GivingStores {}

/** The stores within a unit of work. */
export interface WorkStores extends Stores, JournalStores {}

/** The stores over `database`; over its reading side, those of their methods that write throw `storage-failed`. */
export function createStores(database: Kysely<Schema>): Stores {
  return {
    documents: createDocumentStore(database),
    packages: createPackageStore(database),
    artifacts: createArtifactStore(database),
    hosted: createHostedStore(database),
    contents: createContentsStore(database),
    ...createDeploymentStores(database),
    ...createStagedStores(database),
    statements: createStatementStore(database),
    governance: createGovernanceStore(database),
    identity: createIdentityStore(database),
    ...createOrganisationStores(database),
    ...createNamespaceStores(database),
    ...createHighImpactStores(database),
    sso: createSsoStore(database),
    ...createTrustedPublishingStores(database),
    factors: createFactorStore(database),
    recoveryCodes: createRecoveryCodeStore(database),
    devices: createDeviceStore(database),
    outbox: createOutbox(database),
    letters: createLetterStore(database),
    exposure: createExposureStore(database),
    decisions: createDecisionStore(database),
    jobs: createJobProgressStore(database),
    applications: createApplicationStore(database),
    components: createComponentStore(database),
    findings: createFindingStore(database),
    findingListing: createFindingListing(database),
    componentFacts: createComponentFactStore(database),
    currencySums: createCurrencySumStore(database),
    giving: createGivingStore(database),
    fundingLinks: createFundingLinkStore(database),
    gifts: createGiftStore(database),
    findingStates: createFindingStateStore(database),
    vetting: createVettingStore(database),
    vex: createVexStore(database),
    fixPlans: createFixPlanStore(database),
    reaches: createReachStore(database),
    findingTallies: createFindingTallyStore(database),
  };
}

/** The stores within `trx`, for `createUnitOfWork`. */
export function createWorkStores(trx: Transaction<Schema>, journal: JournalWriter): WorkStores {
  return { ...createStores(trx), journal };
}
