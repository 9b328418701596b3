// What a principal may do: one table, one function that holds to it.

import { type Instant, MINUTE_MS } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';

import type { Role } from './ports.ts';
import type { Principal } from './principal.ts';

/** Everything that someone may be allowed to do. */
export const ACTIONS = [
  'read-packages',
  'change-published',
  'import-packages',
  'read-decisions',
  'read-policy',
  'see-status',
  'read-applications',
  'push-snapshots',
  'rename-applications',
  'remove-applications',
  'triage-findings',
  'set-findings-aside',
  'state-vex',
  'record-gifts',
  'state-funding',
  'read-exposure',
  'read-journal',
  'quarantine',
  'lift-quarantine',
  'reserve',
  'release-name',
  'waive',
  'request-vetting',
  'manage-vetting',
  'decide-vetting',
  'edit-policy',
  'manage-feeds',
  'refresh-feeds',
  'mint-read-tokens',
  'mint-api-tokens',
  'mint-write-tokens',
  'prove-for-client',
  'revoke-own-tokens',
  'revoke-tokens',
  'manage-tokens',
  'read-people',
  'manage-people',
  'reset-factors',
  'read-own-account',
  'manage-own-account',
  'change-own-password',
  'confirm-own-person',
  'export-own-account',
  'delete-own-account',
  'read-organisations',
  'create-organisations',
  'manage-organisations',
  'join-organisations',
  'leave-organisations',
  'assign-packages',
  'read-publishers',
  'manage-publishers',
  'read-namespaces',
  'claim-namespaces',
  'see-all-namespaces',
  'manage-namespaces',
  'ask-for-names',
  'appeal-names',
  'see-all-appeals',
  'decide-appeals',
  'freeze-packages',
  'unfreeze-packages',
  'read-deployments',
  'manage-deployments',
  'read-staged',
  'approve-staged',
  'reject-staged',
  'see-all-high-impact',
  'mark-high-impact',
  'unmark-high-impact',
] as const;

export type Action = (typeof ACTIONS)[number];

/**
 * What must have been presented, weakest first. An `mfa-person` signed in with a second factor or a passkey; a
 * `confirmed-mfa-person` proved themself in the last minutes as well.
 */
export type Proof =
  | 'nothing'
  | 'read-token'
  | 'api-token'
  | 'person'
  | 'confirmed-person'
  | 'mfa-person'
  | 'confirmed-mfa-person'
  /** An `mfa-person`, or a token that is made to write, which takes one. What it may, its bounds say. */
  | 'writer'
  /** The same with a `confirmed-mfa-person`. */
  | 'confirmed-writer'
  /** A signed-in person, however they signed in, or a token of theirs that acts or writes. */
  | 'acting';

/** What an action takes: a proof, and from `api-token` on a role. */
export interface AccessRule {
  readonly proof: Proof;
  readonly role: Role;
}

/** How long a person's last proof counts. */
export const CONFIRMATION_MS = 5 * MINUTE_MS;

const ROLE_RANK: Readonly<Record<Role, number>> = { reader: 0, auditor: 1, reviewer: 2, administrator: 3 };

/**
 * The table. What loosens a control, or hands out power, takes a person who proved themself in the last minutes, so that
 * a script with a token or a stolen session cannot wave itself through; what tightens one is open to API tokens.
 */
export const ACCESS: Readonly<Record<Action, AccessRule>> = {
  /** Packages, their verdicts and evidence: what a refusal's address leads to. */
  'read-packages': { proof: 'nothing', role: 'reader' },
  /** What is published here: whose it is decides about each change (`registry/publish/change-hosted.ts`). */
  'change-published': { proof: 'writer', role: 'reader' },
  /** Dates in the past, and packages that become somebody's who did not ask: by those who keep names on this server. */
  'import-packages': { proof: 'confirmed-writer', role: 'reviewer' },
  'read-decisions': { proof: 'api-token', role: 'reader' },
  'read-policy': { proof: 'api-token', role: 'reader' },
  'see-status': { proof: 'api-token', role: 'reader' },
  'read-applications': { proof: 'api-token', role: 'reader' },
  /** Every team's builds say what they are made of; older snapshots stay, and the journal says whose each is. */
  'push-snapshots': { proof: 'api-token', role: 'reader' },
  /** Nothing of it goes, and the journal says which it was. */
  'rename-applications': { proof: 'api-token', role: 'reviewer' },
  /** What is known against one is told no more, and its history goes. */
  'remove-applications': { proof: 'confirmed-person', role: 'reviewer' },
  /** What is said not to matter is no finding any more, for nobody: like a waiver. */
  'state-vex': { proof: 'confirmed-person', role: 'reviewer' },
  /** What was given is told to others as so: by people who may speak for this place. */
  'record-gifts': { proof: 'api-token', role: 'reviewer' },
  /** Where money is sent is said by a person. */
  'state-funding': { proof: 'confirmed-person', role: 'reviewer' },
  /** That somebody looks into a finding, or that it is open after all. */
  'triage-findings': { proof: 'api-token', role: 'reviewer' },
  /** That nothing is to be done about one. */
  'set-findings-aside': { proof: 'confirmed-person', role: 'reviewer' },
  'read-exposure': { proof: 'api-token', role: 'auditor' },
  'read-journal': { proof: 'api-token', role: 'auditor' },
  quarantine: { proof: 'api-token', role: 'reviewer' },
  'lift-quarantine': { proof: 'confirmed-person', role: 'reviewer' },
  reserve: { proof: 'api-token', role: 'reviewer' },
  'release-name': { proof: 'confirmed-person', role: 'reviewer' },
  waive: { proof: 'confirmed-person', role: 'reviewer' },
  /** Anybody who builds something may ask. */
  'request-vetting': { proof: 'api-token', role: 'reader' },
  /** Taking back what others asked for. */
  'manage-vetting': { proof: 'api-token', role: 'reviewer' },
  /** An approval lets through, as a waiver does, and the end of a rejection too. */
  'decide-vetting': { proof: 'confirmed-person', role: 'reviewer' },
  'edit-policy': { proof: 'confirmed-person', role: 'administrator' },
  /** Imports too: a record that names a fixed version loosens the age rules. */
  'manage-feeds': { proof: 'confirmed-person', role: 'administrator' },
  'refresh-feeds': { proof: 'api-token', role: 'reviewer' },
  'mint-read-tokens': { proof: 'person', role: 'reader' },
  'mint-api-tokens': { proof: 'confirmed-person', role: 'reader' },
  /** What can publish is handed out only by whom a stolen password does not make. */
  'mint-write-tokens': { proof: 'confirmed-mfa-person', role: 'reader' },
  /** A client's request is done as if its person were there: by a second factor, just shown. */
  'prove-for-client': { proof: 'confirmed-mfa-person', role: 'reader' },
  'revoke-own-tokens': { proof: 'api-token', role: 'reader' },
  'revoke-tokens': { proof: 'api-token', role: 'administrator' },
  /** Tokens of other accounts, and tokens bound to a view. */
  'manage-tokens': { proof: 'confirmed-person', role: 'administrator' },
  'read-people': { proof: 'person', role: 'administrator' },
  'manage-people': { proof: 'confirmed-person', role: 'administrator' },
  /** Takes away what protects an account from whoever has its password: by somebody who is protected themself. */
  'reset-factors': { proof: 'confirmed-mfa-person', role: 'administrator' },
  'read-own-account': { proof: 'person', role: 'reader' },
  /** Where letters go recovers the account. */
  'manage-own-account': { proof: 'confirmed-person', role: 'reader' },
  /** What is left to whoever signed in with a password that is known from leaks; beside it what confirms them. */
  'change-own-password': { proof: 'confirmed-person', role: 'reader' },
  'confirm-own-person': { proof: 'person', role: 'reader' },
  /** All that is kept about somebody, in one file: not by a session that was left open. */
  'export-own-account': { proof: 'confirmed-person', role: 'reader' },
  /** For good. Whose account has a second factor must have signed in with it (`deleteAccount`). */
  'delete-own-account': { proof: 'confirmed-person', role: 'reader' },
  /** What an organisation is to its own people; the role that somebody has in it decides what they see. */
  'read-organisations': { proof: 'api-token', role: 'reader' },
  /** Whoever belongs to an organisation may come to publish: nobody does by a password alone. */
  'create-organisations': { proof: 'confirmed-mfa-person', role: 'reader' },
  'manage-organisations': { proof: 'confirmed-mfa-person', role: 'reader' },
  'join-organisations': { proof: 'mfa-person', role: 'reader' },
  /** It takes rights away, and from oneself alone. */
  'leave-organisations': { proof: 'person', role: 'reader' },
  /** Says whose a name is: by those who keep names here. */
  'assign-packages': { proof: 'confirmed-mfa-person', role: 'reviewer' },
  /** By whose word a package is published; the role that somebody has on it decides whether they see it. */
  'read-publishers': { proof: 'api-token', role: 'reader' },
  /** Whoever is made a publisher publishes without anybody here: like a token that writes. */
  'manage-publishers': { proof: 'confirmed-mfa-person', role: 'reader' },
  /** One's own, and those of organisations that one belongs to. */
  'read-namespaces': { proof: 'api-token', role: 'reader' },
  /** Takes names from upstreams for everybody here, or gives them back, and decides who publishes under them. */
  'claim-namespaces': { proof: 'confirmed-mfa-person', role: 'reader' },
  'see-all-namespaces': { proof: 'api-token', role: 'administrator' },
  /** Without a proof, or over the head of whose it is. */
  'manage-namespaces': { proof: 'confirmed-mfa-person', role: 'administrator' },
  'ask-for-names': { proof: 'api-token', role: 'reader' },
  'appeal-names': { proof: 'mfa-person', role: 'reader' },
  'see-all-appeals': { proof: 'api-token', role: 'reviewer' },
  /** Lets a name through that others may take for another. */
  'decide-appeals': { proof: 'confirmed-mfa-person', role: 'reviewer' },
  /** In a hurry, by whoever has a right to the package or keeps names here: nothing is lost by it. */
  'freeze-packages': { proof: 'acting', role: 'reader' },
  'unfreeze-packages': { proof: 'confirmed-mfa-person', role: 'reader' },
  /** One's own alone. */
  'read-deployments': { proof: 'api-token', role: 'reader' },
  /** Publishing takes a second factor; tokens that were made to write do it at the registry itself. */
  'manage-deployments': { proof: 'mfa-person', role: 'reader' },
  /** Of packages that one may publish, stage or approve; the role that somebody has there decides. */
  'read-staged': { proof: 'api-token', role: 'reader' },
  /** What nobody could install everybody can: by a second person who is there now. */
  'approve-staged': { proof: 'confirmed-mfa-person', role: 'reader' },
  /** It keeps something out; whoever staged it would have to do so again. */
  'reject-staged': { proof: 'mfa-person', role: 'reader' },
  'see-all-high-impact': { proof: 'api-token', role: 'reviewer' },
  /** Tightens what publishing takes. */
  'mark-high-impact': { proof: 'api-token', role: 'reviewer' },
  /** Lets one person publish again what many depend on. */
  'unmark-high-impact': { proof: 'confirmed-mfa-person', role: 'reviewer' },
};

/** The circumstances of a check. */
export interface AccessContext {
  readonly now: Instant;
  /** Whether `read-packages` takes at least a read token here. */
  readonly closedReading?: boolean;
}

/** Whether a person proved themself within `CONFIRMATION_MS` before `now`; an operator does by holding the folder. */
export function isConfirmed(principal: Principal, now: Instant): boolean {
  if (principal.kind === 'operator') return true;
  return (
    principal.kind === 'person' &&
    now - principal.confirmedAt < CONFIRMATION_MS &&
    principal.confirmedAt <= now
  );
}

/**
 * Returns when `principal` may do `action`. Throws `not-signed-in` when nothing was presented (fact
 * `takesPerson` where no token would do), `not-allowed` when the password is known from leaks (fact
 * `mustChangePassword`), when the role, the kind of credential or a sign-in without a second factor (fact `secondFactor`: `enrol` or `sign-in`) does not
 * suffice, and `needs-confirmation` when only the recent proof is missing.
 */
export function requireAccess(principal: Principal, action: Action, context: AccessContext): void {
  requireRule(principal, ruleOf(action, context), { action, now: context.now });
}

/** Holds `principal` to a rule that does not stand in the table; `action` is for words and facts. Throws as `requireAccess`. */
export function requireRule(
  principal: Principal,
  rule: AccessRule,
  { action, now }: { readonly action: string; readonly now: Instant },
): void {
  refuseLeaked(principal, action);
  if (rule.proof === 'nothing') return;
  if (principal.kind === 'nobody') {
    throw signedInFirst(action, rule);
  }
  if (rule.proof === 'read-token') return refuseBound(principal, action);
  refuseToken(principal, action, rule);
  if (ROLE_RANK[principal.role] < ROLE_RANK[rule.role]) {
    throw new GatehouseError(
      'not-allowed',
      `Cannot ${inWords(action)}: found role ${principal.role}, expected ${rule.role}`,
      { facts: { action, role: principal.role, expectedRole: rule.role } },
    );
  }
  if (TAKES_FACTOR.has(rule.proof)) requireFactor(principal, action);
  const isWriter = principal.kind === 'token' && rule.proof === 'confirmed-writer';
  if (TAKES_CONFIRMATION.has(rule.proof) && !isWriter && !isConfirmed(principal, now)) {
    throw new GatehouseError(
      'needs-confirmation',
      `Cannot ${inWords(action)}: confirm that it is you first`,
      {
        facts: { action },
      },
    );
  }
}

/** Whether `requireAccess` would let `principal` do `action`, now or after a confirmation: what a page may offer. */
export function mayEver(principal: Principal, action: Action, context: AccessContext): boolean {
  const confirmed = principal.kind === 'person' ? { ...principal, confirmedAt: context.now } : principal;
  try {
    requireAccess(confirmed, action, context);
    return true;
  } catch {
    // Whatever it lacks, it lacks it.
    return false;
  }
}

/** Whether a second factor is all that `principal` lacks for `action`: what a page may show with the way there. */
export function mayWithFactor(principal: Principal, action: Action, context: AccessContext): boolean {
  if (principal.kind !== 'person' || mayEver(principal, action, context)) return false;
  return mayEver({ ...principal, proof: 'two-factor' }, action, context);
}

const TAKES_FACTOR: ReadonlySet<Proof> = new Set([
  'mfa-person',
  'confirmed-mfa-person',
  'writer',
  'confirmed-writer',
]);
const TAKES_CONFIRMATION: ReadonlySet<Proof> = new Set([
  'confirmed-person',
  'confirmed-mfa-person',
  'confirmed-writer',
]);
const TAKES_PERSON: ReadonlySet<Proof> = new Set([
  'person',
  'confirmed-person',
  'mfa-person',
  'confirmed-mfa-person',
]);

/** An operator holds the folder, which is more than any factor. */
function requireFactor(principal: Principal, action: string): void {
  if (principal.kind !== 'person' || principal.proof !== 'password') return;
  const hasFactor = principal.strongestFactor !== undefined;
  const what = hasFactor
    ? 'sign out, and sign in with your second factor'
    : 'enrol a passkey or an authenticator first (Your account, Second factors)';
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${inWords(action)}: found a sign-in by password alone; ${what}`,
    { facts: { action, secondFactor: hasFactor ? 'sign-in' : 'enrol' } },
  );
}

function ruleOf(action: Action, context: AccessContext): AccessRule {
  const rule = ACCESS[action];
  const closes = action === 'read-packages' && context.closedReading === true;
  return closes ? { ...rule, proof: 'read-token' } : rule;
}

function signedInFirst(action: string, { proof }: AccessRule): GatehouseError {
  const takesPerson = TAKES_PERSON.has(proof);
  const first = takesPerson ? 'sign in first, which takes a person' : 'sign in or present a token first';
  const facts = takesPerson ? { action, takesPerson } : { action };
  return new GatehouseError('not-signed-in', `Cannot ${inWords(action)}: ${first}`, { facts });
}

const WITH_LEAKED_PASSWORD: ReadonlySet<string> = new Set<Action>([
  'change-own-password',
  'confirm-own-person',
]);

const CHOOSE_ANOTHER = { says: 'Choose another one', command: 'gatehouse account password' };

/** Whoever else knows the password from the leak may be the one who is here: they learn not even what nobody is refused. */
function refuseLeaked(principal: Principal, action: string): void {
  if (principal.kind !== 'person' || principal.mustChangePassword !== true) return;
  if (WITH_LEAKED_PASSWORD.has(action)) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${inWords(action)}: your password is known from leaks of other places; choose another first (Your account)`,
    { facts: { action, mustChangePassword: true, ...CHOOSE_ANOTHER } },
  );
}

/** The API answers about more than one package: a token that is bound to some is for the registries. */
function refuseBound(principal: Principal, action: string): void {
  if (principal.kind !== 'token' || principal.packages === undefined) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${inWords(action)}: found a token that is bound to packages, which is for registries alone`,
    { facts: { action, bound: 'package' } },
  );
}

const KIND_OF_TOKEN = {
  read: 'a read token',
  api: 'an API token',
  write: 'a write token',
  publisher: "a trusted publisher's token",
} as const;

/** Tokens that do beside a person. */
const SCOPES_FOR: Readonly<Partial<Record<Proof, readonly ('api' | 'write')[]>>> = {
  'api-token': ['api'],
  writer: ['write'],
  'confirmed-writer': ['write'],
  acting: ['api', 'write'],
};

function refuseToken(principal: Principal, action: string, rule: AccessRule): void {
  if (principal.kind !== 'token') return;
  const scopes = SCOPES_FOR[rule.proof] ?? [];
  if (scopes.some((scope) => scope === principal.scope)) return;
  const expected = [...scopes.map((scope) => KIND_OF_TOKEN[scope]), 'a signed-in person'].join(' or ');
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${inWords(action)}: found ${KIND_OF_TOKEN[principal.scope]}, expected ${expected}`,
    { facts: { action, scope: principal.scope } },
  );
}

function inWords(action: string): string {
  // What every request for a token takes, whichever is asked for.
  return action === 'mint-read-tokens' ? 'mint tokens' : action.replaceAll('-', ' ');
}
