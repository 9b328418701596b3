// Signing in on a terminal: the command line on a pseudo-terminal, which `script` of Linux makes.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ADMINISTRATOR, makeAdministrator, type Administrator } from '../support/administrator.ts';
import { ApiBrowser, enrolAuthenticator, type EnrolledAuthenticator } from '../support/factor-browser.ts';
import { makeSoftwarePasskey } from '../support/software-passkey.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import {
  makeDataFolder,
  startServer,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';

const ENTRY = resolve(import.meta.dirname, '../../src/cli/gatehouse.ts');
const PATIENCE_MS = 60_000;

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs `gatehouse status`; types each answer when its question stands there. Answers all that was on the screen. */
async function signIn(
  test: TestContext,
  dataDir: string,
  answers: readonly (readonly [question: string, typed: string | (() => Promise<string>)])[],
  home?: string,
): Promise<string> {
  const line = [process.execPath, ENTRY, 'status', '--data', dataDir].map((part) => `'${part}'`).join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', ...(home === undefined ? {} : { HOME: home, XDG_STATE_HOME: '' }) },
  });
  test.after(() => child.kill('SIGKILL'));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const waiting = [...answers];
  let [screen, seen] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = waiting;
    const at = next === undefined ? -1 : screen.indexOf(next[0], seen);
    if (next === undefined || at < 0) return;
    seen = at + next[0].length;
    waiting.shift();
    const [, typed] = next;
    if (typeof typed === 'string') child.stdin.write(typed);
    else void typed().then((text) => child.stdin.write(text));
  });
  await new Promise((done) => child.once('close', done));
  clearTimeout(timer);
  return screen;
}

async function startAdministered(
  t: TestContext,
): Promise<{ server: ServerProcess; dataDir: string; administrator: Administrator }> {
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const server = await startServer(t, { dataDir });
  return { server, dataDir, administrator: await makeAdministrator(server) };
}

test(
  'a password is never shown, however fast it is typed; a wrong one is told with what to do',
  { skip: hasScript ? false : 'there is no script(1) that makes a terminal' },
  async (t) => {
    const { server, dataDir } = await startAdministered(t);
    const { name, password } = ADMINISTRATOR;
    // A slip of the finger is taken back, and the question stays.
    const typed = `${name}x\u007f\r`;
    const good = await signIn(t, dataDir, [
      ['Account: ', typed],
      ['Password: ', `${password}\r`],
    ]);
    assert.match(good, /Gatehouse \S+ .*runs/);
    assert.doesNotMatch(good, /> ada/);
    const wrong = await signIn(t, dataDir, [
      ['Account: ', `${name}\r`],
      ['Password: ', 'not the pass phrase\r'],
    ]);
    assert.match(wrong, /the name or the password is wrong[^]*Run it again/);
    assert.doesNotMatch(wrong, /run this on a terminal/);
    for (const screen of [good, wrong]) assert.doesNotMatch(screen, /pass phrase/);
    assert.equal((await server.stop()).code, 0);
  },
);

/** Ada's browser, with the session that made her. */
function browserOf(server: ServerProcess, { cookie }: Administrator): ApiBrowser {
  const browser = new ApiBrowser(server);
  browser.cookies.set('gatehouse_session', cookie.slice(cookie.indexOf('=') + 1));
  return browser;
}

test(
  'the terminal asks for the code of an authenticator where the account has one',
  { skip: hasScript ? false : 'there is no script(1) that makes a terminal' },
  async (t) => {
    const { server, dataDir, administrator } = await startAdministered(t);
    const app: EnrolledAuthenticator = await enrolAuthenticator(browserOf(server, administrator), Date.now());
    const { name, password } = ADMINISTRATOR;
    const asked = 'Code of your authenticator (or a recovery code): ';
    const begin = [
      ['Account: ', `${name}\r`],
      ['Password: ', `${password}\r`],
    ] as const;
    // The code by which it was enrolled was used; the next one is taken early.
    const good = await signIn(t, dataDir, [...begin, [asked, `${app.code(Date.now() + 30_000)}\r`]]);
    assert.match(good, /Gatehouse \S+ .*runs/);
    const recovered = await signIn(t, dataDir, [...begin, [asked, `${app.recoveryCodes[0]}\r`]]);
    assert.match(recovered, /Gatehouse \S+ .*runs/);
    const wrong = await signIn(t, dataDir, [...begin, [asked, 'no code\r']]);
    assert.match(wrong, /the recovery code is wrong or used[^]*Run it again/);
    assert.equal((await server.stop()).code, 0);
  },
);

test(
  'a letter confirms a terminal once: from then on it is known, and another one is not',
  { skip: hasScript ? false : 'there is no script(1) that makes a terminal' },
  async (t) => {
    const { server, dataDir, administrator } = await startAdministered(t);
    const browser = browserOf(server, administrator);
    const letterLink = async (page: string) => {
      const [link] = (await waitForLetter(join(dataDir, 'mail'), `/${page}#`)).match(/http\S+#\S+/) ?? [];
      return link ?? '';
    };
    await browser.json('POST', '/account/email', { email: 'ada@example.com' }, 202);
    const [, secret] = (await letterLink('verify')).split('#');
    await browser.json('POST', '/verify', { secret });
    const now = Date.now();
    const app = await enrolAuthenticator(browser, now - 30_000);
    const homes = [makeDataFolder(t), makeDataFolder(t)] as const;
    const begin = [
      ['Account: ', `${ADMINISTRATOR.name}\r`],
      ['Password: ', `${ADMINISTRATOR.password}\r`],
    ] as const;
    const asked = 'Code of your authenticator (or a recovery code): ';
    const confirmed = await signIn(
      t,
      dataDir,
      [
        ...begin,
        [asked, `${app.code(now)}\r`],
        ['Link in the letter: ', async () => `${await letterLink('confirm-device')}\r`],
      ],
      homes[0],
    );
    assert.match(confirmed, /Gatehouse \S+ .*runs/);
    const kept = join(homes[0], '.local/state/gatehouse/known-to.json');
    assert.equal(statSync(kept).mode & 0o777, 0o600);
    const known = await signIn(t, dataDir, [...begin, [asked, `${app.code(now + 30_000)}\r`]], homes[0]);
    assert.match(known, /Gatehouse \S+ .*runs/);
    assert.doesNotMatch(known, /Link in the letter/);
    const other = await signIn(
      t,
      dataDir,
      [...begin, [asked, `${app.recoveryCodes[0]}\r`], ['Link in the letter: ', 'none\r']],
      homes[1],
    );
    assert.match(other, /Link in the letter/);
    assert.equal(existsSync(join(homes[1], '.local')), false);
    assert.equal((await server.stop()).code, 0);
  },
);

/** The newest letter with `text` in it. */
async function waitForLetter(folder: string, text: string): Promise<string> {
  for (const startedAt = Date.now(); Date.now() - startedAt < PATIENCE_MS; await sleep(50)) {
    const letters = (existsSync(folder) ? readdirSync(folder).sort() : [])
      .filter((file) => file.endsWith('.eml'))
      .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('=\r\n', ''));
    const found = letters.findLast((letter) => letter.includes(text));
    if (found !== undefined) return found;
  }
  throw new Error(`No letter with ${text} came`);
}

test(
  'an account with passkeys alone is told what a terminal takes instead',
  { skip: hasScript ? false : 'there is no script(1) that makes a terminal' },
  async (t) => {
    const { server, dataDir, administrator } = await startAdministered(t);
    const browser = browserOf(server, administrator);
    const { passkeyOrigin } = await browser.json('GET', '/account/factors');
    const key = makeSoftwarePasskey(passkeyOrigin);
    const ask = await browser.json('POST', '/account/factors/passkey/options');
    await browser.json('POST', '/account/factors/passkey', { name: 'Key', passkey: key.create(ask) }, 201);
    const { name, password } = ADMINISTRATOR;
    const told = await signIn(t, dataDir, [
      ['Account: ', `${name}\r`],
      ['Password: ', `${password}\r`],
    ]);
    const words = told.replaceAll(/\s+/g, ' ');
    assert.match(words, /signs in with a passkey, which only a browser can ask/);
    assert.match(words, /Make an API token in the browser/);
    assert.equal((await server.stop()).code, 0);
  },
);
