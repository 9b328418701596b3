// The kinds of change that the journal knows, each with the shape of its data.

import type { Instant } from '../kernel/clock.ts';
import type { Sha256 } from '../kernel/digest.ts';
import type { EvidenceKind } from '../kernel/evidence.ts';

/**
 * What each kind of change says beside who, when and which package. A room that records something new adds its row
 * here; a row's shape never changes once released, since old entries keep it.
 */
export interface ChangeData {
  /** A statement about a package came in. */
  readonly 'evidence-added': {
    readonly id: string;
    readonly kind: EvidenceKind;
    readonly source: string;
  };
  /** A statement no longer holds. */
  readonly 'evidence-withdrawn': {
    readonly id: string;
    readonly kind: EvidenceKind;
    readonly source: string;
  };
  /** An upstream's index of a package was read and differs from what was known. */
  readonly 'index-changed': {
    readonly upstream: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** An artifact was verified and kept. */
  readonly 'artifact-stored': {
    readonly version: string;
    readonly file: string;
    readonly sha256: Sha256;
    readonly sizeBytes: number;
  };
  /** An artifact's bytes were deleted, or found lost or damaged on the disk. */
  readonly 'artifact-removed': {
    readonly version: string;
    readonly file: string;
    readonly sha256: Sha256;
    readonly why: 'evicted' | 'purged' | 'lost' | 'damaged';
  };
  /** An alarm: a version that was served from here is blocked now. `readers` are some of those who have it. */
  readonly 'version-blocked': {
    readonly version: string;
    readonly rule: string;
    readonly summary: string;
    readonly readers: readonly {
      readonly reader: string;
      readonly client: string;
      readonly lastAt: Instant;
    }[];
    /** Whether there are more readers than are listed. */
    readonly hasMoreReaders: boolean;
    /** Whether its bytes were deleted here. */
    readonly isPurged: boolean;
  };
  /** A feed of advisories was read on. */
  readonly 'feed-updated': {
    readonly feed: string;
    readonly added: number;
    readonly changed: number;
    readonly withdrawn: number;
  };
  /** A policy document came into force for a view, as its version `revision`. */
  readonly 'policy-applied': { readonly view: string; readonly revision: number; readonly sha256: Sha256 };
  /** Somebody asks that a package be looked at before it is used. What is decided is evidence. */
  readonly 'vetting-requested': { readonly id: string };
  /** A request was taken back before anybody decided. */
  readonly 'vetting-withdrawn': { readonly id: string };
  /** A name, or every name under a prefix, is kept from upstreams. */
  readonly 'reservation-added': { readonly id: string; readonly pattern: string };
  /** It may come from upstreams again. */
  readonly 'reservation-withdrawn': { readonly id: string; readonly pattern: string };
  /** Someone may use this server under a name, with a role. */
  readonly 'account-created': { readonly accountId: string; readonly name: string; readonly role: string };
  /** An account has another role. */
  readonly 'account-role-changed': {
    readonly accountId: string;
    readonly name: string;
    readonly role: string;
  };
  /** An account may do nothing more; its sessions have ended. */
  readonly 'account-disabled': { readonly accountId: string; readonly name: string };
  /** Its person left for good: what it had has ended, and its name is nobody's again. `tokens`: how many were in force. */
  /** Something stood in for its password, factor or address: `password`, `factors`, `recovery-code`, `address`. */
  readonly 'account-recovered': { readonly accountId: string; readonly how: string };
  readonly 'account-deleted': { readonly accountId: string; readonly name: string; readonly tokens: number };
  /** A person took what is kept about them. */
  readonly 'account-exported': { readonly accountId: string };
  /** A person chose a password by a link; the account's other sessions have ended. */
  readonly 'password-set': { readonly accountId: string };
  /** A link that works once was given out. */
  readonly 'link-issued': {
    readonly purpose:
      | 'first-administrator'
      | 'set-password'
      | 'verify-email'
      | 'sign-up'
      | 'recovery'
      | 'package-transfer'
      | 'sign-in-ticket'
      | 'confirm-device';
    readonly accountId?: string;
  };
  /** A person showed that they read what comes to an address; it is the account's now. The address stands nowhere here. */
  readonly 'email-verified': { readonly accountId: string };
  /** The domain of its address is gone, so that the address recovers the account no more. */
  readonly 'email-lapsed': { readonly accountId: string };
  /** A letter was written to an account's address, or given up after a week. What it says is nowhere else. */
  readonly 'letter-posted': {
    readonly letterId: string;
    readonly about: string;
    readonly accountId?: string;
  };
  readonly 'letter-sent': { readonly letterId: string };
  readonly 'letter-lost': { readonly letterId: string; readonly error: string };
  /** A session began, by a provider's word where one is named. `network` is the shortened address. */
  readonly 'signed-in': {
    readonly accountId: string;
    readonly network: string;
    readonly provider?: string;
    /** Absent in entries of before there were second factors. */
    readonly proof?: 'password' | 'two-factor' | 'passkey';
  };
  /** An account may be signed in to by what a provider says of somebody; or no more. */
  readonly 'sso-linked': { readonly accountId: string; readonly provider: string; readonly issuer: string };
  readonly 'sso-unlinked': { readonly accountId: string; readonly provider: string; readonly issuer: string };
  /** Somebody came back from a provider and did not get in. */
  readonly 'sso-refused': { readonly provider: string; readonly why: string; readonly network: string };
  readonly 'signed-out': { readonly accountId: string };
  /** A wrong password or name; the name only where it is an account's, since people type passwords into that field. */
  readonly 'sign-in-failed': {
    readonly during: 'sign-in' | 'second-factor' | 'confirmation';
    readonly why:
      | 'unknown-name'
      | 'wrong-password'
      | 'disabled'
      | 'no-password'
      | 'closed'
      | 'no-factor'
      | 'wrong-code'
      | 'replayed-code'
      | 'clock-off'
      | 'wrong-passkey'
      | 'copied-passkey'
      | 'wrong-recovery-code'
      | 'wrong-one-time-code';
    readonly accountId?: string;
    readonly network: string;
  };
  /** A second factor that a person may sign in with. */
  readonly 'factor-enrolled': FactorData;
  readonly 'factor-removed': FactorData;
  /** Its person calls it something else. */
  readonly 'factor-renamed': FactorData;
  /** A new set of recovery codes; those of before ended. */
  readonly 'recovery-codes-made': { readonly accountId: string };
  readonly 'recovery-code-used': { readonly accountId: string; readonly left: number };
  /** A browser that an account was not seen with before asks to be confirmed by a letter, and was. */
  readonly 'device-unknown': { readonly accountId: string; readonly network: string };
  readonly 'device-confirmed': { readonly accountId: string; readonly network: string };
  /** Sessions were ended from another one; `count` of them. */
  readonly 'sessions-ended': { readonly accountId: string; readonly count: number };
  /** A person proved themself again: in their session, or for one request of a client (and of its token, where it has one). */
  readonly 'person-confirmed': {
    readonly accountId: string;
    readonly network: string;
    readonly request?: string;
    readonly tokenId?: string;
  };
  /** A person signed in with a password that is known from leaks, and was told. */
  readonly 'password-found-leaked': { readonly accountId: string };
  readonly 'token-minted': {
    readonly tokenId: string;
    readonly tokenName: string;
    readonly scope: 'read' | 'api' | 'write';
    readonly accountId: string;
    readonly view?: string;
    readonly actions?: readonly string[];
    /** `npm:@acme/*`. */
    readonly packages?: readonly string[];
    readonly networks?: readonly string[];
    readonly asksProof?: true;
    readonly expiresAt?: Instant;
  };
  readonly 'token-revoked': {
    readonly tokenId: string;
    readonly tokenName: string;
    readonly accountId: string;
    readonly because?: 'reported-as-leaked';
    /** Where it was found, as its finder says. */
    readonly url?: string;
  };
  /** A token that is in force was presented outside its networks, and refused: noted once an hour for each. */
  readonly 'stray-token-refused': {
    readonly tokenId: string;
    readonly tokenName: string;
    readonly accountId: string;
    readonly network: string;
  };
  /** An organisation was made; its maker owns it. */
  readonly 'organisation-created': OrganisationData;
  /** It is shown under another name. */
  readonly 'organisation-changed': OrganisationData & { readonly displayName: string };
  /** It is gone with its teams and grants; its name is never given again. */
  readonly 'organisation-deleted': OrganisationData;
  /** Somebody is asked to belong to it; nothing follows until they accept. */
  readonly 'member-invited': InvitationData & { readonly role: string };
  readonly 'invitation-ended': InvitationData & { readonly why: 'withdrawn' | 'declined' };
  readonly 'member-joined': MemberData;
  readonly 'member-role-changed': MemberData & { readonly was: string };
  /** They left, or were removed (the actor tells); what was granted to them has ended. */
  readonly 'member-left': MemberData;
  readonly 'team-changed': OrganisationData & {
    readonly team: string;
    readonly what: 'created' | 'deleted' | 'member-added' | 'member-removed';
    readonly accountId?: string;
    readonly name?: string;
  };
  /** Somebody may do more, or no more, on what `pattern` names. `to`: `team:core`, `account:ada`. */
  readonly 'grant-given': GrantData;
  readonly 'grant-ended': GrantData;
  /** Whose a package is was written down. `owner`: `organisation:acme`, `account:ada`. */
  readonly 'package-assigned': { readonly owner: string; readonly visibility: string };
  readonly 'package-visibility-changed': {
    readonly owner: string;
    readonly visibility: string;
    readonly was: string;
  };
  readonly 'package-transfer-offered': { readonly owner: string; readonly to: string };
  /** It was accepted; what was granted on the package has ended. */
  readonly 'package-transferred': { readonly from: string; readonly to: string };
  /** Nothing of it changes until that is ended. `frozenBy`: `owner`, `reviewer`, `identity-mismatch`. */
  readonly 'package-frozen': FreezeData;
  readonly 'package-unfrozen': FreezeData;
  /** Somebody tries to publish it, and waits until then: `term` as in `publish-terms.ts`. */
  readonly 'package-held': { readonly term: string; readonly until: Instant };
  /** A name is published under for the first time. */
  readonly 'package-created': { readonly owner: string; readonly visibility: string };
  /** A version is there, or more files of one (`isJoined`). `provenBy`: what its trusted publisher's identity token said. */
  readonly 'version-published': {
    readonly version: string;
    readonly files: readonly {
      readonly file: string;
      readonly sha256: Sha256;
      readonly sizeBytes: number;
    }[];
    readonly isJoined?: true;
    readonly provenBy?: Readonly<Record<string, string>>;
    /** Who sent it in, where somebody else approved it. */
    readonly stagedBy?: string;
  };
  /** It was read and verified, and waits for somebody's approval. `because`: what kept it from being published at once. */
  readonly 'version-staged': StagedData & {
    readonly files: readonly {
      readonly file: string;
      readonly sha256: Sha256;
      readonly sizeBytes: number;
    }[];
    readonly because: readonly string[];
    readonly until: Instant;
    readonly isJoined?: true;
    readonly provenBy?: Readonly<Record<string, string>>;
  };
  /** A second person approved it: it is published. */
  readonly 'staged-approved': StagedData & { readonly stagedBy: string };
  /** Nobody will: its bytes are given back. */
  readonly 'staged-rejected': StagedData & { readonly stagedBy: string; readonly reason: string };
  readonly 'staged-expired': StagedData & { readonly stagedBy: string };
  /** Somebody tried to approve it who may not, or what was found at that moment is against it. */
  readonly 'approval-refused': StagedData & { readonly why: string };
  /** Whether every version of the package needs a second person's approval. */
  readonly 'approval-required-changed': { readonly isRequired: boolean };
  /**
   * A version of another registry was moved in, or more files of one (`isJoined`). `origin` and what follows is what whoever moved
   * it in says of there.
   */
  readonly 'version-imported': {
    readonly version: string;
    readonly files: readonly {
      readonly file: string;
      readonly sha256: Sha256;
      readonly sizeBytes: number;
    }[];
    readonly isJoined?: true;
    readonly origin: string;
    readonly publishedAt?: Instant;
    readonly publishedBy?: string;
    readonly yanked?: string;
    readonly deprecated?: string;
  };
  /** It was to be published, and a rule kept it out. */
  readonly 'publish-refused': { readonly version: string; readonly rule: string; readonly summary: string };
  /** A version is not to be used any more, its files stay. */
  readonly 'version-yanked': { readonly version: string; readonly reason: string };
  readonly 'version-restored': { readonly version: string };
  /** An empty message takes it back. */
  readonly 'version-deprecated': { readonly version: string; readonly message: string };
  /** It is there no more, and its number is never used again. */
  /** `reason`: a reviewer's, over the heads of who depends on it. */
  readonly 'version-removed': { readonly version: string; readonly reason?: string };
  /** A tag points to another version, or (without one) is there no more. */
  readonly 'tag-moved': { readonly tag: string; readonly version?: string; readonly was?: string };
  readonly 'package-status-changed': {
    readonly status: string;
    readonly reason: string;
    readonly was: string;
  };
  /** So much depends on a package that after the deadline publishing it takes passkeys and a second person. */
  readonly 'high-impact-began': {
    readonly because: string;
    readonly packages: number;
    readonly applications: number;
    readonly downloads: number;
    readonly deadline: Instant;
  };
  /** `because`: `below` the threshold for long, or `said` by a reviewer. */
  readonly 'high-impact-ended': { readonly because: 'below' | 'said' };
  /** A reviewer's word about it; `counted`: what is counted decides again. */
  readonly 'high-impact-said': {
    readonly says: 'high' | 'not-high' | 'counted';
    readonly reason: string;
  };
  /** Its owner did not wait for the deadline. */
  readonly 'high-impact-taken-in': { readonly was: Instant };
  /** Whoever an issuer says to be these may publish, a package that is not there yet where it is pending. */
  readonly 'publisher-added': PublisherData & { readonly right: string; readonly isPending: boolean };
  /** It may no more, and its tokens have ended. `because`: `removed`, `name-taken`, `over`, `transferred`. */
  readonly 'publisher-removed': PublisherData & { readonly because: string };
  /** Ids that its identity has to have from now on: `repository_id=456789`. */
  readonly 'publisher-pinned': { readonly publisherId: string; readonly pins: readonly string[] };
  /** An identity was exchanged for a token; `claims` are what its issuer says of the run. */
  readonly 'publisher-token-minted': {
    readonly tokenId: string;
    readonly publisherIds: readonly string[];
    readonly packages: readonly string[];
    readonly actions: readonly string[];
    readonly issuer: string;
    readonly claims: Readonly<Record<string, string>>;
    readonly network: string;
    readonly expiresAt: Instant;
  };
  /** A token was ended before its time. `because`: `done`, `reported-as-leaked`. */
  readonly 'publisher-token-ended': {
    readonly tokenId: string;
    readonly publisherIds: readonly string[];
    readonly because: string;
    readonly url?: string;
  };
  /** An identity that is its issuer's was not exchanged. */
  readonly 'publisher-refused': {
    readonly issuer: string;
    readonly why: string;
    readonly because: string;
    readonly network: string;
  };
  /** Whether none but trusted publishers publish what `pattern` names. */
  /** Whether each change of a package takes a one-time proof. `owner`: `organisation:acme`, `account:ada`. */
  readonly 'package-proof-changed': { readonly owner: string; readonly asksProof: boolean };
  readonly 'trusted-only-changed': { readonly pattern: string; readonly isOnly: boolean };
  /** Somebody says that a namespace is theirs; nothing follows until it is proven. */
  readonly 'namespace-claimed': NamespaceData;
  /** What was to show it was not there; `failing`: the state that it was in, and is. */
  readonly 'namespace-unproven': NamespaceData & { readonly failing: string };
  /** It is proven, and an administrator has to agree. */
  readonly 'namespace-waiting': NamespaceData;
  /** It is the owner's, and its names never come from upstreams; also said when a proof that was gone came back. */
  readonly 'namespace-proven': NamespaceData & {
    readonly proof: 'dns' | 'file' | 'repository' | 'grant';
    readonly pattern: string;
  };
  /** Its proof was gone for too long: nothing new is named in it, and its names stay kept from upstreams. */
  readonly 'namespace-lapsed': NamespaceData;
  /** An administrator keeps it from everybody. */
  readonly 'namespace-reserved': NamespaceData & { readonly pattern: string; readonly reason: string };
  /** A claim or a namespace is over; its names come from upstreams again where it was in force. */
  readonly 'namespace-ended': NamespaceData & { readonly why: 'released' | 'taken' | 'outdone' };
  /** Somebody asks for a name that looks like another one; and was answered. */
  readonly 'name-appealed': { readonly appealId: string; readonly looksLike: string; readonly how: string };
  readonly 'name-appeal-decided': {
    readonly appealId: string;
    readonly looksLike: string;
    readonly isGranted: boolean;
  };
  /** An application was pushed for the first time. */
  readonly 'application-added': ApplicationData;
  /** It has another owner, or other tags. */
  readonly 'application-changed': ApplicationData;
  /** It has another name than `was`; what is kept of it stays. */
  readonly 'application-renamed': {
    readonly applicationId: string;
    readonly application: string;
    readonly environment: string;
    readonly was: string;
  };
  /** It is there no more; `components` and `resolved` (findings) are how many it had, `snapshot` its newest. */
  readonly 'application-removed': {
    readonly applicationId: string;
    readonly application: string;
    readonly environment: string;
    readonly owner?: string;
    readonly snapshot: number;
    readonly components: number;
    readonly resolved: number;
  };
  /** What an application is made of was pushed, as its snapshot `number`; the rest is how many. */
  readonly 'snapshot-pushed': {
    readonly applicationId: string;
    readonly application: string;
    readonly environment: string;
    readonly number: number;
    readonly components: number;
    readonly findings: number;
    readonly added: number;
    readonly removed: number;
    readonly opened: number;
    readonly resolved: number;
    /** How far the advisory database had come when the components were looked up. */
    readonly revision?: number;
  };
  /** A fix plan is kept with an application, instead of the one before. */
  readonly 'fix-plan-kept': {
    readonly applicationId: string;
    readonly application: string;
    readonly environment: string;
    readonly snapshot: number;
    readonly steps: number;
    readonly fixes: number;
  };
  /** A VEX document is kept; `superseded`: the earlier version of it, which counts no more. */
  readonly 'vex-added': {
    readonly id: string;
    readonly document?: string;
    readonly format: string;
    readonly statements: number;
    readonly superseded?: string;
  };
  /** It counts no more. */
  readonly 'vex-withdrawn': { readonly id: string; readonly document?: string; readonly reason: string };
  /** A record is known against versions that applications have; one entry, however many they are. */
  readonly 'finding-opened': FindingData;
  /** It no longer is: `why` is `withdrawn`, `not-matching`, `merged` or `ours`. */
  readonly 'finding-resolved': FindingData & { readonly why: string };
  /** Somebody, or the end of an acceptance, gave findings of a record another state. */
  readonly 'finding-decided': {
    readonly record: string;
    readonly componentId: number;
    readonly state: string;
    readonly reason?: string;
    readonly until?: Instant;
    /** How many; `application` and `environment` where it is one. */
    readonly applications: number;
    readonly application?: string;
    readonly environment?: string;
  };
  /** Somebody says what was given to whom: money in its smallest unit, or time. */
  readonly 'gift-recorded': {
    readonly id: string;
    readonly target: string;
    readonly kind: string;
    readonly money?: { readonly minor: number; readonly currency: string };
    readonly minutes?: number;
  };
  /** It was not so. */
  readonly 'gift-withdrawn': { readonly id: string; readonly target: string; readonly reason: string };
}

interface FindingData {
  readonly record: string;
  readonly class: string;
  readonly severity: string;
  readonly knownExploited: boolean;
  readonly versions: readonly string[];
  /** How many. */
  readonly applications: number;
}

interface StagedData {
  readonly stagedId: string;
  readonly version: string;
}

/** `pattern`: a package or a namespace; `issuer`: letter by letter. */
interface PublisherData {
  readonly publisherId: string;
  readonly pattern: string;
  readonly provider: string;
  readonly issuer: string;
}

interface FreezeData {
  readonly freezeId: string;
  readonly frozenBy: string;
  readonly reason: string;
}

interface OrganisationData {
  readonly organisationId: string;
  readonly organisation: string;
}

/** To an account, or `by` an address, which is not told here. */
interface InvitationData extends OrganisationData {
  readonly invitationId?: string;
  readonly accountId?: string;
  readonly name?: string;
  readonly by?: 'address';
}

/** `name` is the account's. */
interface MemberData extends OrganisationData {
  readonly accountId: string;
  readonly name: string;
  readonly role: string;
}

interface GrantData extends OrganisationData {
  readonly grantId: string;
  readonly to: string;
  readonly role: string;
  readonly pattern: string;
}

/** `owner`: `organisation:acme`, `account:ada`; absent: nobody's. */
interface NamespaceData {
  readonly namespaceId: string;
  readonly namespace: string;
  readonly owner?: string;
}

interface ApplicationData {
  readonly applicationId: string;
  readonly application: string;
  readonly environment: string;
  readonly owner?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type ChangeKind = keyof ChangeData;

interface FactorData {
  readonly accountId: string;
  readonly factorId: string;
  readonly factor: 'totp' | 'passkey';
}
