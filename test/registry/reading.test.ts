// The reading path through a whole gate: index, artifact, validators, ranges, encodings.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { DAY_MS } from '../../src/kernel/clock.ts';
import { holdClock, LOCAL_READER, startGate } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES } from '../support/samples.ts';

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: the index is rendered, the artifact served byte for byte, both recorded`, async (t) => {
    const gate = await startGate(t);
    const first = await sample.publish(gate.upstream, { version: '1.0.0' });
    const second = await sample.publish(gate.upstream, { version: '1.1.0' });

    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal(index.status, 200, index.text);
    assert.deepEqual([...sample.offered(index)].sort(), ['1.0.0', '1.1.0']);
    assert.equal(index.text.includes(gate.upstream.registryUrl), false, 'an address of the upstream is left');
    assert.equal(index.text.includes(gate.upstream.filesUrl), false, 'an address of the upstream is left');

    for (const { path, bytes } of [first, second]) {
      const artifact = await gate.ask(path, { headers: { 'user-agent': 'tester/1.0' } });
      assert.equal(artifact.status, 200, artifact.text);
      assert.equal(artifact.body.compare(bytes), 0);
      assert.equal(artifact.headers['content-length'], String(bytes.length));
    }
    const exposed = await gate.exposure(sample.ref);
    assert.deepEqual(exposed.map(({ version }) => version).sort(), ['1.0.0', '1.1.0']);
    assert.deepEqual([exposed[0]?.reader, exposed[0]?.client], [LOCAL_READER, 'tester/1.0']);
    const stored = await gate.journal('artifact-stored');
    assert.deepEqual(
      stored.map(({ data }) => data),
      [first, second].map(({ version, file, bytes }) => ({
        version,
        file,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sizeBytes: bytes.length,
      })),
    );
  });

  test(`${ecosystem}: a cold artifact is served without its index having been asked for`, async (t) => {
    const gate = await startGate(t);
    const { path, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
    const artifact = await gate.ask(path);
    assert.equal(artifact.status, 200, artifact.text);
    assert.equal(artifact.body.compare(bytes), 0);
  });

  test(`${ecosystem}: warm answers are the cold ones, come without the upstream, and each file is counted`, async (t) => {
    const gate = await startGate(t);
    const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
    const ask = async (one: string) => {
      const { status, body, headers } = await gate.ask(one, { headers: sample.indexHeaders });
      return { status, body, headers: { ...headers, date: undefined } };
    };
    const cold = [await ask(sample.indexPath), await ask(path)];
    const asked = gate.upstream.requests.length;
    for (let round = 0; round < 3; round++) {
      assert.deepEqual([await ask(sample.indexPath), await ask(path)], cold);
    }
    assert.deepEqual(
      cold.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(gate.upstream.requests.length, asked);
    const [exposed] = await gate.exposure(sample.ref);
    assert.equal(exposed?.count, 4);
  });

  test(`${ecosystem}: validators, HEAD and ranges`, async (t) => {
    const gate = await startGate(t);
    const { path, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
    const headers = sample.indexHeaders;
    for (const one of [sample.indexPath, path]) {
      const whole = await gate.ask(one, { headers });
      const { etag } = whole.headers;
      assert.match(etag ?? '', /^"[^"]+"$/);
      assert.equal(whole.headers['cache-control'], 'no-cache');
      assert.equal(whole.headers['x-content-type-options'], 'nosniff');
      assert.match(String(whole.headers['content-security-policy']), /sandbox/);
      for (const said of [etag ?? '', `W/${etag}`, `"other", ${etag}`, '*']) {
        const same = await gate.ask(one, { headers: { ...headers, 'if-none-match': said } });
        assert.deepEqual([same.status, same.body.length], [304, 0], said);
        assert.equal(same.headers.etag, etag);
      }
      const other = await gate.ask(one, { headers: { ...headers, 'if-none-match': '"other"' } });
      assert.equal(other.status, 200);
      const head = await gate.ask(one, { method: 'HEAD', headers });
      assert.deepEqual(
        [head.status, head.body.length, head.headers['content-length'], head.headers.etag],
        [200, 0, String(whole.body.length), etag],
      );
    }
    const range = (value: string, more: Readonly<Record<string, string>> = {}) =>
      gate.ask(path, { headers: { range: value, ...more } });
    const size = bytes.length;
    const parts: readonly (readonly [string, number, number])[] = [
      ['bytes=0-0', 0, 1],
      ['bytes=5-9', 5, 10],
      ['bytes=10-', 10, size],
      ['bytes=-7', size - 7, size],
      [`bytes=0-${size + 99}`, 0, size],
    ];
    for (const [value, start, end] of parts) {
      const part = await range(value);
      assert.equal(part.status, 206, value);
      assert.equal(part.headers['content-range'], `bytes ${start}-${end - 1}/${size}`);
      assert.equal(part.body.compare(bytes.subarray(start, end)), 0, value);
    }
    for (const value of [`bytes=${size}-`, 'bytes=-0']) {
      const none = await range(value);
      assert.deepEqual([none.status, none.headers['content-range']], [416, `bytes */${size}`], value);
    }
    for (const value of ['bytes=0-1,4-5', 'items=0-1', 'bytes=5-2', 'bytes=', 'bytes=a-b']) {
      const whole = await range(value);
      assert.deepEqual([whole.status, whole.body.length], [200, size], value);
    }
    const stale = await range('bytes=0-3', { 'if-range': '"another"' });
    assert.deepEqual([stale.status, stale.body.length], [200, size]);
  });

  test(`${ecosystem}: an index is compressed as the client takes it, with one tag for each form`, async (t) => {
    const gate = await startGate(t);
    for (let minor = 0; minor < 60; minor++) {
      await sample.publish(gate.upstream, { version: `1.${minor}.0` });
    }
    const askFor = (encoding: string) =>
      gate.ask(sample.indexPath, { headers: { ...sample.indexHeaders, 'accept-encoding': encoding } });
    const plain = await askFor('identity');
    const zipped = await askFor('gzip, deflate');
    const packed = await askFor('gzip;q=0, br');
    assert.deepEqual(
      [plain, zipped, packed].map(({ headers }) => headers['content-encoding']),
      [undefined, 'gzip', 'br'],
    );
    assert.equal(gunzipSync(zipped.body).compare(plain.body), 0);
    assert.equal(brotliDecompressSync(packed.body).compare(plain.body), 0);
    assert.equal(new Set([plain, zipped, packed].map(({ headers }) => headers.etag)).size, 3);
    assert.match(String(zipped.headers.vary), /accept-encoding/);
    for (const { headers } of [plain, zipped, packed]) {
      const same = await gate.ask(sample.indexPath, {
        headers: { ...sample.indexHeaders, 'if-none-match': headers.etag ?? '' },
      });
      assert.equal(same.status, 304);
    }
    assert.equal((await askFor('br;q=0, gzip;q=0')).headers['content-encoding'], undefined);
  });

  test(`${ecosystem}: 200 cold requests at once are one fetch of each file`, async (t) => {
    const gate = await startGate(t);
    const { path, upstreamPath, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
    gate.upstream.fault(upstreamPath, { delayMs: 100 });
    gate.upstream.fault(sample.upstreamIndex, { delayMs: 50 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        gate.ask(at % 2 === 0 ? path : sample.indexPath, { headers: sample.indexHeaders }),
      ),
    );
    for (const [at, answer] of answers.entries()) {
      assert.equal(answer.status, 200, answer.text);
      if (at % 2 === 0) assert.equal(answer.body.compare(bytes), 0);
    }
    assert.equal(gate.upstream.count(upstreamPath), 1);
    assert.equal(gate.upstream.count(sample.upstreamIndex), 1);
  });

  test(`${ecosystem}: what does not exist is not found, in the client's own form, and never stored`, async (t) => {
    const gate = await startGate(t);
    const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
    const absent = await gate.ask(sample.absentPath, {
      headers: sample.indexHeaders,
    });
    assert.equal(absent.status, 404, absent.text);
    const file = await gate.ask(path.replaceAll('1.0.0', '9.9.9'));
    assert.equal(file.status, 404, file.text);
    assert.equal(file.headers['cache-control'], 'no-store');
    assert.deepEqual(await gate.journal('artifact-stored'), []);
  });

  test(`${ecosystem}: nothing is written by somebody who presented nothing`, async (t) => {
    const gate = await startGate(t);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await gate.ask(sample.indexPath, { method, body: '{}' });
      assert.ok([401, 405].includes(answer.status), `${method}: ${answer.status} ${answer.text}`);
    }
  });
}

test('npm: both forms of a packument are kept apart, each with its own tag', async (t) => {
  const gate = await startGate(t);
  await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  const short = await gate.ask(SAMPLES.npm.indexPath, { headers: SAMPLES.npm.indexHeaders });
  const long = await gate.ask(SAMPLES.npm.indexPath, { headers: { accept: 'application/json' } });
  assert.equal(short.headers['content-type'], 'application/vnd.npm.install-v1+json');
  assert.equal(long.headers['content-type'], 'application/json');
  assert.equal(short.text.includes('"time"'), false);
  assert.equal(long.text.includes('"time"'), true);
  assert.notEqual(short.headers.etag, long.headers.etag);
  for (const { headers } of [short, long])
    assert.equal(headers.vary, 'accept, npm-command, user-agent, accept-encoding');
  assert.equal(gate.upstream.count(SAMPLES.npm.upstreamIndex), 1);
});

test('an index keeps its date for as long as its bytes, whatever was learned meanwhile', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const { indexPath } = SAMPLES.maven;
  const { path } = await SAMPLES.maven.publish(gate.upstream, { version: '1.0.0' });
  const first = await gate.ask(indexPath);
  const dated = () => gate.journal('evidence-added');
  const before = (await dated()).length;
  clock.passTime(60_000);
  // The artifact's date is evidence, by which the package is decided anew.
  await gate.ask(path);
  assert.ok((await dated()).length > before, 'no evidence came with the artifact');
  const same = await gate.ask(indexPath);
  assert.deepEqual(
    [same.headers.etag, same.headers['last-modified']],
    [first.headers.etag, first.headers['last-modified']],
  );
  await SAMPLES.maven.publish(gate.upstream, { version: '1.1.0' });
  clock.passTime(DAY_MS);
  const changed = await gate.ask(indexPath);
  assert.notEqual(changed.headers.etag, first.headers.etag);
  assert.notEqual(changed.headers['last-modified'], first.headers['last-modified']);
});

test('paths that could mean two things are refused before anything is asked', async (t) => {
  const gate = await startGate(t);
  for (const path of [
    '/npm/..%2f..%2fetc',
    '/npm/%2e%2e/x',
    '/npm/a%00b',
    '/npm/a%5cb',
    '/npm/a%2fb',
    '/npm/%zz',
    '/maven/org/../acme/tide/maven-metadata.xml',
    `/npm/${'a/'.repeat(100)}`,
    `/npm/${'x'.repeat(5000)}`,
  ]) {
    const answer = await gate.ask(path);
    assert.equal(answer.status, 400, `${path.slice(0, 40)}: ${answer.text}`);
  }
  assert.equal(gate.upstream.requests.length, 0);
});

test('other host names than the server’s own are refused', async (t) => {
  const gate = await startGate(t);
  await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  const rebound = await gate.ask(SAMPLES.npm.indexPath, { headers: { host: 'evil.example' } });
  assert.equal(rebound.status, 403);
  assert.equal((await gate.ask(SAMPLES.npm.indexPath, { headers: { host: 'localhost' } })).status, 200);
});
