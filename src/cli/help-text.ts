// The help of the command line, from the table of commands.

import { allFlags, usageOf, type Command, type Flag } from './command.ts';
import { join, padEnd, plain, words, type Painted } from './terminal/painted.ts';
import type { Palette } from './terminal/palette.ts';

/** What the commands are for; each command's first word belongs to one group. */
export const GROUPS: readonly (readonly [title: string, firstWords: readonly string[]])[] = [
  ['Run', ['serve', 'status', 'config', 'backup', 'restore']],
  ['Use', ['setup', 'doctor', 'explain', 'scan', 'fix', 'lock']],
  ['Applications', ['app', 'finding', 'portfolio', 'currency', 'impact', 'sbom', 'vex', 'give']],
  ['Decide', ['policy', 'vet', 'waive', 'waivers', 'reserve', 'reservations', 'quarantine', 'quarantines']],
  ['Know', ['who', 'decisions', 'feeds', 'advisories']],
  ['Let in', ['tokens', 'people', 'account', 'passwords']],
  ['Share', ['organisation', 'member', 'invitation', 'team', 'grant', 'owner', 'transfer']],
  [
    'Publish',
    [
      'publish',
      'import',
      'hosted',
      'package',
      'namespace',
      'name',
      'publisher',
      'login',
      'deployment',
      'high-impact',
      'staged',
    ],
  ],
  ['Help', ['help', 'completion', 'version']],
];

/** The first word of a command's name. */
export function firstWord({ name }: Command): string {
  return name.split(' ', 1)[0] ?? name;
}

/** One screen with every command. */
export function describeAll(palette: Palette, commands: readonly Command[]): readonly Painted[] {
  const width = Math.max(...commands.map((one) => shortUsage(one).length)) + 2;
  return [
    words`${palette.strong('gatehouse')} COMMAND [options]   A package registry and security gateway.`,
    ...GROUPS.flatMap(([title, firstWords]) => [
      plain(''),
      palette.strong(title),
      ...commands
        .filter((one) => firstWords.includes(firstWord(one)))
        .map((one) => words`  ${padEnd(palette.code(shortUsage(one)), width)}${one.summary}`),
    ]),
    plain(''),
    words`More about a command: ${palette.code('gatehouse help COMMAND')}`,
    words`Exit codes: 0 fine, 1 findings or a refusal, 2 usage, 3 could not decide.`,
  ];
}

/** The commands that begin with one word, when only that was asked for. */
export function describeFamily(palette: Palette, family: readonly Command[]): readonly Painted[] {
  const width = Math.max(...family.map((one) => shortUsage(one).length)) + 2;
  return [
    ...family.map(
      (one) => words`${padEnd(palette.code(`gatehouse ${shortUsage(one)}`), width + 10)}${one.summary}`,
    ),
    words`More about one: ${palette.code(`gatehouse help ${family[0]?.name ?? 'COMMAND'}`)}`,
  ];
}

function shortUsage(command: Command): string {
  return [
    command.name,
    ...command.words.map(({ name, isOptional }) => (isOptional === true ? `[${name}]` : name)),
  ].join(' ');
}

/** All about one command. */
export function describeCommand(palette: Palette, command: Command): readonly Painted[] {
  const { words: taken, details = [], examples = [] } = command;
  const flags = Object.entries(allFlags(command));
  const width = Math.max(
    0,
    ...taken.map(({ name }) => name.length),
    ...flags.map((one) => flagUsage(...one).length),
  );
  const row = (left: string, says: string) => words`  ${padEnd(palette.code(left), width)}  ${says}`;
  const block = (title: string, lines: readonly Painted[]) =>
    lines.length === 0 ? [] : [plain(''), palette.strong(title), ...lines];
  return [
    words`${command.summary}.`,
    ...details.flatMap((detail) => [plain(''), plain(detail)]),
    ...block('Usage', [join(['  ', usageOf(command)])]),
    ...block(
      'Takes',
      taken.map(({ name, says }) => row(name, says)),
    ),
    ...block(
      'Options',
      flags.map(([name, flag]) => row(flagUsage(name, flag), describeFlag(flag))),
    ),
    ...block(
      'Examples',
      examples.map((example) => words`  ${palette.code(example)}`),
    ),
  ];
}

/** `--view VIEW` */
export function flagUsage(name: string, { value, isMany }: Flag): string {
  return `--${name}${value === undefined ? '' : ` ${value}`}${isMany === true ? ' …' : ''}`;
}

/** What an option says, and what it may hold. */
export function describeFlag({ says, isRequired, completes }: Flag): string {
  const choices = typeof completes === 'object' ? ` (${completes.join(', ')})` : '';
  return `${says}${choices}${isRequired === true ? ' (needed)' : ''}`;
}
