// A person takes what is kept about them, or leaves for good.

import { deleteAccount } from '../../../identity/accounts/delete-account.ts';
import { exportAccount } from '../../../identity/accounts/export-account.ts';
import { readerName } from '../../../exposure/reader-name.ts';
import { accountExport, leaveRequest } from '../account-export-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { nothing } from '../factor-contract.ts';
import { type Fetched, renderAccountExport } from '../render-account-export.ts';
import { requirePerson } from '../../../identity/require-person.ts';
import { route } from '../route.ts';
import { endedCookie } from '../session-cookie.ts';

/** Rows of what was fetched in one export. */
const MOST_FETCHED = 5_000;

const exportRoute = route({
  // It is journalled, and told by a letter, so that it is more than reading.
  method: 'POST',
  url: '/api/v1/account/export',
  summary: 'All that is kept about the caller, but for secrets',
  access: 'export-own-account',
  body: nothing,
  answer: accountExport,
  async handle(deps, { principal }) {
    const person = requirePerson(principal, 'export account');
    const exported = await exportAccount({ ...deps.organisations, journal: deps.journal.reader }, person);
    const readers = [
      readerName({ kind: 'user', id: person.accountId }),
      ...exported.tokens.map(({ id }) => readerName({ kind: 'token', id })),
    ];
    return renderAccountExport(exported, await fetchedBy(deps, readers));
  },
});

const deleteRoute = route({
  method: 'DELETE',
  url: '/api/v1/account',
  summary: 'Deletes the caller’s account for good; takes its name, typed',
  access: 'delete-own-account',
  body: leaveRequest,
  async handle(deps, { principal, body, setHeader }) {
    await deleteAccount(deps.organisations, requirePerson(principal, 'delete account'), body.name);
    setHeader('set-cookie', endedCookie(deps.publicUrl));
    return undefined;
  },
});

export const leaveRoutes = [exportRoute, deleteRoute];

async function fetchedBy(
  { exposure }: Pick<ApiDeps, 'exposure'>,
  readers: readonly string[],
): Promise<Fetched> {
  const rows = [];
  for (const reader of readers) rows.push(...(await exposure.ofReader(reader, MOST_FETCHED + 1)));
  rows.sort((a, b) => b.lastAt - a.lastAt);
  return { records: rows.slice(0, MOST_FETCHED), hasMore: rows.length > MOST_FETCHED };
}
