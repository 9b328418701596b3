// Warm reads: an index large and small, a conditional request, an artifact; against nginx with the same bytes in files.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startFixtureUpstream } from '../../test/support/fixture-upstream.ts';
import { startGate } from '../peers/gate.ts';
import { startNginx, type StaticFile } from '../peers/nginx.ts';
import { missingVerdaccio, startVerdaccio } from '../peers/verdaccio.ts';
import { compareRate, skipped, type Row } from '../row.ts';
import { compareRates, requestsPerSecond, type Load } from '../wrk.ts';
import type { Bench } from '../bench.ts';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';
const ARTIFACT_BYTES = 300_000;

/** What is asked for, and the answer as it was first given: the bytes that nginx serves. */
interface Subject extends Load {
  readonly file: StaticFile;
  readonly etag: string;
}

export async function measureSmallReads(bench: Bench): Promise<readonly Row[]> {
  const upstream = await startFixtureUpstream();
  bench.after(() => upstream.close());
  const artifact = await publishFixtures(upstream.npm);
  const feed = join(bench.folder, 'feed.ndjson');
  writeFileSync(feed, `${JSON.stringify(MALWARE)}\n`);
  const gate = await startGate({
    dataDir: join(bench.folder, 'small'),
    port: bench.port,
    upstreams: { npm: `${upstream.registryUrl}/npm` },
    feeds: [{ name: 'malware', kind: 'osv', location: feed }],
  });
  bench.after(() => gate.stop());
  const small = await takeSubject(`${gate.url}/npm/small`, { accept: ABBREVIATED });
  const file = await takeSubject(`${gate.url}/npm/large-file/-/${artifact}`, {});
  const nginx = await startNginx([small.file, file.file]);
  bench.after(() => nginx.stop());
  const staticEtag = (await fetch(`${nginx.url}${small.file.path}`)).headers.get('etag') ?? '';
  const pairs: readonly (readonly [string, number, Load, Load])[] = [
    [`warm index, small (${small.file.body.byteLength} bytes)`, 0.35, small, at(nginx.url, small)],
    [
      'the same, conditional, answered 304',
      0.25,
      { url: small.url, headers: { accept: ABBREVIATED, 'if-none-match': small.etag } },
      { url: `${nginx.url}${small.file.path}`, headers: { 'if-none-match': staticEtag } },
    ],
    ['warm 300 KB artifact, policy and exposure on', 0.6, file, at(nginx.url, file)],
  ];
  const rows: Row[] = [];
  for (const [what, goal, ours, theirs] of pairs) {
    const [rate = 0, peerRate = 0] = await compareRates([ours, theirs]);
    rows.push(compareRate(what, rate, { name: 'nginx', rate: peerRate }, goal));
  }
  return rows;
}

export async function measureLargeIndex(bench: Bench): Promise<readonly Row[]> {
  const what = 'warm index, large (npm react, abbreviated, compressed)';
  if (bench.npmRegistry === undefined) return [skipped(what, 'no npm registry is in reach')];
  const gate = await startGate({
    dataDir: join(bench.folder, 'large'),
    port: bench.port,
    upstreams: { npm: bench.npmRegistry },
  });
  bench.after(() => gate.stop());
  const headers = { accept: ABBREVIATED, 'accept-encoding': 'gzip' };
  const react = await takeSubject(`${gate.url}/npm/react`, headers);
  const nginx = await startNginx([react.file]);
  bench.after(() => nginx.stop());
  const [ours = 0, theirs = 0] = await compareRates([react, at(nginx.url, react)]);
  const sized = `${what}, ${react.file.body.byteLength} bytes`;
  return [
    compareRate(sized, ours, { name: 'nginx', rate: theirs }, 1),
    await besideVerdaccio(bench, bench.npmRegistry, headers, ours),
  ];
}

async function besideVerdaccio(
  bench: Bench,
  registry: string,
  headers: Readonly<Record<string, string>>,
  ours: number,
): Promise<Row> {
  const what = 'the same against Verdaccio 6';
  const missing = missingVerdaccio();
  if (missing !== undefined) return skipped(what, missing);
  const verdaccio = await startVerdaccio(registry);
  bench.after(() => verdaccio.stop());
  const url = `${verdaccio.url}/react`;
  const first = await fetch(url, { headers });
  if (!first.ok) throw new Error(`Verdaccio answers ${first.status}`);
  await first.arrayBuffer();
  const rate = await requestsPerSecond({ url, headers }, 10);
  return compareRate(what, ours, { name: 'Verdaccio', rate }, 500);
}

type NpmFixture = Awaited<ReturnType<typeof startFixtureUpstream>>['npm'];

/** A package whose abbreviated index is about 10 KB, and one whose artifact has 300 KB. Answers that file's name. */
async function publishFixtures(npm: NpmFixture): Promise<string> {
  for (let minor = 0; minor < 15; minor++) {
    await npm.publish({ name: 'small', version: `1.${minor}.0`, dependencies: { left: '^1.0.0' } });
  }
  const files = { 'random.bin': randomBytes(ARTIFACT_BYTES) };
  const { tarballPath } = await npm.publish({ name: 'large-file', version: '1.0.0', files });
  return tarballPath.slice(tarballPath.lastIndexOf('/') + 1);
}

async function takeSubject(url: string, headers: Readonly<Record<string, string>>): Promise<Subject> {
  // node's fetch would undo the encoding.
  const { request } = await import('undici');
  const answer = await request(url, { headers });
  const body = Buffer.from(await answer.body.arrayBuffer());
  if (answer.statusCode !== 200) throw new Error(`${url} answers ${answer.statusCode}: ${body.toString()}`);
  const encoding = answer.headers['content-encoding']?.toString();
  return {
    url,
    headers,
    etag: String(answer.headers['etag']),
    file: {
      path: new URL(url).pathname,
      body,
      contentType: String(answer.headers['content-type']),
      ...(encoding === undefined ? {} : { encoding }),
    },
  };
}

function at(origin: string, { file, headers }: Subject): Load {
  return { url: `${origin}${file.path}`, ...(headers === undefined ? {} : { headers }) };
}

export const MALWARE = {
  id: 'MAL-0000-1',
  modified: '2024-01-01T00:00:00Z',
  published: '2024-01-01T00:00:00Z',
  summary: 'Malicious code in bench-malware',
  affected: [{ package: { ecosystem: 'npm', name: 'bench-malware' }, versions: ['6.6.6'] }],
};
