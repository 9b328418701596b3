// gatehouse deployment as a process: a publisher's own, told by token; publishing takes the person.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
import { bundleEntries, bundleForm, type BundleWish } from '../support/maven-bundle.ts';

test('deployments are listed and shown by token, in pages; published and dropped by the person alone', async (t) => {
  const gate = await startGate(t);
  const ada = await makeGatePerson(gate, { email: 'ada@example.com' });
  const packages = [{ ecosystem: 'maven', pattern: 'org.acme.*' }];
  const write = await ada.mint({ name: 'ci', scope: 'write', actions: ['publish'], packages });
  const token = await ada.mint({ name: 'cli', scope: 'api' });
  const upload = async (wish: BundleWish, name: string): Promise<string> => {
    const { type, body } = bundleForm(bundleEntries(wish));
    const pair = Buffer.from(`token:${write}`).toString('base64');
    const answer = await ask(`${gate.url}/maven/portal/api/v1/publisher/upload?name=${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${pair}`, 'content-type': type },
      body,
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.text;
  };
  const [fine, bad, more] = [
    await upload({}, 'fine'),
    await upload({ told: '' }, 'bad'),
    await upload({ artifactId: 'wave' }, 'more'),
  ];
  const cli = makeCommandLine(t);
  const run = (...args: readonly string[]) =>
    cli.run(['deployment', ...args, '--server', gate.url, '--token', token]);

  const listed = await run('list');
  assert.match(listed.stdout, new RegExp(`${fine}.*validated.*maven.*fine`));
  assert.match(listed.stdout, new RegExp(`${bad}.*failed.*maven.*bad.*6`));
  const shown = await run('show', bad);
  assert.equal(shown.exitCode, 1);
  assert.match(shown.stdout, /pkg:maven\/org\.acme\/tide@1\.0\.0: tide-1\.0\.0\.pom says no scm/);
  const whole = await run('show', fine, '--json');
  const { files, versions } = JSON.parse(whole.stdout) as {
    files: readonly object[];
    versions: readonly object[];
  };
  assert.deepEqual([files.length, versions], [4, [{ name: 'org.acme:tide', version: '1.0.0' }]]);
  assert.match((await run('show', 'none')).stderr, /none of this id/);
  for (const how of ['publish', 'drop']) assert.notEqual((await run(how, fine)).exitCode, 0, how);

  type Page = { readonly items: readonly { readonly id: string }[]; readonly next?: string };
  const pageFrom = async (query: string) =>
    JSON.parse((await ada.call('GET', `/deployments?limit=2${query}`)).text) as Page;
  const first = await pageFrom('');
  const second = await pageFrom(`&after=${encodeURIComponent(first.next ?? '')}`);
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  assert.deepEqual(new Set(ids), new Set([fine, bad, more]));
  assert.equal(ids.length, 3);
  assert.equal(second.next, undefined);

  assert.equal((await ada.call('POST', `/deployments/${fine}/publish`)).status, 204);
  assert.equal((await gate.ask('/maven/org/acme/tide/1.0.0/tide-1.0.0.jar')).status, 200);
  assert.equal((await ada.call('DELETE', `/deployments/${fine}`)).status, 409);
  assert.equal((await ada.call('DELETE', `/deployments/${more}`)).status, 204);
  assert.equal((await ada.call('GET', `/deployments/${more}`)).status, 404);
  assert.match((await run('list')).stdout, new RegExp(`${fine}.*published`));
});
