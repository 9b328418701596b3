// What the JSON API is given. `main/compose.ts` fills it in.

import type { IncomingMessage } from 'node:http';

import type { AdvisoryLookups, FeedKind } from '../../evidence/advisory-ports.ts';
import type { DecisionLog } from '../../exposure/decision-log.ts';
import type { DecisionStore } from '../../exposure/decision-ports.ts';
import type { ExposureStore } from '../../exposure/ports.ts';
import type { CurrentPolicies } from '../../governance/current-policies.ts';
import type { GovernanceStore } from '../../governance/ports.ts';
import type { Reservations } from '../../governance/reservations.ts';
import type { ReserveNameDeps } from '../../governance/reserve-name.ts';
import type { VettingStore } from '../../governance/vetting/vetting-ports.ts';
import type { WaiveDeps } from '../../governance/waive.ts';
import type { Principal } from '../../identity/principal.ts';
import type { LeavingDeps } from '../../identity/accounts/delete-account.ts';
import type { ExportDeps } from '../../identity/accounts/export-account.ts';
import type { OwnEmailDeps } from '../../identity/accounts/own-email.ts';
import type { RedeemDeps } from '../../identity/accounts/redeem-link.ts';
import type { RecoveryDeps } from '../../identity/accounts/recovery.ts';
import type { SignUpDeps } from '../../identity/accounts/sign-up.ts';
import type { ReportDeps } from '../../identity/scanning/report-tokens.ts';
import type { SignInDeps } from '../../identity/sessions/sign-in.ts';
import type { IdentityStore } from '../../identity/ports.ts';
import type { PackageVisibility } from '../../identity/organisations/package-visibility.ts';
import type { OrganisationDeps } from '../../identity/organisations/organisation-unit.ts';
import type { HighImpactDeps } from '../../identity/high-impact/high-impact-unit.ts';
import type { NameDeps } from '../../identity/namespaces/name-appeals.ts';
import type { SsoDeps } from '../../identity/sso/sso-ports.ts';
import type { TrustedDeps } from '../../identity/trusted-publishing/trusted-unit.ts';
import type { TokenLifetimes } from '../../identity/tokens/tokens.ts';
import type { VexInForce } from '../../inventory/vex/kept-vex.ts';
import type { BlastDeps } from '../../inventory/impact/blast-radius.ts';
import type { ImpactDeps } from '../../inventory/impact/impact-ports.ts';
import type { CurrencyStores, LicenceRow } from '../../inventory/currency/currency-ports.ts';
import type { StatementStore } from '../../evidence/ports.ts';
import type { GivingBoard } from '../../inventory/giving/giving-board.ts';
import type { GivingStores } from '../../inventory/giving/giving-ports.ts';
import type { InventoryDeps, ScanDeps } from '../../inventory/ports.ts';
import type { JournalFeed } from '../../journal/journal-feed.ts';
import type { JournalReader, JournalStores } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import type { RegistryDeps } from '../../registry/deps.ts';
import type { ContentsDeps } from '../../registry/contents/contents-of.ts';
import type { PublishDeps } from '../../registry/publish/publish-deps.ts';
import type { EventStreams } from './event-streams.ts';
import type { OverviewFacts } from './read-overview.ts';
import type { AdvisoryListing } from '../../evidence/list-advisories.ts';

/** How one origin outside fares (`Fetcher.health()` answers a list of these). */
export interface OriginState {
  readonly origin: string;
  readonly state: 'up' | 'failing' | 'open';
  readonly lastSuccessAt?: Instant;
  readonly lastError?: string;
}

/** A feed as it is configured. */
export interface ConfiguredFeed {
  readonly name: string;
  readonly kind: FeedKind;
  readonly location: string;
}

/** The feeds, as status shows and a reviewer refreshes them. */
export interface FeedsAccess {
  readonly configured: readonly ConfiguredFeed[];
  readonly lookups: Pick<AdvisoryLookups, 'feeds'>;
  /** A feed whose last good answer is older than this is stale. */
  readonly staleAfterMs: number;
  /** Names of the feeds whose import is under way. */
  loading(): readonly string[];
  /** Imports a feed; resolves when that is done. */
  refresh(feed: string): Promise<unknown>;
}

/** What is counted of currency. */
export interface CurrencyAccess {
  readonly stores: CurrencyStores;
  /**
   * Resolves when what changed before is counted. A server does not wait, since it counts as soon as something changes; a
   * command without one counts now.
   */
  renewed(): Promise<void>;
  /** Whether packages that never came through the gate are asked for. */
  readonly isLoading: boolean;
  /** Whether it is configured which licences applications may have. */
  readonly isJudging: boolean;
}

/** What is depended on, and what was given. */
export interface GivingAccess {
  readonly stores: GivingStores;
  readonly unit: UnitOfWork<GivingStores & { readonly statements: StatementStore } & JournalStores>;
  readonly board: GivingBoard;
  /**
   * Resolves when what changed before is counted. A server does not wait, since it counts soon after something changed; a
   * command without one counts now.
   */
  renewed(): Promise<void>;
}

/** How much is stored (`createStorageUsage` in storage answers it). */
export interface StorageUsage {
  /** Artifacts at hand. */
  readonly blobBytes: number;
  /** Packages that were asked for here. */
  readonly packages: number;
  /** Absent where the bytes are not on this machine. */
  readonly freeBytes?: number;
}

export interface ApiDeps {
  readonly clock: Clock;
  /** Gatehouse's own. */
  readonly version: string;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  readonly startedAt: Instant;
  /** Whether reading packages takes a token. */
  readonly closedReading: boolean;

  /** Proves who a request is from. Throws (or rejects with) `not-signed-in`. */
  identify(message: IncomingMessage): Principal | Promise<Principal>;
  /** The normalized address of the client, after trusted proxies. */
  addressOf(message: IncomingMessage): string;
  /** The view that a principal gets by its token or network. */
  viewFor(principal: Principal, address: string): string;
  /** Called with what is the server's own fault. */
  readonly report: (error: unknown, message?: IncomingMessage) => void;

  /** Called when an answer was sent. Synchronous and cheap. */
  readonly answered?: (status: number, durationMs: number) => void;

  readonly registry: RegistryDeps;
  readonly publishing: PublishDeps;
  /** What is inside of what is published here. */
  readonly contents: ContentsDeps;
  /** Who may know which packages. */
  readonly visibility: PackageVisibility;
  /** Accounts, sessions and tokens: what sign-in, links, confirmation, tokens and people take. */
  readonly identity: SignInDeps &
    RedeemDeps &
    OwnEmailDeps &
    SignUpDeps &
    RecoveryDeps & { readonly identity: IdentityStore; readonly lifetimes: TokenLifetimes };
  /** Organisations, and what a person takes with them or leaves. */
  readonly organisations: OrganisationDeps & Omit<ExportDeps, 'journal'> & LeavingDeps;
  /** Who owns which namespace, and who may create which name. */
  readonly namespaces: NameDeps;
  /** Packages that many depend on. */
  readonly highImpact: HighImpactDeps;
  /** Signing in by providers. */
  readonly sso: SsoDeps;
  /** Publishing by an issuer's word. */
  readonly trusted: TrustedDeps;
  /** Reports of tokens that leaked. */
  readonly scanning: ReportDeps;
  /** Policies, waivers, quarantines, reservations: what their use cases take, and what is in force. */
  readonly governance: WaiveDeps &
    ReserveNameDeps & {
      readonly store: Pick<GovernanceStore, 'currentPolicies' | 'policyHistory'>;
      readonly policies: CurrentPolicies;
      readonly reservations: Pick<Reservations, 'all'>;
    };
  readonly vetting: {
    readonly store: Pick<VettingStore, 'find' | 'list'>;
    /** Which licences applications may have; empty: nobody said. */
    readonly licences: readonly LicenceRow[];
  };
  readonly exposure: Pick<ExposureStore, 'ofPackage' | 'ofReader'>;
  readonly decisions: { readonly log: DecisionLog; readonly store: DecisionStore };
  readonly journal: { readonly reader: JournalReader; readonly feed: JournalFeed };
  readonly advisories: AdvisoryListing;
  readonly inventory: InventoryDeps & { readonly vex: VexInForce };
  readonly currency: CurrencyAccess;
  readonly giving: GivingAccess;
  readonly impact: ImpactDeps;
  readonly blast: Pick<BlastDeps, 'adapters' | 'seen'>;
  readonly feeds: FeedsAccess;
  readonly storage: {
    readonly database: 'sqlite' | 'postgres';
    readonly quotaBytes: number;
    usage(): Promise<StorageUsage>;
  };
  /** Where letters go, and those that wait. */
  readonly mail: {
    readonly to: 'folder' | 'server';
    waiting(): Promise<{ readonly count: number; readonly lastError?: string }>;
  };
  /** How the origins outside fare, most recently used last. */
  health(): readonly OriginState[];
}

/** What a scan takes of it. */
export interface ScanContext extends Pick<ApiDeps, 'clock' | 'viewFor'> {
  readonly inventory: ScanDeps & Pick<ApiDeps['inventory'], 'adapters' | 'vex'>;
}

/** What the routes' handlers are given: the dependencies, and what the API keeps while it runs. */
export interface ApiContext extends ApiDeps {
  readonly streams: EventStreams;
  /** What the first page shows, not older than some seconds. */
  readonly overview: () => Promise<OverviewFacts>;
}
