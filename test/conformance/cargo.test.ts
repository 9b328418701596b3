// Cargo over HTTP: what users of Cargo proxies ran into, each by its number.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';

import { cargo } from '../../src/ecosystems/cargo/cargo.ts';
import { formatInstant, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { ask } from '../support/ask.ts';
import type { CargoRelease } from '../support/fixture-cargo.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate as startWholeGate } from '../support/gate.ts';
import { startRegistryGate, type RegistryGate } from '../support/registry-gate.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
});

after(async () => upstream.close());

const hoursAgo = (hours: number): string => formatInstant(Date.now() - hours * HOUR_MS);

async function publish(
  name: string,
  ...releases: (Partial<CargoRelease> & { version: string })[]
): Promise<void> {
  for (const release of releases) await upstream.cargo.publish({ name, ...release });
}

function startGate(t: TestContext): Promise<RegistryGate> {
  t.after(() => upstream.clearFaults());
  return startRegistryGate(t, { adapter: cargo, upstreams: [upstream.urls.cargo] });
}

interface Line {
  readonly vers: string;
  readonly yanked: boolean;
}

const linesOf = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('C1 where reading takes a token, config.json is 401 with a challenge, however often it is asked', async (t) => {
  const gate = await startWholeGate(t, { upstream, config: { access: { anonymous_read: false } } });
  for (let times = 0; times < 20; times++) {
    const anonymous = await gate.ask('/cargo/config.json');
    assert.equal(anonymous.status, 401, anonymous.text);
    assert.equal(anonymous.headers['www-authenticate'], `Cargo login_url="${gate.urls.cargo}/me"`);
  }
});

for (const [template, path] of [
  ['/cargo-files/crates', '/cargo-files/crates/marked/1.0.0/download'],
  ['/cargo-files/{prefix}/{crate}-{version}.crate', '/cargo-files/ma/rk/marked-1.0.0.crate'],
  ['/cargo-files/{lowerprefix}/{crate}/{version}', '/cargo-files/ma/rk/marked/1.0.0'],
] as const) {
  test(`C2 crates come from where ${template} leads, and our own address has every marker that it needs`, async (t) => {
    await publish('marked', { version: '1.0.0' });
    t.after(() => {
      upstream.cargo.removePackage('marked');
      upstream.cargo.setDownloadTemplate('/cargo-files/crates');
    });
    upstream.cargo.setDownloadTemplate(template);
    const gate = await startGate(t);
    const { dl } = JSON.parse((await ask(`${gate.url}/config.json`)).text) as { dl: string };
    const own = dl.replace('{crate}', 'marked').replace('{version}', '1.0.0');
    assert.ok(own.startsWith(gate.url) && !own.includes('{'), own);
    const seen = upstream.count(path);
    assert.equal((await ask(own)).status, 200);
    assert.equal(upstream.count(path), seen + 1);
  });
}

test('C3 names of every length lie in their folders, in lower case, and nowhere else', async (t) => {
  for (const name of ['a', 'ab', 'abc', 'Abcd_e']) await publish(name, { version: '1.0.0' });
  const gate = await startGate(t);
  for (const path of ['1/a', '2/ab', '3/a/abc', 'ab/cd/abcd_e']) {
    assert.equal((await ask(`${gate.url}/${path}`)).status, 200, path);
  }
  for (const path of ['2/a', 'ab/cd/ab', '3/b/abc', 'ab/cd/abcd-e', 'Ab/cd/Abcd_e']) {
    assert.equal((await ask(`${gate.url}/${path}`)).status, 404, path);
  }
});

test('C4 an unknown crate is 404; a page of HTML is the upstream’s fault and no index', async (t) => {
  await publish('paged', { version: '1.0.0' });
  upstream.fault('/cargo/pa/ge/paged', { body: '<html>down</html>', contentType: 'text/html' });
  const gate = await startGate(t);
  assert.equal((await ask(`${gate.url}/no/ne/none-such`)).status, 404);
  const paged = await ask(`${gate.url}/pa/ge/paged`);
  assert.equal(paged.status, 502);
  assert.match(paged.text, /paged/);
});

test('C5 an index has a tag and is answered 304 by it; a yank changes both, a crate never changes', async (t) => {
  await publish('tagged', { version: '1.0.0' }, { version: '1.1.0' });
  const gate = await startGate(t);
  const url = `${gate.url}/ta/gg/tagged`;
  const first = await ask(url);
  const etag = first.headers.etag ?? '';
  assert.notEqual(etag, '');
  const headers = { 'if-none-match': etag };
  assert.equal((await ask(url, { headers })).status, 304);
  upstream.cargo.yank('tagged', '1.1.0', true);
  gate.passTime(10 * MINUTE_MS);
  const changed = await ask(url, { headers });
  assert.equal(changed.status, 200);
  assert.deepEqual(
    linesOf(changed.text).map(({ vers, yanked }) => [vers, yanked]),
    [
      ['1.0.0', false],
      ['1.1.0', true],
    ],
  );
  const crate = `${gate.url}/crates/tagged/1.1.0/download`;
  const [one, two] = [await ask(crate), await ask(crate)];
  assert.equal(one.status, 200);
  assert.deepEqual(one.body, two.body);
});

test('C6, C7 what is kept out is yanked and no other field changes; its crate is refused where it is blocked', async (t) => {
  const line = {
    v: 2,
    features2: { extra: ['dep:other'] },
    rust_version: '1.60',
    deps: [
      {
        name: 'other',
        req: '1',
        features: [],
        optional: true,
        default_features: true,
        target: null,
        kind: 'normal',
        registry: null,
      },
    ],
    unknown: { kept: 1 },
  };
  await publish(
    'kept',
    { version: '1.0.0', line },
    { version: '1.1.0', line, publishedAt: hoursAgo(30) },
    { version: '1.2.0', line, publishedAt: hoursAgo(3) },
  );
  const gate = await startGate(t);
  const theirs = linesOf((await ask(`${upstream.urls.cargo}/ke/pt/kept`)).text);
  const ours = linesOf((await ask(`${gate.url}/ke/pt/kept`)).text);
  assert.deepEqual(
    ours,
    theirs.map((one) => ({ ...one, yanked: one.vers !== '1.0.0' })),
  );
  assert.equal((await ask(`${gate.url}/crates/kept/1.1.0/download`)).status, 200);
  const blocked = await ask(`${gate.url}/crates/kept/1.2.0/download`);
  assert.equal(blocked.status, 403);
  assert.match(blocked.text, /kept@1\.2\.0 is held back by rule young-version/);
});

test('C8 the upstream is told who asks', async (t) => {
  await publish('named', { version: '1.0.0' });
  const gate = await startGate(t);
  const seen = upstream.requests.length;
  await ask(`${gate.url}/crates/named/1.0.0/download`);
  const asked = upstream.requests.slice(seen);
  assert.ok(asked.length > 0);
  for (const { headers } of asked) assert.match(headers['user-agent'] ?? '', /^gatehouse\//i);
});

test('C9, C11 where nothing is published, publishing fails at once, in the form that cargo prints', async (t) => {
  const gate = await startGate(t);
  const { api } = JSON.parse((await ask(`${gate.url}/config.json`)).text) as { api: string };
  const answer = await ask(`${api}/api/v1/crates/new`, { method: 'PUT', body: Buffer.alloc(64) });
  assert.equal(answer.status, 405);
  const { errors } = JSON.parse(answer.text) as { errors: { detail: string }[] };
  assert.match(errors[0]?.detail ?? '', /^Cannot publish: this server only reads/);
});

test('C12 every call about the index goes to the upstream that is configured', async (t) => {
  await publish('placed', { version: '1.0.0' });
  const gate = await startGate(t);
  const seen = upstream.requests.length;
  assert.equal((await ask(`${gate.url}/pl/ac/placed`)).status, 200);
  const paths = upstream.requests.slice(seen).map(({ path, origin }) => `${origin} ${path}`);
  assert.deepEqual([...new Set(paths)].sort(), [
    'registry /cargo/config.json',
    'registry /cargo/pl/ac/placed',
  ]);
});
