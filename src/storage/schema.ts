// The tables, as the queries see them. Times are milliseconds, JSON is text, booleans are 0 and 1; a column that may be
// absent is `null`. The migrations make them.

import type { NameAppealTable, NamespaceTable } from './schema-namespaces.ts';
import type {
  ApplicationTable,
  SnapshotTable,
  ComponentTable,
  CurrentComponentTable,
  FindingStateTable,
  FindingTable,
  FindingAliasTable,
  FindingTallyTable,
  FindingDayTable,
  FindingAgeTable,
  VettingRequestTable,
  VexDocumentTable,
  SnapshotVexTable,
  FixPlanTable,
  ComponentFactTable,
  CurrencySumTable,
  CurrencyDayTable,
  GivingSummaryTable,
  GivingLineTable,
  GivingTargetTable,
  FundingAboutTable,
  GiftTable,
} from './schema-inventory.ts';
import type { DeploymentDigestTable, DeploymentFileTable, DeploymentTable } from './schema-deployments.ts';
import type {
  HostedContentsTable,
  HostedFileTable,
  HostedPackageTable,
  HostedVersionTable,
} from './schema-hosted.ts';
import type { DownloadDayTable, HighImpactTable } from './schema-high-impact.ts';
import type { ComponentReachTable, ReachWordsTable } from './schema-reach.ts';
import type { ApprovalRequiredTable, StagedFileTable, StagedVersionTable } from './schema-staged.ts';
import type {
  AccountActivityTable,
  AccountRecoveryTable,
  PackageFreezeTable,
  PackageWakingTable,
} from './schema-takeover.ts';
import type {
  AccountTable,
  InvitationTable,
  FactorTable,
  KnownDeviceTable,
  LetterTable,
  MembershipTable,
  ObjectGrantTable,
  OneTimeLinkTable,
  OrganisationTable,
  OwnedPackageTable,
  RecoveryCodeTable,
  SessionTable,
  TeamMemberTable,
  TeamTable,
  InstanceFactTable,
  PublisherTable,
  PublisherTokenTable,
  SsoIdentityTable,
  TrustedOnlyTable,
  UsedIdentityTable,
  TokenTable,
} from './schema-identity.ts';

/** One row per migration that was applied. */
export interface SchemaVersionTable {
  readonly version: number;
  readonly name: string;
  readonly applied_at: number;
}

/** The journal, one row per change, in the order of commits. */
export interface JournalTable {
  readonly sequence: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly ecosystem: string | null;
  readonly name: string | null;
  /** JSON. */
  readonly data: string;
}

/** Which entries of the journal are about which organisation, by its name. */
export interface OrganisationEntryTable {
  readonly organisation: string;
  readonly sequence: number;
}

/** Packages that were asked for here. */
export interface PackageTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly upstream: string;
  readonly first_seen_at: number;
}

/** The newest snapshot of each upstream document. */
export interface UpstreamDocumentTable {
  readonly ecosystem: string;
  readonly upstream: string;
  /** '' for documents of the upstream itself. */
  readonly name: string;
  readonly document_key: string;
  readonly sha256: string | null;
  readonly size_bytes: number;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly fetched_at: number;
  readonly checked_at: number;
  readonly absent_since: number | null;
}

/** Files that were fetched, verified and kept. */
export interface ArtifactTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly file: string;
  readonly version: string;
  readonly sha256: string;
  readonly size_bytes: number;
  /** JSON: hexadecimal digests by algorithm. */
  readonly digests: string;
  readonly upstream: string;
  readonly url: string;
  readonly last_modified: number | null;
  readonly stored_at: number;
  /** Whether the bytes are in the blob store. */
  readonly present: number;
  readonly used_at: number;
}

/** Rows of evidence, each id's newest. */
export interface StatementTable {
  readonly id: string;
  readonly kind: string;
  readonly ecosystem: string;
  readonly name: string;
  /** The artifact that it is about. */
  readonly digest: string | null;
  readonly source: string;
  readonly observed_at: number;
  readonly confidence: number;
  /** JSON. */
  readonly details: string;
  readonly expires_at: number | null;
  readonly withdrawn_at: number | null;
}

/** Rows of evidence that a later one of the same id has replaced. */
export interface SupersededStatementTable extends StatementTable {
  /** When the later one was observed. */
  readonly superseded_at: number;
}

/** Versions of each view's policy document. */
export interface PolicyVersionTable {
  readonly view_name: string;
  readonly number: number;
  /** TOML. */
  readonly text: string;
  readonly author: string;
  readonly note: string;
  readonly created_at: number;
}

/** Names that belong to this organisation. */
export interface ReservationTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly pattern: string;
  readonly reason: string;
  readonly author: string;
  readonly created_at: number;
  readonly withdrawn_at: number | null;
}

/** Who fetched which file. */
export interface ExposureTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly reader: string;
  readonly client: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly count: number;
  /** Whether `reader` is an address that is yet to be shortened. */
  readonly is_whole_address: number;
}

/** What policy kept out, or would have: one row an hour for each rule, version, reader, client and view. */
export interface DecisionTable {
  /** Set anew with every write. */
  readonly position: number;
  readonly id: string;
  /** The start of the hour. */
  readonly hour: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly rule: string;
  readonly mode: string;
  readonly reader: string;
  readonly client: string;
  readonly view_name: string;
  readonly action: string;
  readonly summary: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly count: number;
  /** Whether `reader` is an address that is yet to be shortened. */
  readonly is_whole_address: number;
}

/** How often each rule acted, or something was served, in each hour. */
export interface DecisionTallyTable {
  readonly hour: number;
  readonly mode: string;
  readonly rule: string;
  readonly action: string;
  readonly count: number;
}

/** How far jobs that follow the journal have come. */
export interface JobProgressTable {
  readonly job: string;
  /** JSON. */
  readonly state: string;
}

/** Every table by its name. */
export interface Schema {
  readonly schema_version: SchemaVersionTable;
  readonly journal: JournalTable;
  readonly organisation_entry: OrganisationEntryTable;
  readonly package: PackageTable;
  readonly upstream_document: UpstreamDocumentTable;
  readonly artifact: ArtifactTable;
  readonly hosted_package: HostedPackageTable;
  readonly hosted_version: HostedVersionTable;
  readonly hosted_file: HostedFileTable;
  readonly hosted_contents: HostedContentsTable;
  readonly high_impact: HighImpactTable;
  readonly download_day: DownloadDayTable;
  readonly deployment: DeploymentTable;
  readonly deployment_file: DeploymentFileTable;
  readonly deployment_digest: DeploymentDigestTable;
  readonly staged_version: StagedVersionTable;
  readonly staged_file: StagedFileTable;
  readonly approval_required: ApprovalRequiredTable;
  readonly statement: StatementTable;
  readonly superseded_statement: SupersededStatementTable;
  readonly policy_version: PolicyVersionTable;
  readonly reservation: ReservationTable;
  readonly account: AccountTable;
  readonly session: SessionTable;
  readonly token: TokenTable;
  readonly one_time_link: OneTimeLinkTable;
  readonly letter: LetterTable;
  readonly organisation: OrganisationTable;
  readonly membership: MembershipTable;
  readonly invitation: InvitationTable;
  readonly team: TeamTable;
  readonly team_member: TeamMemberTable;
  readonly object_grant: ObjectGrantTable;
  readonly owned_package: OwnedPackageTable;
  readonly namespace: NamespaceTable;
  readonly name_appeal: NameAppealTable;
  readonly sso_identity: SsoIdentityTable;
  readonly publisher: PublisherTable;
  readonly publisher_token: PublisherTokenTable;
  readonly used_identity: UsedIdentityTable;
  readonly trusted_only: TrustedOnlyTable;
  readonly instance_fact: InstanceFactTable;
  readonly package_freeze: PackageFreezeTable;
  readonly account_recovery: AccountRecoveryTable;
  readonly account_activity: AccountActivityTable;
  readonly package_waking: PackageWakingTable;
  readonly factor: FactorTable;
  readonly recovery_code: RecoveryCodeTable;
  readonly known_device: KnownDeviceTable;
  readonly exposure: ExposureTable;
  readonly decision: DecisionTable;
  readonly decision_tally: DecisionTallyTable;
  readonly job_progress: JobProgressTable;
  readonly application: ApplicationTable;
  readonly snapshot: SnapshotTable;
  readonly component: ComponentTable;
  readonly current_component: CurrentComponentTable;
  readonly finding_state: FindingStateTable;
  readonly vetting_request: VettingRequestTable;
  readonly vex_document: VexDocumentTable;
  readonly snapshot_vex: SnapshotVexTable;
  readonly fix_plan: FixPlanTable;
  readonly reach_words: ReachWordsTable;
  readonly component_reach: ComponentReachTable;
  readonly finding: FindingTable;
  readonly finding_alias: FindingAliasTable;
  readonly finding_tally: FindingTallyTable;
  readonly finding_day: FindingDayTable;
  readonly finding_age: FindingAgeTable;
  readonly component_fact: ComponentFactTable;
  readonly currency_sum: CurrencySumTable;
  readonly currency_day: CurrencyDayTable;
  readonly giving_summary: GivingSummaryTable;
  readonly giving_line: GivingLineTable;
  readonly giving_target: GivingTargetTable;
  readonly funding_about: FundingAboutTable;
  readonly gift: GiftTable;
}
