// What publishing takes beside the registry: who may, and who hears of it.

import type { SharedRoom } from '../../kernel/byte-room.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { GatehouseError } from '../../kernel/errors.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { ImportedVersion, Release, Submission, Submitted } from '../../ecosystems/adapter-publish.ts';
import type { EvidenceStores } from '../../evidence/ports.ts';
import type { OrganisationWork } from '../../identity/organisations/organisation-unit.ts';
import type { OrganisationStores, Visibility } from '../../identity/organisations/organisation-ports.ts';
import type { HighImpactStores } from '../../identity/high-impact/high-impact-ports.ts';
import type { NameRule } from '../../identity/namespaces/ask-for-name.ts';
import type { NamespaceStores } from '../../identity/namespaces/namespace-ports.ts';
import type { IdentityStores } from '../../identity/ports.ts';
import type { Principal } from '../../identity/principal.ts';
import type { TrustedPublishingStores } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { TokenPlace } from '../../identity/tokens/token-actions.ts';
import type { IdentityDeps } from '../../identity/unit.ts';
import type { RegistryDeps } from '../deps.ts';
import type { RegistryStores } from '../ports.ts';
import type { DependentsHere } from './removable.ts';
import type { ReleaseComparer } from '../staged/comparison.ts';

/** Somebody who publishes, and from where. */
export interface Publisher {
  readonly principal: Principal;
  readonly place: TokenPlace;
  /** Whether the person of a token showed that they are there, for this request. */
  readonly isProven?: true;
  /** Has it shown, when something takes it (`needed` says what). Throws `needed` where nothing was sent for it, and `not-allowed`. */
  readonly prove?: (needed: GatehouseError) => Promise<void>;
}

/** What a unit of work of publishing may touch. */
export interface PublishWork
  extends
    RegistryStores,
    EvidenceStores,
    OrganisationWork,
    NamespaceStores,
    Pick<TrustedPublishingStores, 'trustedOnly'> {}

export interface PublishDeps extends Pick<IdentityDeps, 'random' | 'letterHead'> {
  readonly registry: RegistryDeps;
  readonly unit: UnitOfWork<PublishWork>;
  /** For questions that change nothing. */
  readonly people: OrganisationStores &
    IdentityStores &
    Pick<TrustedPublishingStores, 'trustedOnly' | 'publishers'> &
    Pick<RegistryStores, 'hosted' | 'approvalRequired'> &
    HighImpactStores &
    NamespaceStores;
  readonly reader: SubmissionReader;
  readonly comparer: ReleaseComparer;
  /** What requests that publish something have in memory together. */
  readonly room: SharedRoom;
  /** A new id that nobody can guess. */
  newId(): string;
  readonly rules: PublishSettings;
  /** Who would miss what is removed. */
  readonly dependents: DependentsHere;
  /** Who may create which name. */
  readonly names: NameRule;
}

/** What changing takes of it. */
export type ChangeDeps = Pick<
  PublishDeps,
  'people' | 'dependents' | 'registry' | 'unit' | 'random' | 'letterHead'
>;

/** Reads what clients send: where it is asked for, or (for large bodies) away from the event loop. */
export interface SubmissionReader {
  /** Throws what the ecosystem's `publish.read` throws. */
  read(ecosystem: Ecosystem, submitted: Submitted): Promise<Submission>;
  /** Throws what `publish.readImported` throws, and `unsupported` where the ecosystem has none. */
  readImported(ecosystem: Ecosystem, imported: ImportedVersion): Promise<Release>;
}

/** What an operator says of publishing. */
export interface PublishSettings {
  /** What a new package is unless its publisher says otherwise. */
  readonly visibility: Visibility;
  readonly maxBytes: number;
  /** How long who is new to a package, or whose account was recovered, waits before they publish it; 0: not at all. */
  readonly holdMs: number;
  /** How long nobody may have used an account before its person proves its address anew; 0: however long. */
  readonly dormantAccountMs: number;
  /** How long nothing may have been published to a package before its next release is held; 0: however long. */
  readonly dormantPackageMs: number;
  /** Whether every file of a Maven version must have come with its signature. */
  readonly mavenSignatures: boolean;
  /** Whether builds of Maven's snapshots are taken. */
  readonly mavenSnapshots: boolean;
  /** How long a staged version waits for approval. */
  readonly stagedMs: number;
}
