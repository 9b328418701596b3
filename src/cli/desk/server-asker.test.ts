import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { createServerAsker } from './server-asker.ts';

const NAME = asPackageName('org.acme:tide');

test('what is read to work a POM out says that it is no package manager, and who asks', async () => {
  const seen: (readonly [string, string | null, string | null])[] = [];
  const asker = createServerAsker(
    {
      fetch: async (url, init) => {
        const headers = new Headers(init?.headers);
        seen.push([new Request(url).url, headers.get('user-agent'), headers.get('authorization')]);
        return new Response('<project/>');
      },
    },
    { url: 'http://gate.example', token: 'gha_1', ecosystem: 'maven' },
  );
  assert.deepEqual(await asker.document(NAME, '1.0', '1.0/tide-1.0.pom'), { text: '<project/>' });
  const [[url, agent, token] = []] = seen;
  assert.equal(url, 'http://gate.example/maven/org/acme/tide/1.0/tide-1.0.pom');
  assert.match(agent ?? '', /^gatehouse\/\d/);
  assert.equal(token, 'Bearer gha_1');
});

test('a server that cannot be reached is asked once', async () => {
  let calls = 0;
  const asker = createServerAsker(
    {
      fetch: async () => {
        calls += 1;
        throw new Error('refused');
      },
    },
    { url: 'http://gate.example', ecosystem: 'maven' },
  );
  for (const version of ['1.0', '2.0']) {
    const answer = await asker.document(NAME, version, `${version}/tide-${version}.pom`);
    assert.deepEqual(answer, { because: 'the server at http://gate.example cannot be reached: refused' });
  }
  assert.equal(calls, 1);
});
