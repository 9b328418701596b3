// The command line as a command with its words and options.

import { parseArgs, type ParseArgsConfig } from 'node:util';

import { parseDurationMs } from '../kernel/clock.ts';
import { allFlags, type Command, type Flags, type Invocation } from './command.ts';
import { suggest } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export interface ParsedCommandLine {
  readonly command: Command;
  /** Everything after the command's name. */
  readonly rest: readonly string[];
}

/** The command that the arguments begin with: the longest name that fits. Throws UsageError. */
export function findCommand(commands: readonly Command[], args: readonly string[]): ParsedCommandLine {
  const [first = '', second] = args;
  const pair = commands.find(({ name }) => name === `${first} ${second}`);
  if (pair !== undefined) return { command: pair, rest: args.slice(2) };
  const single = commands.find(({ name }) => name === first);
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (single !== undefined) {
    // A word after a command that takes none was meant for one of its family.
    const isMisspelt = takesNone(single) && second !== undefined && !second.startsWith('-');
    if (isMisspelt && family.length > 0) throw unknownSecondWord(first, second, family);
    return { command: single, rest: args.slice(1) };
  }
  if (family.length > 0) throw unknownSecondWord(first, second, family);
  const near = suggest(first, [...new Set(commands.map(({ name }) => name.split(' ', 1)[0] ?? name))]);
  throw new UsageError(
    first.startsWith('-') ? `expected a command before ${first}` : `there is no command ${first}`,
    near === undefined ? {} : { suggestion: `gatehouse ${near}` },
  );
}

function takesNone({ words, takesAll }: Command): boolean {
  return words.length === 0 && takesAll !== true;
}

function unknownSecondWord(first: string, second: string | undefined, family: readonly string[]): UsageError {
  const choices = family.map((name) => name.slice(first.length + 1));
  const near = second === undefined ? undefined : suggest(second, choices);
  return new UsageError(
    second === undefined || second.startsWith('-')
      ? `expected what to do after ${first}: ${choices.join(', ')}`
      : `there is no command ${first} ${second}; expected ${choices.join(', ')}`,
    near === undefined ? {} : { suggestion: `gatehouse ${first} ${near}` },
  );
}

/** Words and options of `command`. Throws UsageError that says what was expected. */
export function parseInvocation(command: Command, rest: readonly string[]): Invocation {
  if (command.takesAll === true) return { words: rest, flags: {} };
  const flags = allFlags(command);
  const { values, positionals } = parseStrictly(command, flags, rest);
  if (values['help'] === true) return { words: [], flags: values };
  checkWords(command, positionals);
  for (const [name, flag] of Object.entries(flags)) checkFlag(command, name, flag, values[name]);
  return { words: positionals, flags: values };
}

type Values = Record<string, string | boolean | readonly string[] | undefined>;

function parseStrictly(
  command: Command,
  flags: Flags,
  rest: readonly string[],
): { readonly values: Invocation['flags'] & Values; readonly positionals: readonly string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(flags).map(([name, { value, isMany }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string', multiple: isMany === true },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...rest],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Values = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw unknownFlag(command, flags, token.rawName);
    if (flag.value === undefined && token.value !== undefined) {
      throw new UsageError(`--${token.name} takes no value`, { commandName: command.name });
    }
    if (flag.value !== undefined && (token.value === undefined || token.value === '')) {
      throw new UsageError(`--${token.name} takes a value: --${token.name} ${flag.value}`, {
        commandName: command.name,
      });
    }
    values[token.name] =
      flag.isMany === true ? [...asList(values[token.name]), token.value ?? ''] : (token.value ?? true);
  }
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.value === undefined) values[name] ??= false;
    else if (flag.isMany === true) values[name] ??= [];
  }
  return { values: values as Invocation['flags'] & Values, positionals };
}

function asList(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function unknownFlag(command: Command, flags: Flags, rawName: string): UsageError {
  const near = suggest(rawName.replace(/^-+/, ''), Object.keys(flags));
  return new UsageError(`${command.name} has no option ${rawName}`, {
    commandName: command.name,
    ...(near === undefined ? {} : { suggestion: `--${near}` }),
  });
}

function checkWords(command: Command, given: readonly string[]): void {
  const { words } = command;
  const missing = words.filter(({ isOptional }) => isOptional !== true)[given.length];
  if (missing !== undefined) {
    throw new UsageError(`expected ${missing.name}: ${missing.says}`, { commandName: command.name });
  }
  if (given.length > words.length && words.at(-1)?.isMany !== true) {
    const extra = JSON.stringify(given[words.length]);
    throw new UsageError(`found ${extra}, a word more than ${command.name} takes`, {
      commandName: command.name,
    });
  }
}

function checkFlag(command: Command, name: string, flag: Flags[string], value: Values[string]): void {
  if (flag.isRequired === true && value === undefined) {
    throw new UsageError(`expected --${name} ${flag.value}: ${flag.says}`, { commandName: command.name });
  }
  if (flag.isSpan === true && typeof value === 'string' && parseDurationMs(value) === undefined) {
    throw new UsageError(
      `--${name}: found ${JSON.stringify(value)}, expected a time such as 12h, 30d or 2w`,
      {
        commandName: command.name,
      },
    );
  }
  const { completes } = flag;
  if (typeof value !== 'string' || typeof completes !== 'object' || completes.includes(value)) return;
  const near = suggest(value, completes);
  throw new UsageError(`--${name}: found ${JSON.stringify(value)}, expected one of ${completes.join(', ')}`, {
    commandName: command.name,
    ...(near === undefined ? {} : { suggestion: `--${name} ${near}` }),
  });
}
