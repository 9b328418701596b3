// What others here depend on is not removed from under them, but by a reviewer who says why.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { DAY_MS } from '../../src/kernel/clock.ts';
import { npmBody } from './npm-body.ts';
import { npmScene, type NpmPerson } from './npm-person.ts';

const TIDE = '/@acme%2ftide';

async function scene(test: TestContext) {
  const person = await npmScene(test);
  const token = await person.mint({
    actions: ['publish', 'unpublish', 'yank'],
    packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
  });
  const publish = async (name: string, version: string, dependencies = {}) => {
    const path = `/${name.replace('/', '%2f')}`;
    const body = await npmBody({ name, version, manifest: { dependencies } });
    const answer = await person.send(token, 'PUT', path, { body });
    assert.equal(answer.status, 201, answer.text);
  };
  await publish('@acme/tide', '1.0.0');
  await publish('@acme/tide', '1.1.0');
  const remove = (version: string) => person.send(token, 'DELETE', `${TIDE}/-/tide-${version}.tgz/-rev/1`);
  return { person, publish, remove };
}

async function change(person: NpmPerson, changes: readonly object[], status: number) {
  return person.browser.json('POST', '/hosted/npm/%40acme%2ftide/changes', { changes }, status);
}

describe('removing a version', () => {
  it('is refused while a package here depends on it, and says how many do, and not which', async (test) => {
    const { publish, remove } = await scene(test);
    assert.equal((await remove('1.1.0')).status, 200, 'nobody does yet');
    await publish('@acme/foam', '1.0.0', { '@acme/tide': '^1.0.0' });
    const refused = await remove('1.0.0');
    assert.equal(refused.status, 409, refused.text);
    assert.match(refused.text, /1 package and 0 applications here depend on it; deprecate or yank it/);
    assert.doesNotMatch(refused.text, /foam/);
  });

  it('is refused while an application has it', async (test) => {
    const { person, remove } = await scene(test);
    const components = [{ purl: 'pkg:npm/%40acme/tide@1.1.0' }];
    const file = { path: 'package-lock.json', format: 'package-lock.json 3', components };
    await person.browser.json('POST', '/applications/shop/snapshots', { files: [file] }, 201);
    const refused = await remove('1.1.0');
    assert.match(refused.text, /0 packages and 1 application here depend on it/);
    assert.equal((await remove('1.0.0')).status, 200, 'the other version is nobody’s');
  });

  it('is done all the same by a reviewer who says why, whatever its age, and the journal says so', async (test) => {
    const { person, publish, remove } = await scene(test);
    await publish('@acme/foam', '1.0.0', { '@acme/tide': '^1.0.0' });
    person.clock.passTime(4 * DAY_MS);
    assert.match((await remove('1.0.0')).text, /more than 3 days ago|depend on it/);
    await person.browser.signIn('ada').then(({ next }) =>
      person.browser.json('POST', '/session/second-factor', {
        ticket: next.ticket,
        code: person.freshCode(),
      }),
    );
    const refused = await change(person, [{ change: 'remove', version: '1.0.0' }], 409);
    assert.match(refused.detail, /ask a reviewer/);
    await change(person, [{ change: 'remove', version: '1.0.0', reason: 'it holds a key' }], 200);
    const [entry] = (await person.gate.journal('version-removed')).slice(-1);
    assert.partialDeepStrictEqual(entry?.data, { version: '1.0.0', reason: 'it holds a key' });
    assert.equal(entry?.actor, 'account:ada');
  });
});
