// The machine as it is.

import { homedir, userInfo, type UserInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

import { systemClock } from '../kernel/clock.ts';
import type { Machine, Screen } from './machine.ts';

const USUAL_COLUMNS = 80;

/** The running process's own machine. */
export function systemMachine(): Machine {
  const environment = process.env;
  const account = readAccount();
  return {
    environment,
    cwd: process.cwd(),
    home: environment['HOME'] ?? homedir(),
    platform: process.platform,
    userName: account?.username ?? String(process.getuid?.() ?? 'unknown'),
    ...(account === undefined ? {} : { accountHome: account.homedir }),
    clock: systemClock,
    output: screenOf(process.stdout, environment),
    errors: screenOf(process.stderr, environment),
    canAsk: process.stdin.isTTY && process.stderr.isTTY,
    ask: (question, options) => ask(question, options?.isSecret === true),
    fetch: globalThis.fetch,
  };
}

function screenOf(stream: WriteStream, environment: Machine['environment']): Screen {
  const isTerminal = stream.isTTY;
  const noColour = environment['NO_COLOR'];
  const isPlain = (noColour !== undefined && noColour !== '') || environment['TERM'] === 'dumb';
  return {
    isTerminal,
    hasColour: isTerminal && !isPlain,
    get columns() {
      // A terminal that does not know its width says 0.
      return isTerminal && stream.columns > 0 ? stream.columns : USUAL_COLUMNS;
    },
    write: (text) => void stream.write(text),
  };
}

function readAccount(): Pick<UserInfo<string>, 'username' | 'homedir'> | undefined {
  try {
    return userInfo({ encoding: 'utf8' });
  } catch {
    // A user id without a name, as in a container.
    return undefined;
  }
}

/** Written to standard error, so that what a command prints stays clean. Rejects when the person ends the input. */
async function ask(question: string, isSecret: boolean): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: isSecret ? silent : process.stderr,
    terminal: true,
    historySize: 0,
    prompt: question,
  });
  // Only now does the terminal no longer show by itself what is typed: who answers a question cannot be too fast.
  if (isSecret) process.stderr.write(question);
  else reader.prompt();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  reader.on('line', resolve);
  reader.on('SIGINT', () => reject(new Error('ended by the keyboard')));
  reader.on('close', () => reject(new Error('the input ended')));
  try {
    return await promise;
  } finally {
    reader.close();
    if (isSecret) process.stderr.write('\n');
  }
}
