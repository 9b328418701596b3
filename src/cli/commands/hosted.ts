// gatehouse hosted: what is published on this server, and withdrawing it, for which most clients have no command.

import { given } from '../../kernel/given.ts';
import { z } from 'zod';

import type { HostedChange } from '../../ecosystems/adapter-publish.ts';
import { billFormat } from '../../http/api/contents-contract.ts';
import { hostedPackage, hostedStatus, type HostedPackageShown } from '../../http/api/hosted-contract.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const PACKAGE_WORDS = [
  { name: 'ECOSYSTEM', says: `One of ${ECOSYSTEMS.join(', ')}`, completes: ECOSYSTEMS },
  { name: 'PACKAGE', says: 'Its name: @acme/tide, org.acme:tide' },
] as const;
const VERSION_WORD = { name: 'VERSION', says: 'The version' } as const;
const REASON_FLAG = { value: 'TEXT', says: 'Why, in a sentence' } as const;

const show = command({
  name: 'hosted show',
  summary: 'Show a package that is published here: versions, tags, status, and who published with what proof',
  words: PACKAGE_WORDS,
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const path = apiPath('hosted', ecosystem, name);
    const found = await (await context.openDesk()).ask({ path, answer: hostedPackage });
    if (context.shared.isJson) context.out.json(found);
    else printHosted(context.out, found);
    return 0;
  },
});

const yank = command({
  name: 'hosted yank',
  summary: 'Withdraw a version: ranges go elsewhere, lock files keep it',
  words: [...PACKAGE_WORDS, VERSION_WORD],
  flags: { reason: REASON_FLAG },
  usesData: true,
  examples: ["gatehouse hosted yank composer acme/tide 1.1.0 --reason 'it eats data'"],
  run: (context, { words: [ecosystem = '', name = '', version = ''], flags: { reason = '' } }) =>
    change(context, { ecosystem, name }, { change: 'yank', version, reason }, `${version} is withdrawn`),
});

const unyank = command({
  name: 'hosted unyank',
  summary: 'Give back a version that was withdrawn',
  words: [...PACKAGE_WORDS, VERSION_WORD],
  usesData: true,
  run: (context, { words: [ecosystem = '', name = '', version = ''] }) =>
    change(context, { ecosystem, name }, { change: 'unyank', version }, `${version} is offered again`),
});

const deprecate = command({
  name: 'hosted deprecate',
  summary: 'Say that a version is not to be used any more; an empty message takes it back',
  words: [...PACKAGE_WORDS, VERSION_WORD, { name: 'MESSAGE', says: 'What to use, or why not' }],
  usesData: true,
  examples: ["gatehouse hosted deprecate npm @acme/tide 1.0.0 'use 2.0.0'"],
  run: (context, { words: [ecosystem = '', name = '', version = '', message = ''] }) =>
    change(
      context,
      { ecosystem, name },
      { change: 'deprecate', version, message },
      message === '' ? `${version} is deprecated no more` : `${version} is deprecated`,
    ),
});

const status = command({
  name: 'hosted status',
  summary: 'Give a package one of the states of PEP 792, in the words of its ecosystem',
  words: [
    ...PACKAGE_WORDS,
    {
      name: 'STATUS',
      says: 'archived: no more releases; deprecated: use something else; quarantined: offered to nobody',
      completes: hostedStatus.options,
    },
  ],
  flags: { reason: REASON_FLAG },
  usesData: true,
  examples: ['gatehouse hosted status composer acme/tide deprecated --reason acme/ocean'],
  run(context, { words: [ecosystem = '', name = '', wanted = ''], flags: { reason = '' } }) {
    const known = hostedStatus.safeParse(wanted);
    if (!known.success) {
      throw new UsageError(`expected one of ${hostedStatus.options.join(', ')}`, {
        commandName: 'hosted status',
      });
    }
    const wish = { change: 'status', status: known.data, reason } as const;
    return change(context, { ecosystem, name }, wish, `it is ${wanted}`);
  },
});

const remove = command({
  name: 'hosted remove',
  summary:
    'Remove a version of the last three days that nobody here depends on, or with --all every version; a version is used once for all that',
  words: [...PACKAGE_WORDS, { ...VERSION_WORD, isOptional: true }],
  flags: {
    all: { says: 'Every version' },
    reason: { value: 'TEXT', says: 'Why a reviewer removes what is older, or what others depend on' },
  },
  usesData: true,
  run(context, { words: [ecosystem = '', name = '', version], flags: { all, reason } }) {
    if ((version === undefined) !== all) {
      throw new UsageError('expected either a version or --all', { commandName: 'hosted remove' });
    }
    const wish =
      version === undefined
        ? ({ change: 'remove-package', ...given('reason', reason) } as const)
        : ({ change: 'remove', version, ...given('reason', reason) } as const);
    return change(context, { ecosystem, name }, wish, `${version ?? 'every version'} is removed`);
  },
});

const tag = command({
  name: 'hosted tag',
  summary: 'Point a tag of an npm package to a version; without a version, take the tag away',
  words: [...PACKAGE_WORDS, { name: 'TAG', says: 'latest, next, …' }, { ...VERSION_WORD, isOptional: true }],
  usesData: true,
  run: (context, { words: [ecosystem = '', name = '', wanted = '', version] }) =>
    change(
      context,
      { ecosystem, name },
      version === undefined ? { change: 'untag', tag: wanted } : { change: 'tag', tag: wanted, version },
      version === undefined ? `${wanted} points nowhere` : `${wanted} points to ${version}`,
    ),
});

const sbom = command({
  name: 'hosted sbom',
  summary: 'Write the bill of materials of a version that is published here: CycloneDX or SPDX',
  details: [
    'It tells the version and its files by their digests, its dependencies in the words in which they are declared, what lies inside of its files, and what its publisher put in of bills. What is not known stays open; nothing is resolved.',
  ],
  words: [...PACKAGE_WORDS, VERSION_WORD],
  flags: {
    format: {
      value: 'FORMAT',
      says: `One of ${billFormat.options.join(', ')}: CycloneDX 1.6 (default) and 1.7, SPDX 2.3 and 3.0`,
      completes: billFormat.options,
    },
  },
  usesData: true,
  examples: ['gatehouse hosted sbom npm @acme/tide 1.0.0 --format spdx > tide.spdx.json'],
  async run(context, { words: [ecosystem = '', name = '', version = ''], flags: { format = 'cyclonedx' } }) {
    const known = billFormat.safeParse(format);
    if (!known.success) {
      throw new UsageError(`expected --format to be one of ${billFormat.options.join(', ')}`, {
        commandName: 'hosted sbom',
      });
    }
    const path = apiPath('hosted', ecosystem, name, 'versions', version, 'sbom');
    const desk = await context.openDesk();
    context.out.json(await desk.ask({ path, query: { format: known.data }, answer: z.looseObject({}) }));
    return 0;
  },
});

export const hostedCommands = [show, sbom, yank, unyank, deprecate, status, remove, tag];

async function change(
  context: CommandContext,
  { ecosystem, name }: { readonly ecosystem: string; readonly name: string },
  wish: HostedChange,
  done: string,
): Promise<number> {
  const path = apiPath('hosted', ecosystem, name, 'changes');
  const desk = await context.openDesk();
  await desk.ask({ method: 'POST', path, body: { changes: [wish] }, answer: hostedPackage });
  context.out.line(words`${context.out.palette.strong(name)}: ${done}`);
  return 0;
}

function printHosted(out: Printer, found: HostedPackageShown): void {
  const reason = found.statusReason === '' ? '' : `: ${found.statusReason}`;
  out.line(words`${out.palette.strong(found.spelt)} is ${found.status}${reason}`);
  const tags = Object.entries(found.tags).map(([name, version]) => `${name} ${version}`);
  if (tags.length > 0) out.line(words`Tags: ${tags.join(', ')}`);
  out.table(
    ['version', 'published', 'by', 'proof', 'state'],
    found.versions.map((one) => [
      one.version,
      shortTime(one.publishedAt),
      one.publishedBy?.replace(/^account:/, '') ?? '',
      proofOf(one),
      stateOf(one),
    ]),
  );
}

/** What an identity token said, or where it was moved in from. */
function proofOf({ provenBy = {}, imported }: HostedPackageShown['versions'][number]): string {
  if (imported === undefined)
    return Object.entries(provenBy)
      .map(([claim, value]) => `${claim}=${value}`)
      .join(' ');
  const { origin, publisher } = imported;
  return `moved in from ${origin}${publisher === undefined ? '' : `, by ${publisher} there`}`;
}

function stateOf({ removedAt, yanked, deprecated }: HostedPackageShown['versions'][number]): string {
  if (removedAt !== undefined) return `removed ${shortTime(removedAt)}`;
  const states = [
    ...(yanked === undefined ? [] : [yanked === '' ? 'withdrawn' : `withdrawn: ${yanked}`]),
    ...(deprecated === undefined ? [] : [`deprecated: ${deprecated}`]),
  ];
  return states.join('; ');
}
