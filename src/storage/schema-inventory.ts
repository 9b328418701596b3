// The tables of the inventory, as their rows are: applications, components, findings, VEX, currency.

/** What an organisation builds, in one environment; the numbers are of its newest snapshot. */
export interface ApplicationTable {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly owner: string | null;
  /** JSON. */
  readonly tags: string;
  readonly created_at: number;
  readonly pushed_at: number;
  readonly newest_snapshot: number;
  readonly component_count: number;
  readonly unknown_count: number;
  readonly finding_count: number;
  /** Why not everything was looked up. */
  readonly unmatched: string | null;
  /** JSON. */
  readonly formerly: string | null;
  readonly name_since: number | null;
}

/** What an application was made of at a moment. */
export interface SnapshotTable {
  readonly application_id: string;
  /** 1, 2, 3, … in each application. */
  readonly number: number;
  readonly taken_at: number;
  readonly author: string;
  readonly component_count: number;
  /** JSON. */
  readonly files: string;
  /** `graph-blob.ts`. */
  readonly graph: Uint8Array;
}

/** Every component that was ever pushed, once. */
export interface ComponentTable {
  readonly id: number;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

/** Which applications have a component in their newest snapshot. */
export interface CurrentComponentTable {
  readonly component_id: number;
  readonly application_id: string;
  readonly scope: string;
}

/** Since when a record is known against a component of an application, until when it was, and what people make of it. */
export interface FindingStateTable {
  readonly application_id: string;
  readonly component_id: number;
  readonly record_id: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly resolved_at: number | null;
  readonly resolved_why: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly author: string | null;
  readonly decided_at: number | null;
  readonly until_at: number | null;
  readonly due_at: number | null;
  readonly is_overdue: number;
  readonly urgency: number;
}

/** What is known against a component, once for all applications. */
export interface FindingTable {
  readonly component_id: number;
  readonly record_id: string;
  readonly shown_id: string;
  /** JSON. */
  readonly ids: string;
  /** '': not looked at since an older schema kept it. */
  readonly class: string;
  readonly severity: string;
  readonly score: number | null;
  readonly epss: number | null;
  readonly epss_percentile: number | null;
  /** JSON. */
  readonly kev: string | null;
  readonly disclosed_at: number | null;
  readonly fixed_in: string | null;
  readonly fixed_at: number | null;
  readonly no_known_fix: number;
  readonly disputed: number;
  readonly first_seen: number;
  readonly gone_at: number | null;
  readonly gone_why: string | null;
  /** JSON. */
  readonly evidence: string | null;
}

/** Every id by which a finding is known. */
export interface FindingAliasTable {
  readonly id: string;
  readonly component_id: number;
  readonly record_id: string;
}

/** How many findings an application, an owner or everybody has. */
export interface FindingTallyTable {
  readonly scope: string;
  readonly scope_id: string;
  readonly bucket: string;
  readonly open: number;
  readonly kev: number;
  readonly overdue: number;
  readonly accepted: number;
  readonly applications: number;
}

/** What happened to findings on a day. */
export interface FindingDayTable {
  readonly day: number;
  readonly bucket: string;
  readonly open: number;
  readonly kev: number;
  readonly overdue: number;
  readonly opened: number;
  readonly resolved: number;
  readonly remediated: number;
  readonly remediated_hours: number;
  readonly remediated_in_time: number;
}

/** Open vulnerabilities by the month in which a clock of theirs began. */
export interface FindingAgeTable {
  readonly clock: string;
  readonly month: number;
  readonly bucket: string;
  readonly open: number;
  readonly kev: number;
  readonly days: number;
}

/** VEX documents that people gave. */
export interface VexDocumentTable {
  readonly id: string;
  /** The document's own. */
  readonly document_id: string | null;
  readonly format: string;
  readonly version: string | null;
  readonly issued_at: number | null;
  readonly author: string;
  /** JSON, as it was read. */
  readonly statements: string;
  readonly statement_count: number;
  readonly unrecognised: number;
  /** What the file was called. */
  readonly file: string;
  readonly sha256: string;
  /** The document as it was given. */
  readonly source: string;
  readonly added_by: string;
  readonly added_at: number;
  /** The id of the later version of the same document. */
  readonly superseded_by: string | null;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_reason: string | null;
}

/** What the bills of a snapshot say of their own components. */
export interface SnapshotVexTable {
  readonly application_id: string;
  readonly number: number;
  readonly path: string;
  /** JSON. */
  readonly document: string;
}

/** The newest fix plan of an application. */
export interface FixPlanTable {
  readonly application_id: string;
  readonly snapshot: number;
  readonly made_at: number;
  readonly author: string;
  readonly max_bump: string;
  /** JSON. */
  readonly plan: string;
}

/** What is known of a component's place among its package's releases. */
export interface ComponentFactTable {
  readonly component_id: number;
  readonly measured_at: number;
  /** Absent: no releases are known. */
  readonly checked_at: number | null;
  readonly latest: string | null;
  readonly latest_at: number | null;
  readonly installed_at: number | null;
  readonly behind: number | null;
  readonly behind_on_line: number | null;
  readonly libyear_days: number | null;
  readonly last_release_at: number | null;
  readonly quiet_since: number | null;
  readonly licence: string | null;
}

/** What is counted of an application, or ('') of all. */
export interface CurrencySumTable {
  readonly scope_id: string;
  readonly at: number;
  /** JSON. */
  readonly sums: string;
}

/** The figures of an application, or ('') of all, as they were on a day. */
export interface CurrencyDayTable {
  readonly scope_id: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** JSON. */
  readonly figures: string;
}

/** Of what giving back was counted; one row. */
export interface GivingSummaryTable {
  readonly id: number;
  /** JSON. */
  readonly summary: string;
}

/** A package, or several with one payee, with what is counted of it. */
export interface GivingLineTable {
  readonly line_key: string;
  readonly applications: number;
  readonly production: number;
  readonly direct: number;
  readonly dependents: number;
  readonly criticality: number;
  readonly has_link: number;
  /** JSON. */
  readonly line: string;
}

/** For what a gift may be given, and which line that is. */
export interface GivingTargetTable {
  readonly target: string;
  readonly line_key: string;
}

/** What a package's documents say of where it is made and who takes money for it, since when. */
export interface FundingAboutTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly stamp: string;
  readonly known_since: number;
  readonly repository: string | null;
  /** JSON. */
  readonly links: string;
}

/** What was given. */
export interface GiftTable {
  readonly id: string;
  readonly target: string;
  readonly kind: string;
  readonly amount_minor: number | null;
  readonly currency: string | null;
  readonly minutes: number | null;
  readonly given_at: number;
  readonly note: string | null;
  readonly evidence: string | null;
  readonly recorded_at: number;
  readonly recorded_by: string;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_reason: string | null;
}

export interface VettingRequestTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly versions: string | null;
  readonly application: string | null;
  readonly reason: string;
  readonly author: string;
  readonly author_name: string;
  readonly created_at: number;
  readonly state: string;
  readonly decided_at: number | null;
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
  readonly decision: string | null;
  readonly decision_reason: string | null;
  readonly conditions: string | null;
  readonly decided_until: number | null;
  readonly evidence_id: string | null;
  readonly card: string | null;
  readonly card_sha256: string | null;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
}
