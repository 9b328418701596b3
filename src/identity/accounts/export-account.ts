// What is kept about a person, in one piece, for that person. No secret is in it, sealed or hashed ones neither.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { CHANGE_KINDS } from '../../journal/change-kinds.ts';
import type { ChangeKind } from '../../journal/changes.ts';
import type { JournalEntry, JournalFilter, JournalReader } from '../../journal/journal.ts';
import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { Factor, FactorStores } from '../factors/factor-ports.ts';
import { postNotice } from '../letters/notices.ts';
import type {
  Grant,
  Membership,
  OrganisationStores,
  OwnedPackage,
} from '../organisations/organisation-ports.ts';
import type { Account, IdentityStores, Session, Token } from '../ports.ts';
import { actorOf, isEnabled, type Person } from '../principal.ts';
import type { SsoIdentity, SsoStores } from '../sso/sso-ports.ts';
import type { ListedToken } from '../tokens/tokens.ts';
import type { IdentityDeps } from '../unit.ts';

/** Newest first; whoever has more finds the rest in the journal itself. */
export const MOST_ENTRIES = 5_000;
/** Of each kind that is about accounts, so many entries are looked through. */
const MOST_LOOKED_AT = 20_000;
const PAGE = 500;

/** A place in an organisation, with what it gives. */
export interface ExportedMembership extends Pick<Membership, 'role' | 'since'> {
  readonly organisation: string;
  readonly teams: readonly string[];
  readonly grants: readonly Pick<Grant, 'ecosystem' | 'pattern' | 'role' | 'grantedAt'>[];
}

export interface ExportedInvitation {
  readonly organisation: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface AccountExport {
  readonly exportedAt: Instant;
  readonly account: Omit<Account, 'passwordHash'> & { readonly hasPassword: boolean };
  readonly factors: readonly Pick<Factor, 'kind' | 'name' | 'createdAt' | 'lastUsedAt'>[];
  readonly recoveryCodes: number;
  readonly providers: readonly SsoIdentity[];
  readonly sessions: readonly Omit<Session, 'idHash' | 'accountId'>[];
  readonly tokens: readonly ListedToken[];
  readonly organisations: readonly ExportedMembership[];
  readonly invitations: readonly ExportedInvitation[];
  readonly packages: readonly OwnedPackage[];
  readonly journal: {
    /** By the person and their tokens, and about the account; newest first. */
    readonly entries: readonly JournalEntry[];
    readonly hasMore: boolean;
  };
}

export interface ExportDeps extends IdentityDeps {
  readonly stores: IdentityStores & FactorStores & SsoStores & OrganisationStores;
  readonly journal: JournalReader;
}

/** Journalled, and told to the person. Throws `not-signed-in`, access errors (`export-own-account`). */
export async function exportAccount(deps: ExportDeps, person: Person): Promise<AccountExport> {
  const now = deps.clock.now();
  requireAccess(person, 'export-own-account', { now });
  const account = await tellOfExport(deps, person, now);
  const { stores } = deps;
  const { passwordHash, ...shown } = account;
  const tokens = await stores.identity.tokensOf(account.id);
  const factors = await stores.factors.factorsOf(account.id);
  return {
    exportedAt: now,
    account: { ...shown, hasPassword: passwordHash !== undefined },
    factors: factors.map(describeFactor),
    recoveryCodes: await stores.recoveryCodes.countCodes(account.id),
    providers: await stores.sso.ofAccount(account.id),
    sessions: (await stores.identity.sessionsOf(account.id, now)).map(withoutHash),
    tokens: tokens.map(({ hash: _hash, ...token }) => ({ ...token, accountName: account.name })),
    organisations: await exportMemberships(stores, account.id),
    invitations: await exportInvitations(stores, account.id, now),
    packages: await stores.ownership.of({ kind: 'account', id: account.id }),
    journal: await exportJournal(deps.journal, account, tokens),
  };
}

async function tellOfExport(deps: ExportDeps, person: Person, at: Instant): Promise<Account> {
  return deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(person.accountId);
    if (account === undefined || !isEnabled(account)) {
      throw new GatehouseError('not-signed-in', 'Cannot export account: the session has ended');
    }
    const actor = actorOf(person);
    work.journal.record({ kind: 'account-exported', actor, at, data: { accountId: account.id } });
    await postNotice(deps, work, { account, about: 'account-exported', actor, at });
    return account;
  });
}

function describeFactor({ kind, name, createdAt, lastUsedAt }: Factor): AccountExport['factors'][number] {
  return { kind, name, createdAt, ...(lastUsedAt === undefined ? {} : { lastUsedAt }) };
}

function withoutHash({
  idHash: _hash,
  accountId: _id,
  ...session
}: Session): AccountExport['sessions'][number] {
  return session;
}

async function exportMemberships(
  { organisations, teams, grants }: OrganisationStores,
  accountId: string,
): Promise<readonly ExportedMembership[]> {
  const exported: ExportedMembership[] = [];
  for (const { organisationId, role, since } of await organisations.membershipsOf(accountId)) {
    const organisation = await organisations.find(organisationId);
    if (organisation === undefined) continue;
    const places = new Set(
      (await teams.members(organisationId))
        .filter((one) => one.accountId === accountId)
        .map(({ teamId }) => teamId),
    );
    const granted = (await grants.of(organisationId)).filter(
      ({ to }) => to.kind === 'account' && to.id === accountId,
    );
    exported.push({
      organisation: organisation.name,
      role,
      since,
      teams: (await teams.teams(organisationId)).filter(({ id }) => places.has(id)).map(({ name }) => name),
      grants: granted.map(({ ecosystem, pattern, role, grantedAt }) => ({
        ecosystem,
        pattern,
        role,
        grantedAt,
      })),
    });
  }
  return exported.sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
}

async function exportInvitations(
  { organisations, invitations }: OrganisationStores,
  accountId: string,
  now: Instant,
): Promise<readonly ExportedInvitation[]> {
  const exported: ExportedInvitation[] = [];
  for (const { organisationId, role, invitedBy, createdAt, expiresAt } of await invitations.toAccount(
    accountId,
    now,
  )) {
    const organisation = (await organisations.find(organisationId))?.name ?? '';
    exported.push({ organisation, role, invitedBy, createdAt, expiresAt });
  }
  return exported;
}

/** Kinds that name an account. */
const ABOUT_ACCOUNTS: readonly ChangeKind[] = CHANGE_KINDS.filter((kind) =>
  /^(?:account|device|email|factor|grant|invitation|letter|link|member|password|person|recovery|sessions|sign|signed|sso|stray|team|token)-/.test(
    kind,
  ),
);

async function exportJournal(
  journal: JournalReader,
  { id, name }: Account,
  tokens: readonly Token[],
): Promise<AccountExport['journal']> {
  const actor = `account:${name}`;
  const isAbout = ({ data }: JournalEntry) => {
    const said: Readonly<Record<string, unknown>> = { ...data };
    return said['accountId'] === id || said['to'] === actor;
  };
  const found: Found = { entries: new Map(), isCut: false };
  for (const one of [actor, ...tokens.map((token) => `token:${token.id}`)]) {
    await readMatching(journal, { actors: [one] }, () => true, found);
  }
  for (const kind of ABOUT_ACCOUNTS) await readMatching(journal, { kinds: [kind] }, isAbout, found);
  const all = [...found.entries.values()].sort((a, b) => b.sequence - a.sequence);
  return { entries: all.slice(0, MOST_ENTRIES), hasMore: found.isCut || all.length > MOST_ENTRIES };
}

interface Found {
  /** By sequence, each once. */
  readonly entries: Map<number, JournalEntry>;
  /** Whether there may be older ones. */
  isCut: boolean;
}

/** Adds to `found`, newest first. Between pages others have their turn. */
async function readMatching(
  journal: JournalReader,
  filter: JournalFilter,
  isWanted: (entry: JournalEntry) => boolean,
  found: Found,
): Promise<void> {
  let before: number | undefined;
  let wanted = 0;
  for (let looked = 0; looked < MOST_LOOKED_AT && wanted <= MOST_ENTRIES; looked += PAGE) {
    const page = await journal.readBefore(before, PAGE, filter);
    const matching = page.filter(isWanted);
    for (const entry of matching) found.entries.set(entry.sequence, entry);
    if (page.length < PAGE) return;
    wanted += matching.length;
    before = page.at(-1)?.sequence;
    await yieldToOthers();
  }
  found.isCut = true;
}
