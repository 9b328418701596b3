// A program: installs packages as many clients would at once, each reading indexes and then the newest artifact, with its
// own connections; prints what became of it. npm itself 200 times over would measure the machine that runs npm.

import { createHash } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';

import { percentile } from '../median.ts';

export interface InstallOrder {
  /** Without a trailing slash. */
  readonly registryUrl: string;
  readonly packages: readonly string[];
  readonly clients: number;
}

export interface InstallReport {
  readonly requests: number;
  readonly errors: number;
  readonly tookMs: number;
  readonly indexP99Ms: number;
}

/** Packages that one client works on at the same time. With more, what is measured is the queue of this one core. */
const AT_ONCE = 1;
const HEADERS = { accept: 'application/vnd.npm.install-v1+json' };

interface Packument {
  readonly 'dist-tags': { readonly latest: string };
  readonly versions: Readonly<Record<string, { readonly dist: Dist }>>;
}

class Tally {
  requests = 0;
  errors = 0;
  readonly indexMs: number[] = [];
}

async function installAll({ registryUrl, packages, clients }: InstallOrder): Promise<InstallReport> {
  const tally = new Tally();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const agent = new Agent({ connections: AT_ONCE });
      const left = [...packages];
      const work = async () => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
          await installOne(tally, agent, `${registryUrl}/${name}`).catch(() => (tally.errors += 1));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await agent.close();
    }),
  );
  const { requests, errors, indexMs } = tally;
  return { requests, errors, tookMs: performance.now() - startedAt, indexP99Ms: percentile(indexMs, 0.99) };
}

async function installOne(tally: Tally, dispatcher: Dispatcher, url: string): Promise<void> {
  const askedAt = performance.now();
  const index = await read(tally, dispatcher, url);
  tally.indexMs.push(performance.now() - askedAt);
  const dist = distOf(url, index);
  verify(await read(tally, dispatcher, dist.tarball), dist);
}

interface Dist {
  readonly tarball: string;
  readonly integrity: string;
}

/** What was read or verified once is compared from then on, so that this core's time goes into asking. */
const indexes = new Map<string, { readonly bytes: Buffer; readonly dist: Dist }>();
const artifacts = new Map<string, Buffer>();

function distOf(url: string, bytes: Buffer): Dist {
  const known = indexes.get(url);
  if (known?.bytes.equals(bytes) === true) return known.dist;
  const packument = JSON.parse(bytes.toString()) as Packument;
  const dist = packument.versions[packument['dist-tags'].latest]?.dist;
  if (dist === undefined) throw new Error(`${url} has no newest version`);
  indexes.set(url, { bytes, dist });
  return dist;
}

function verify(bytes: Buffer, { integrity }: Dist): void {
  if (artifacts.get(integrity)?.equals(bytes) === true) return;
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (integrity !== found) throw new Error('other bytes than promised');
  artifacts.set(integrity, bytes);
}

async function read(tally: Tally, dispatcher: Dispatcher, url: string): Promise<Buffer> {
  tally.requests += 1;
  const { statusCode, body } = await request(url, { dispatcher, headers: HEADERS });
  const bytes = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}`);
  return bytes;
}

process.stdout.write(JSON.stringify(await installAll(JSON.parse(process.argv[2] ?? '') as InstallOrder)));
