// The real clients are asked for a second factor: npm opens a page or takes a code, yarn prints where to get one and asks for it.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import {
  skipUnlessInstalled,
  skipUnlessTerminal,
  type Client,
  type LockInstallJob,
} from '../support/client.ts';
import { LONG_MS, npmScene, type NpmPerson } from '../publish/npm-person.ts';
import { printed } from './gate-clients.ts';
import { machineOf, once, writePackage } from './npm-machine.ts';

/** A machine that signed in longer ago than nobody is asked about. */
async function askedMachine(test: TestContext, person: NpmPerson): Promise<LockInstallJob> {
  const token = await person.mint({ asksProof: true });
  person.clock.passTime(LONG_MS);
  return machineOf(test, person, token);
}

/** Says yes on the page that a client printed, in her browser. */
async function sayYes(person: NpmPerson, id: string): Promise<string | undefined> {
  await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
  return (await person.browser.json('POST', `/client-proofs/${id}`, { isSparing: false })).code as
    | string
    | undefined;
}

test(
  'npm opens a page, waits for its person there, and publishes by the code that comes of it',
  { skip: skipUnlessInstalled(npm) || skipUnlessTerminal() },
  async (test) => {
    const person = await npmScene(test);
    const job = await askedMachine(test, person);
    writePackage(job);
    const onOutput = once(/\/client-proof\/([\w-]{43})/, (id) => void sayYes(person, id));
    const published = await npm.run({ ...job, hasTerminal: true, onOutput }, ['publish', '--browser=false']);
    assert.equal(published.exitCode, 0, printed(published));
    assert.match(printed(published), /Authenticate your account at/);
    assert.match(printed(published), /\+ @acme\/tide@1\.0\.0/);
  },
);

test(
  'npm without a terminal says what it takes, and takes a code with the command; unpublish too, which sends two requests',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const person = await npmScene(test);
    const job = await askedMachine(test, person);
    writePackage(job);
    const refused = await npm.run(job, ['publish']);
    assert.match(printed(refused), /EOTP/);
    for (const version of ['1.0.0', '1.1.0']) {
      writePackage(job, version);
      const published = await npm.run(job, ['publish', `--otp=${person.freshCode()}`]);
      assert.equal(published.exitCode, 0, printed(published));
    }
    const wrong = await npm.run(job, ['deprecate', '@acme/tide@1.0.0', 'old', '--otp=000000']);
    assert.match(printed(wrong), /the code is wrong/);
    const one = await npm.run(job, ['unpublish', '@acme/tide@1.1.0', `--otp=${person.freshCode()}`]);
    assert.equal(one.exitCode, 0, printed(one));
    const none = await npm.run(job, ['unpublish', '@acme/tide', '--force']);
    assert.match(printed(none), /EOTP/);
    const all = await npm.run(job, ['unpublish', '@acme/tide', '--force', `--otp=${person.freshCode()}`]);
    assert.equal(all.exitCode, 0, printed(all));
  },
);

const TYPED: readonly (readonly [Client, readonly string[], RegExp])[] = [
  [npm, ['publish', '--auth-type=legacy'], /(Enter OTP):/],
  [yarn1, ['publish', '--new-version', '1.0.0'], /(one-time password):/],
  [yarnBerry, ['npm', 'publish'], /(One-time password)/],
];

for (const [client, publish, prompt] of TYPED) {
  test(
    `${client.id} prints where a code is to be had, asks for it, and publishes with it`,
    { skip: skipUnlessInstalled(client) || skipUnlessTerminal() },
    async (test) => {
      const person = await npmScene(test);
      const job = await askedMachine(test, person);
      writePackage(job);
      if (client.id === 'yarn-berry') await client.run(job, ['install']);
      let code: Promise<string | undefined> | undefined;
      const readPage = once(/open http:\S+\/client-proof\/([\w-]{43})/, (id) => {
        code = sayYes(person, id);
      });
      const refuse = once(/(open this url now)/, (_, type) => type('n'));
      const typeCode = once(prompt, (_, type) => void code?.then((text) => type(`${text ?? ''}\r`)));
      const onOutput = (text: string, type: (text: string) => void) => {
        for (const react of [readPage, refuse, typeCode]) react(text, type);
      };
      const published = await client.run({ ...job, hasTerminal: true, onOutput, timeoutMs: 60_000 }, publish);
      assert.equal(published.exitCode, 0, printed(published));
      assert.equal((await person.gate.ask('/npm/@acme%2ftide')).status, 200);
    },
  );
}

test(
  'pnpm says what it takes, and publishes with a code that comes with the command',
  { skip: skipUnlessInstalled(pnpm) },
  async (test) => {
    const person = await npmScene(test);
    const job = await askedMachine(test, person);
    writePackage(job);
    const refused = await pnpm.run(job, ['publish', '--no-git-checks']);
    assert.notEqual(refused.exitCode, 0, printed(refused));
    assert.match(printed(refused), /one-time|OTP/i);
    const code = `--otp=${person.freshCode()}`;
    const published = await pnpm.run(job, ['publish', '--no-git-checks', code]);
    assert.equal(published.exitCode, 0, printed(published));
    assert.equal((await person.gate.ask('/npm/@acme%2ftide')).status, 200);
  },
);

test(
  'Bun prints a page, waits for its person there, and publishes by the code that comes of it; or by one of its command',
  { skip: skipUnlessInstalled(bun) },
  async (test) => {
    const person = await npmScene(test);
    const job = await askedMachine(test, person);
    writePackage(job);
    const onOutput = once(/\/client-proof\/([\w-]{43})/, (id) => void sayYes(person, id));
    const published = await bun.run({ ...job, onOutput, timeoutMs: 60_000 }, ['publish']);
    assert.equal(published.exitCode, 0, printed(published));
    writePackage(job, '1.1.0');
    const again = await bun.run(job, ['publish', `--otp=${person.freshCode()}`]);
    assert.equal(again.exitCode, 0, printed(again));
    assert.equal((await person.gate.ask('/npm/@acme%2ftide')).status, 200);
  },
);
