// Errors of the command line: what went wrong, and the command that helps.

import { isGatehouseError, messageOf, type ErrorCode, type GatehouseError } from '../kernel/errors.ts';
import { usageOf, type Command, type ExitCode, type Help } from './command.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { Printer } from './terminal/printer.ts';
import { words, type Painted } from './terminal/painted.ts';
import { UsageError } from './usage-error.ts';

/** Writes the error to people and answers the exit code. `meant` is the command that ran. */
export function reportError(
  err: Printer,
  commands: readonly Command[],
  error: unknown,
  meant?: Command,
): ExitCode {
  if (error instanceof UsageError) return reportUsage(err, commands, error);
  const { palette } = err;
  if (!isGatehouseError(error)) {
    err.line(words`${palette.bad('Error')} Cannot go on: ${messageOf(error)}`);
    err.line(words`This is a fault of Gatehouse. See how things stand: ${palette.code('gatehouse doctor')}`);
    return 3;
  }
  const [head = '', ...more] = error.message.split('\n');
  err.line(words`${palette.bad('Error')} ${head}`);
  for (const line of more) err.line(line);
  for (const line of listProblems(error)) err.line(words`  ${line}`);
  const help = helpFor(error, meant);
  err.line(words`${help.says}: ${palette.code(help.command)}`);
  return takesPerson(error) ? EXIT_CODES['needs-confirmation'] : EXIT_CODES[error.code];
}

function reportUsage(err: Printer, commands: readonly Command[], error: UsageError): ExitCode {
  const { palette } = err;
  const said: Painted = words`${palette.bad('Error')} ${error.message}`;
  err.line(said);
  if (error.suggestion !== undefined) err.line(words`Did you mean ${palette.code(error.suggestion)}?`);
  const command = commands.find(({ name }) => name === error.commandName);
  if (command !== undefined) err.line(words`Usage: ${usageOf(command)}`);
  const help = command === undefined ? 'gatehouse help' : `gatehouse help ${command.name}`;
  err.line(words`More: ${palette.code(help)}`);
  return 2;
}

/** What the message does not list itself. */
function listProblems({ message, facts }: GatehouseError): readonly string[] {
  const problems = facts['problems'] ?? facts['fields'];
  if (!Array.isArray(problems)) return [];
  return (problems as readonly string[]).filter((problem) => !message.includes(problem));
}

const LOOK: Help = { says: 'See what is wrong and what to do', command: 'gatehouse doctor' };
const TOKEN: Help = {
  says: 'Give an API token with --token or GATEHOUSE_TOKEN, or run this on a terminal to sign in. To mint one',
  command: 'gatehouse tokens mint NAME --scope api',
};
/** No terminal asks for one. */
const PASSKEY: Help = {
  says: 'It is done in the browser, by somebody who signed in there with a passkey. What takes that',
  command: 'gatehouse high-impact list',
};
const PURL: Help = { says: 'Write a package like this', command: 'gatehouse explain pkg:npm/left-pad@1.3.0' };
const USE: Help = { says: 'See how it is used', command: 'gatehouse help' };

const HELP: Readonly<Record<ErrorCode, Help>> = {
  'invalid-name': PURL,
  'invalid-version': PURL,
  'invalid-purl': PURL,
  'invalid-digest': USE,
  'invalid-request': USE,
  'invalid-config': { says: 'Mend it, then see what is in force', command: 'gatehouse config' },
  'invalid-policy': { says: 'Mend it, then try it', command: 'gatehouse policy test FILE' },
  'invalid-document': LOOK,
  'invalid-archive': USE,
  'too-large': USE,
  'too-many-requests': { says: 'Wait, then see whether the server answers', command: 'gatehouse status' },
  'not-found': { says: 'See what there is', command: 'gatehouse status' },
  'not-allowed': { says: 'Ask an administrator, or see your tokens', command: 'gatehouse tokens list' },
  'not-signed-in': TOKEN,
  'needs-confirmation': {
    says: 'This takes a person who signs in: run it on a terminal, without --token and GATEHOUSE_TOKEN. What it takes',
    command: 'gatehouse help',
  },
  conflict: { says: 'See what is there now', command: 'gatehouse status' },
  'read-only': LOOK,
  unsupported: LOOK,
  'upstream-unreachable': LOOK,
  'upstream-invalid': LOOK,
  'upstream-refused': LOOK,
  'upstream-forbids': LOOK,
  'upstream-loop': LOOK,
  'digest-mismatch': LOOK,
  'feed-unavailable': { says: 'See how the feeds stand', command: 'gatehouse feeds' },
  'storage-full': LOOK,
  'storage-failed': LOOK,
  locked: { says: 'See the server that uses the folder', command: 'gatehouse status' },
  undecided: LOOK,
};

function helpFor(error: GatehouseError, meant: Command | undefined): Help {
  const { code, facts } = error;
  const { command, says } = facts;
  if (typeof command === 'string') return { says: typeof says === 'string' ? says : 'Try', command };
  if (code === 'not-allowed' && facts['secondFactor'] === 'passkey') return PASSKEY;
  const help = HELP[takesPerson(error) ? 'needs-confirmation' : code];
  const own = takesPerson(error) ? undefined : meant?.helps?.[code];
  if (typeof own === 'object') return own;
  if (own !== undefined) return { says: own.startsWith(USE.command) ? USE.says : help.says, command: own };
  return help.command === USE.command && meant !== undefined
    ? { ...help, command: `${USE.command} ${meant.name}` }
    : help;
}

/** Nothing, or a token, was given where only a person will do. */
function takesPerson({ code, facts }: GatehouseError): boolean {
  if (code === 'not-signed-in') return facts['takesPerson'] === true;
  return code === 'not-allowed' && facts['scope'] !== undefined;
}
