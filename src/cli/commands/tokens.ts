// gatehouse tokens: for package managers and machines.

import {
  mintedToken,
  tokenList,
  tokenRequest,
  writeAction,
  type TokenItem,
} from '../../http/api/identity-contract.ts';
import { isEcosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { apiPath } from '../desk/desk.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const SCOPES = tokenRequest.shape.scope.options;
const MAY = writeAction.options;

const mint = command({
  name: 'tokens mint',
  summary: 'Mint a token and print it, once; takes a person who signs in',
  words: [{ name: 'NAME', says: 'What it is for' }],
  flags: {
    scope: {
      value: 'SCOPE',
      says: 'read: fetch packages; api: use this command line and the API; write: change packages (else read)',
      completes: SCOPES,
    },
    may: { value: 'ACTION', says: `What it may do, of: ${MAY.join(', ')}`, isMany: true, completes: MAY },
    package: {
      value: 'ECOSYSTEM:NAME',
      says: 'For this package alone, or those of a prefix: npm:@acme/*; may be given again',
      isMany: true,
    },
    network: {
      value: 'CIDR',
      says: 'From here alone, an address or a block: 192.0.2.0/24; may be given again',
      isMany: true,
    },
    'asks-proof': {
      says: 'Each change that it makes asks for your second factor (npm, pnpm and yarn alone can)',
    },
    view: { value: 'VIEW', says: 'Whoever shows it gets this view' },
    lasts: { value: 'TIME', says: 'For how long: 30d (else as long as is allowed)', isSpan: true },
  },
  hasJson: true,
  usesData: true,
  details: [
    'A token that changes packages (--scope write) names what it may do and with which packages, lives a week unless --lasts says otherwise (90 days at most), and takes a person who signed in with a second factor.',
  ],
  examples: [
    'gatehouse tokens mint ci --lasts 90d',
    'gatehouse tokens mint deploy --scope api',
    "gatehouse tokens mint release --scope write --may publish --package 'npm:@acme/*' --network 192.0.2.0/24",
  ],
  async run(context, { words: [name = ''], flags }) {
    const { out, err } = context;
    const desk = await context.openDesk();
    if (desk.place.kind === 'folder') throw noAccount();
    const { scope = 'read', may, package: packages, network, view, lasts } = flags;
    const minted = await desk.ask({
      method: 'POST',
      path: '/tokens',
      body: {
        name,
        scope,
        ...(may.length === 0 ? {} : { actions: may }),
        ...(packages.length === 0 ? {} : { packages: packages.map(parsePackages) }),
        ...(network.length === 0 ? {} : { networks: network }),
        ...(flags['asks-proof'] ? { asksProof: true } : {}),
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

/** `npm:@acme/*`; the server says what is wrong with a pattern. */
function parsePackages(text: string) {
  const [ecosystem = '', ...rest] = text.split(':');
  if (isEcosystem(ecosystem) && rest.length > 0) return { ecosystem, pattern: rest.join(':') };
  throw new UsageError(`--package: found ${text}, expected an ecosystem and a name such as npm:@acme/*`);
}

function boundsOf({
  scope,
  actions,
  packages,
  networks,
  asksProof,
}: Pick<TokenItem, 'scope' | 'actions' | 'packages' | 'networks' | 'asksProof'>): string {
  const may = actions === undefined ? scope : actions.join(' ');
  const of = packages?.map(({ ecosystem, pattern }) => `${ecosystem}:${pattern}`).join(' ');
  const from = networks?.join(' ');
  return [
    may,
    ...(of === undefined ? [] : [`of ${of}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(asksProof === true ? ['asking each time'] : []),
  ].join(' ');
}

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
    ['id', 'name', 'account', 'may', 'view', 'last used', 'ends'],
    items.map(({ id, name, account, view, lastUsedAt, lastUsedNetwork, expiresAt, revokedAt, ...more }) => [
      id,
      name,
      account,
      boundsOf(more),
      view ?? '–',
      `${shortTime(lastUsedAt)}${lastUsedNetwork === undefined ? '' : ` from ${lastUsedNetwork}`}`,
      revokedAt !== undefined
        ? out.palette.faint(`revoked ${shortTime(revokedAt)}`)
        : expiresAt !== undefined && Date.parse(expiresAt) <= now
          ? out.palette.faint(`ended ${shortTime(expiresAt)}`)
          : shortTime(expiresAt),
    ]),
  );
}
