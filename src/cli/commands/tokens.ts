// gatehouse tokens: for package managers and machines.

import { mintedToken, tokenList, type TokenItem } from '../../http/api/identity-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { apiPath } from '../desk/desk.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

const SCOPES = ['read', 'api'] as const;

const mint = command({
  name: 'tokens mint',
  summary: 'Mint a token and print it, once; takes a person who signs in',
  words: [{ name: 'NAME', says: 'What it is for' }],
  flags: {
    scope: {
      value: 'SCOPE',
      says: 'read: fetch packages; api: use this command line and the API (else read)',
      completes: SCOPES,
    },
    view: { value: 'VIEW', says: 'Whoever shows it gets this view' },
    lasts: { value: 'TIME', says: 'For how long: 30d (else as long as is allowed)', isSpan: true },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse tokens mint ci --lasts 90d', 'gatehouse tokens mint deploy --scope api'],
  async run(context, { words: [name = ''], flags }) {
    const { out, err } = context;
    const desk = await context.openDesk();
    if (desk.place.kind === 'folder') throw noAccount();
    const { scope = 'read', view, lasts } = flags;
    const minted = await desk.ask({
      method: 'POST',
      path: '/tokens',
      body: {
        name,
        scope,
        ...(view === undefined ? {} : { view }),
        ...(lasts === undefined ? {} : { lasts }),
      },
      answer: mintedToken,
    });
    if (context.shared.isJson) out.json(minted);
    else {
      out.raw(`${minted.token}\n`);
      if (err.isTerminal)
        err.line(words`This is the only time it is shown. It ends ${shortTime(minted.item.expiresAt)} UTC.`);
    }
    return 0;
  },
});

const list = command({
  name: 'tokens list',
  summary: 'List your tokens',
  flags: { everyone: { says: "Everyone's (an administrator)" } },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const { out } = context;
    const desk = await context.openDesk();
    // Who works on the folder has no tokens of their own.
    const everyone = String(flags.everyone || desk.place.kind === 'folder');
    const { items } = await desk.ask({ path: '/tokens', query: { everyone }, answer: tokenList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) {
      out.line(words`There are no tokens. To mint one: ${out.palette.code('gatehouse tokens mint NAME')}`);
    } else printTokens(context, items);
    return 0;
  },
});

const revoke = command({
  name: 'tokens revoke',
  summary: 'End a token at once',
  words: [{ name: 'ID', says: 'The id that gatehouse tokens list shows' }],
  usesData: true,
  helps: { 'not-found': 'gatehouse tokens list' },
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('tokens', id) });
    context.out.line(words`${context.out.palette.good('Revoked')} ${id}`);
    return 0;
  },
});

export const tokenCommands = [mint, list, revoke];

function noAccount(): GatehouseError {
  return new GatehouseError(
    'unsupported',
    'Cannot mint a token: a token belongs to the account of who signs in, and no server runs',
    { facts: { command: 'gatehouse serve' } },
  );
}

function printTokens({ out, machine }: CommandContext, items: readonly TokenItem[]): void {
  const now = machine.clock.now();
  out.table(
    ['id', 'name', 'account', 'scope', 'view', 'last used', 'ends'],
    items.map(({ id, name, account, scope, view, lastUsedAt, expiresAt, revokedAt }) => [
      id,
      name,
      account,
      scope,
      view ?? '–',
      shortTime(lastUsedAt),
      revokedAt !== undefined
        ? out.palette.faint(`revoked ${shortTime(revokedAt)}`)
        : expiresAt !== undefined && Date.parse(expiresAt) <= now
          ? out.palette.faint(`ended ${shortTime(expiresAt)}`)
          : shortTime(expiresAt),
    ]),
  );
}
