// Every migration, in order.

import { journalMigration } from './0001-journal.ts';
import { registryMigration } from './0002-registry.ts';
import { evidenceMigration } from './0003-evidence.ts';
import { peopleMigration } from './0004-people.ts';
import { advisoriesMigration } from './0005-advisories.ts';
import { decisionsMigration } from './0006-decisions.ts';
import { blobNamesMigration } from './0007-blob-names.ts';
import { jobProgressMigration } from './0008-job-progress.ts';
import { inventoryMigration } from './0009-inventory.ts';
import { findingsMigration } from './0010-findings.ts';
import { vexMigration } from './0011-vex.ts';
import { fixPlansMigration } from './0012-fix-plans.ts';
import { currencyMigration } from './0013-currency.ts';
import { vettingMigration } from './0014-vetting.ts';
import { givingMigration } from './0015-giving.ts';
import { closedFindingsMigration } from './0016-closed-findings.ts';
import { componentReachMigration } from './0017-component-reach.ts';
import { applicationFindingsMigration } from './0018-findings-of-applications.ts';
import { formerNamesMigration } from './0019-former-names.ts';
import { accountsMigration } from './0020-accounts.ts';
import { tokenBoundsMigration } from './0021-token-bounds.ts';
import { organisationsMigration } from './0022-organisations.ts';
import { ssoMigration } from './0023-sso.ts';
import { factorsMigration } from './0024-factors.ts';
import { organisationJournalsMigration } from './0025-organisation-journals.ts';
import { hostedMigration } from './0026-hosted.ts';
import { leaversMigration } from './0027-leavers.ts';
import { deploymentsMigration } from './0028-deployments.ts';
import { leakedPasswordsMigration } from './0029-leaked-passwords.ts';
import { trustedPublishingMigration } from './0030-trusted-publishing.ts';
import { namespacesMigration } from './0031-namespaces.ts';
import { takeoverMigration } from './0032-takeover.ts';
import { stagedMigration } from './0033-staged.ts';
import { oneTimeProofsMigration } from './0034-one-time-proofs.ts';
import { importsMigration } from './0035-imports.ts';
import { hostedContentsMigration } from './0036-hosted-contents.ts';
import { holdsMigration } from './0037-holds.ts';
import { highImpactMigration } from './0038-high-impact.ts';
import { dormantMigration } from './0039-dormant.ts';
import type { Migration } from './migration.ts';

/** The migrations from an empty database to the schema in `schema.ts`. */
export const MIGRATIONS: readonly Migration[] = [
  journalMigration,
  registryMigration,
  evidenceMigration,
  peopleMigration,
  advisoriesMigration,
  decisionsMigration,
  blobNamesMigration,
  jobProgressMigration,
  inventoryMigration,
  findingsMigration,
  vexMigration,
  fixPlansMigration,
  currencyMigration,
  vettingMigration,
  givingMigration,
  closedFindingsMigration,
  componentReachMigration,
  applicationFindingsMigration,
  formerNamesMigration,
  accountsMigration,
  tokenBoundsMigration,
  organisationsMigration,
  ssoMigration,
  factorsMigration,
  organisationJournalsMigration,
  hostedMigration,
  leaversMigration,
  deploymentsMigration,
  leakedPasswordsMigration,
  trustedPublishingMigration,
  namespacesMigration,
  takeoverMigration,
  stagedMigration,
  oneTimeProofsMigration,
  importsMigration,
  hostedContentsMigration,
  holdsMigration,
  highImpactMigration,
  dormantMigration,
];

/** The version of the present schema. */
export const NEWEST_SCHEMA = Math.max(...MIGRATIONS.map(({ version }) => version));
