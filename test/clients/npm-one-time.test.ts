// The real clients are asked for a second factor: npm opens a page or takes a code, yarn prints where to get one and asks for it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { npm, yarn1, yarnBerry } from '../support/client-node.ts';
import {
  skipUnlessInstalled,
  skipUnlessTerminal,
  writeText,
  type Client,
  type LockInstallJob,
} from '../support/client.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { LONG_MS, npmScene, type NpmPerson } from '../publish/npm-person.ts';
import { printed } from './gate-clients.ts';

/** A machine that signed in longer ago than nobody is asked about. */
async function machineOf(test: TestContext, person: NpmPerson, more: object = {}): Promise<LockInstallJob> {
  const token = await person.mint({ asksProof: true, ...more });
  person.clock.passTime(LONG_MS);
  const machine = makeWorkspace(test);
  const registry = person.gate.urls.npm;
  const auth = `${registry.replace('http:', '')}/:_authToken=${token}\n`;
  writeText(join(machine.home, '.npmrc'), `registry=${registry}/\n${auth}`);
  writeText(join(machine.home, '.yarnrc'), `registry "${registry}/"\ndisable-self-update-check true\n`);
  writeText(
    join(machine.home, '.yarnrc.yml'),
    `npmRegistryServer: "${registry}"\nunsafeHttpWhitelist: ["127.0.0.1"]\nnpmAuthToken: "${token}"\n`,
  );
  return { ...machine, registryUrl: registry, configured: true, env: { NPM_CONFIG_TOKEN: token } };
}

function writePackage({ project }: Pick<LockInstallJob, 'project'>, version = '1.0.0'): void {
  const manifest = { name: '@acme/tide', version, license: 'MIT', publishConfig: { access: 'public' } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(project, 'yarn.lock'), '');
}

/** Says yes on the page that a client printed, in her browser. */
async function sayYes(person: NpmPerson, id: string): Promise<string | undefined> {
  await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
  return (await person.browser.json('POST', `/client-proofs/${id}`, { isSparing: false })).code as
    | string
    | undefined;
}

/** Does `then` once, when something that matches is printed. */
function once(pattern: RegExp, then: (found: string, type: (text: string) => void) => void) {
  let [whole, isDone] = ['', false];
  return (text: string, type: (text: string) => void) => {
    whole += text;
    const found = pattern.exec(whole)?.[1];
    if (found === undefined || isDone) return;
    isDone = true;
    then(found, type);
  };
}

test(
  'npm opens a page, waits for its person there, and publishes by the code that comes of it',
  { skip: skipUnlessInstalled(npm) || skipUnlessTerminal() },
  async (test) => {
    const person = await npmScene(test);
    const job = await machineOf(test, person);
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
    const job = await machineOf(test, person);
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
      const job = await machineOf(test, person);
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
