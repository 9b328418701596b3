// What a person takes with them, as the API tells it.

import type { AccountExport } from '../../identity/accounts/export-account.ts';
import type { ExposureRecord } from '../../exposure/ports.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { AccountExport as ExportAnswer } from './account-export-contract.ts';
import { renderEntry } from './render-decision.ts';
import { renderEmail } from './render-email.ts';
import { renderToken } from './render-token.ts';
import { timeField } from './render-verdict.ts';

export interface Fetched {
  readonly records: readonly ExposureRecord[];
  readonly hasMore: boolean;
}

export function renderAccountExport(exported: AccountExport, fetched: Fetched): ExportAnswer {
  const { id, name, role, createdAt, hasPassword, email } = exported.account;
  return {
    exportedAt: formatInstant(exported.exportedAt),
    account: {
      id,
      name,
      role,
      hasPassword,
      createdAt: formatInstant(createdAt),
      ...given('email', renderEmail(email)),
    },
    ...renderProofs(exported),
    ...renderPlaces(exported),
    fetched: { items: fetched.records.map(renderFetch), hasMore: fetched.hasMore },
    journal: { items: exported.journal.entries.map(renderEntry), hasMore: exported.journal.hasMore },
  };
}

function renderProofs({
  factors,
  recoveryCodes,
  providers,
  sessions,
  tokens,
}: AccountExport): Pick<ExportAnswer, 'factors' | 'recoveryCodes' | 'providers' | 'sessions' | 'tokens'> {
  return {
    factors: factors.map(({ kind, name, createdAt, lastUsedAt }) => ({
      kind,
      name,
      createdAt: formatInstant(createdAt),
      ...timeField('lastUsedAt', lastUsedAt),
    })),
    recoveryCodes,
    providers: providers.map(({ issuer, subject, linkedAt, usedAt }) => ({
      issuer,
      subject,
      linkedAt: formatInstant(linkedAt),
      ...timeField('usedAt', usedAt),
    })),
    sessions: sessions.map(({ createdAt, expiresAt, confirmedAt, ...shown }) => ({
      ...shown,
      createdAt: formatInstant(createdAt),
      expiresAt: formatInstant(expiresAt),
      confirmedAt: formatInstant(confirmedAt),
    })),
    tokens: tokens.map(renderToken),
  };
}

function renderPlaces({
  organisations,
  invitations,
  packages,
}: AccountExport): Pick<ExportAnswer, 'organisations' | 'invitations' | 'packages'> {
  return {
    organisations: organisations.map(({ organisation, role, since, teams, grants }) => ({
      organisation,
      role,
      since: formatInstant(since),
      teams: [...teams],
      grants: grants.map(({ grantedAt, ...grant }) => ({ ...grant, grantedAt: formatInstant(grantedAt) })),
    })),
    invitations: invitations.map(({ createdAt, expiresAt, ...invitation }) => ({
      ...invitation,
      createdAt: formatInstant(createdAt),
      expiresAt: formatInstant(expiresAt),
    })),
    packages: packages.map(({ ecosystem, name, visibility, since }) => ({
      ecosystem,
      name,
      visibility,
      since: formatInstant(since),
    })),
  };
}

function renderFetch({
  firstAt,
  lastAt,
  ...record
}: ExposureRecord): ExportAnswer['fetched']['items'][number] {
  return { ...record, firstAt: formatInstant(firstAt), lastAt: formatInstant(lastAt) };
}
