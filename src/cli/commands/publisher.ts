// gatehouse publisher: who publishes a package or a namespace by the word of an identity provider.

import { visibilityWord } from '../../http/api/organisation-contract.ts';
import { publisherItem, publisherList, type PublisherItem } from '../../http/api/publisher-contract.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const PACKAGE_WORD = {
  name: 'PACKAGE',
  says: "Its name: @acme/tide, org.acme:tide; or a namespace of yours: '@acme/*', 'org.acme.*'",
} as const;
const ISSUERS = ['github', 'gitlab', 'google', 'activestate', 'circleci'] as const;

const add = command({
  name: 'publisher add',
  summary:
    'Let builds publish a package or a namespace by their identity, without a stored secret. Takes a second factor',
  words: [
    ECOSYSTEM_WORD,
    PACKAGE_WORD,
    {
      name: 'ISSUER',
      says: 'Whose identity: a public provider, or an issuer of the configuration by its name',
      completes: ISSUERS,
    },
  ],
  flags: {
    set: {
      value: 'NAME=VALUE',
      says: 'What its identities must say: repository=acme/tide, workflow=release.yml; may be given again',
      isMany: true,
    },
    claim: { value: 'NAME=VALUE', says: 'Of a custom issuer: a claim with its exact value', isMany: true },
    stage: { says: 'Only put versions up for approval by a person' },
    pending: { says: 'Wait for a name that is not there yet, thirty days at most' },
    organisation: { value: 'NAME', says: 'Whose a pending package becomes (else yours)' },
    visibility: {
      value: 'VISIBILITY',
      says: 'Who may know a pending package (else private)',
      completes: visibilityWord.options,
    },
  },
  hasJson: true,
  usesData: true,
  examples: [
    "gatehouse publisher add npm '@acme/tide' github --set repository=acme/tide --set workflow=release.yml",
    "gatehouse publisher add npm '@acme/*' github --set repository=acme/tide --set workflow=release.yml",
    'gatehouse publisher add pypi tide-pool gitlab --set project=acme/tide --set environment=release',
    'gatehouse publisher add maven org.acme:tide github --set repository=acme/tide --set workflow=ci.yml --pending --organisation acme',
  ],
  details: ['Which settings there are depends on the provider: docs/trusted-publishing.md has them all.'],
  async run(context, { words: [ecosystem = '', name = '', issuer = ''], flags }) {
    const { out } = context;
    const claims = Object.fromEntries(flags.claim.map(parsePair));
    const pending = {
      ...(flags.organisation === undefined ? {} : { organisation: flags.organisation }),
      ...(flags.visibility === undefined ? {} : { visibility: flags.visibility }),
    };
    if (!flags.pending && Object.keys(pending).length > 0) {
      throw new UsageError('--organisation and --visibility go with --pending', {
        commandName: 'publisher add',
      });
    }
    const body = {
      ecosystem,
      name,
      issuer,
      settings: {
        ...Object.fromEntries(flags.set.map((pair) => readSetting(...parsePair(pair)))),
        ...(flags.claim.length === 0 ? {} : { claims }),
      },
      right: flags.stage ? 'stage' : 'publish',
      ...(flags.pending ? { pending } : {}),
    };
    const desk = await context.openDesk();
    const made = await desk.ask({ method: 'POST', path: '/publishers', body, answer: publisherItem });
    if (context.shared.isJson) out.json(made);
    else out.line(words`${out.palette.good('Added')} ${made.id}: ${describe(made)}`);
    return 0;
  },
});

const list = command({
  name: 'publisher list',
  summary: 'List the trusted publishers of a package or a namespace',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const { out } = context;
    const desk = await context.openDesk();
    const found = await desk.ask({ path: '/publishers', query: { ecosystem, name }, answer: publisherList });
    if (context.shared.isJson) out.json(found);
    else if (found.items.length === 0) {
      out.line(
        words`Nobody publishes it by an identity. To let a build: ${out.palette.code('gatehouse publisher add')}`,
      );
    } else {
      out.table(
        ['id', 'identity', 'held to', 'may', 'last used'],
        found.items.map((one) => [
          one.id,
          describe(one),
          Object.entries(one.pins)
            .map(([claim, value]) => `${claim} ${value}`)
            .join(', ') || 'nothing yet',
          one.pendingUntil === undefined
            ? one.right
            : `${one.right}, waits until ${shortTime(one.pendingUntil)}`,
          one.lastUsedAt === undefined ? 'never' : shortTime(one.lastUsedAt),
        ]),
      );
      if (found.isTrustedOnly) out.line(words`None but these publish it.`);
    }
    return 0;
  },
});

const remove = command({
  name: 'publisher remove',
  summary: 'End a trusted publisher and its tokens. Takes a second factor',
  words: [{ name: 'ID', says: 'The id that gatehouse publisher list shows' }],
  usesData: true,
  helps: { 'not-found': 'gatehouse publisher list ECOSYSTEM PACKAGE' },
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('publishers', id) });
    context.out.line(words`${context.out.palette.good('Removed')} ${id}: its tokens have ended`);
    return 0;
  },
});

const only = command({
  name: 'publisher only',
  summary:
    'Keep a package or a namespace to its trusted publishers, or (off) let people and tokens publish it again',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD, { name: 'ON-OR-OFF', says: 'on or off', completes: ['on', 'off'] }],
  usesData: true,
  async run(context, { words: [ecosystem = '', name = '', state = ''] }) {
    if (state !== 'on' && state !== 'off') {
      throw new UsageError('expected on or off', { commandName: 'publisher only' });
    }
    const body = { ecosystem, name, isOnly: state === 'on' };
    await (await context.openDesk()).ask({ method: 'PUT', path: '/publishers/only', body });
    context.out.line(
      state === 'on'
        ? words`None but its trusted publishers publish ${name} now`
        : words`People and their tokens may publish ${name} again`,
    );
    return 0;
  },
});

export const publisherCommands = [add, list, remove, only];

function parsePair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  if (equals > 0) return [pair.slice(0, equals), pair.slice(equals + 1)];
  throw new UsageError(`expected NAME=VALUE, found ${pair}`, { commandName: 'publisher add' });
}

/** Truths are truths, and what is a list is one. */
function readSetting(name: string, value: string): readonly [string, unknown] {
  if (name === 'contextIds') return [name, value.split(',')];
  return [name, value === 'true' ? true : value === 'false' ? false : value];
}

function describe({ provider, settings }: PublisherItem): string {
  const said = Object.entries(settings).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${provider}: ${said.join(', ')}`;
}
