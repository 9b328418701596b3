// No side door: of what is blocked no byte leaves, by any route, spelling, manner of asking, view, or state of the caches.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ADAPTERS } from '../src/ecosystems/list.ts';
import { ROUTES } from '../src/http/api/routes.ts';
import { hashSecret } from '../src/identity/secret.ts';
import { mintTokenText } from '../src/identity/tokens/token-text.ts';
import { DAY_MS, MINUTE_MS } from '../src/kernel/clock.ts';
import { ECOSYSTEMS, type Ecosystem } from '../src/kernel/ecosystem.ts';
import type { Answer, Ask } from './support/ask.ts';
import { startFixtureUpstream, type FixtureUpstream } from './support/fixture-upstream.ts';
import { holdClock, startGate, type Gate, type GateOptions, type TestClock } from './support/gate.ts';
import { malwareRecord } from './support/osv.ts';
import { SAMPLES, type PublishedSample, type Sample } from './support/samples.ts';
import {
  allManners,
  doorsTo,
  FEW_MANNERS,
  meaningOf,
  plainBody,
  spellingsOf,
  tellTalePieces,
  type Door,
} from './support/side-doors.ts';

const GOOD = '1.0.0';
const BAD = '1.1.0';
const VIEW = 'team';
const SIDE_BY_SIDE = 24;
/** Statuses of refusals, as each client shows them. */
const REFUSALS = [403, 410, 451];
/** Clients that get an index of their own: npm with a lock file finds hidden versions, pnpm too; never blocked ones. */
const INDEX_CLIENTS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'npm-command': 'ci', 'user-agent': 'npm/11.0.0 node/v26.0.0 linux x64' },
  { 'user-agent': 'pnpm/10.0.0 npm/? node/v26.0.0 linux x64' },
];

/** Namespace and name of each sample, as a package-URL writes them. */
const PURL_NAMES: Readonly<Record<Ecosystem, string>> = {
  npm: 'npm/%40acme/tide',
  pypi: 'pypi/tide-pool',
  cargo: 'cargo/tide-pool',
  maven: 'maven/org.acme/tide',
  composer: 'composer/acme/tide',
};

/** Routes that cannot lead to one file: a request of each all the same. A row of a table that is in neither fails. */
const PLAIN_ROUTES: Readonly<Record<string, readonly [method: string, path: string]>> = {
  'npm.ping': ['GET', '/-/ping'],
  'npm.whoami': ['GET', '/-/whoami'],
  'npm.keys': ['GET', '/-/npm/v1/keys'],
  'npm.audit-bulk': ['POST', '/-/npm/v1/security/advisories/bulk'],
  'npm.audit-legacy': ['POST', '/-/npm/v1/security/audits'],
  'npm.audit-quick': ['POST', '/-/npm/v1/security/audits/quick'],
  'npm.search': ['GET', '/-/v1/search?text=tide'],
  'npm.login': ['POST', '/-/v1/login'],
  'npm.login-done': ['GET', '/-/v1/login/done/none'],
  'npm.login-password': ['PUT', '/-/user/org.couchdb.user:ada'],
  'npm.proof-done': ['GET', '/-/v1/proof/none'],
  'npm.logout': ['DELETE', '/-/user/token/none'],
  'npm.stage': ['POST', '/-/stage/package/@acme%2ftide'],
  'npm.staged': ['GET', '/-/stage'],
  'npm.staged-one': ['GET', '/-/stage/0b1c2d3e-0000-4000-8000-000000000000/tarball'],
  'npm.user': ['GET', '/-/user/org.couchdb.user:ada'],
  'npm.tokens': ['GET', '/-/npm/v1/tokens'],
  'npm.mint-token': ['POST', '/-/npm/v1/tokens'],
  'npm.revoke-token': ['DELETE', '/-/npm/v1/tokens/token/none'],
  'npm.profile': ['GET', '/-/npm/v1/user'],
  'npm.about-access': ['POST', '/-/package/@acme%2ftide/access'],
  'npm.owned': ['GET', '/-/org/acme/package'],
  'npm.team-access': ['PUT', '/-/team/acme/core/package'],
  'npm.publish': ['PUT', '/@acme%2ftide'],
  'npm.revise': ['PUT', '/@acme%2ftide/-rev/1'],
  'npm.remove-file': ['DELETE', '/@acme%2ftide/-/tide-1.1.0.tgz/-rev/1'],
  'npm.tag': ['PUT', '/-/package/@acme%2ftide/dist-tags/next'],
  'npm.write': ['PUT', '/@acme%2ftide/-/tide-1.1.0.tgz'],
  'pypi.root': ['GET', '/simple/'],
  'pypi.osv': ['POST', '/osv/v1/query'],
  'pypi.osv-record': ['GET', '/osv/v1/vulns/MAL-2026-1'],
  'pypi.upload': ['POST', '/legacy/'],
  'pypi.write': ['PUT', '/legacy/'],
  'cargo.config': ['GET', '/config.json'],
  'cargo.search': ['GET', '/api/v1/crates?q=tide'],
  'cargo.publish': ['PUT', '/api/v1/crates/new'],
  'cargo.me': ['GET', '/me'],
  'cargo.owners': ['GET', '/api/v1/crates/tide-pool/owners'],
  'cargo.change-owners': ['PUT', '/api/v1/crates/tide-pool/owners'],
  'cargo.yank': ['DELETE', '/api/v1/crates/tide-pool/1.1.0/yank'],
  'cargo.unyank': ['PUT', '/api/v1/crates/tide-pool/1.1.0/unyank'],
  'cargo.publisher-configs': ['GET', '/api/v1/trusted_publishing/github_configs?crate=tide-pool'],
  'cargo.add-publisher-config': ['POST', '/api/v1/trusted_publishing/github_configs'],
  'cargo.remove-publisher-config': ['DELETE', '/api/v1/trusted_publishing/gitlab_configs/7'],
  'cargo.write': ['PATCH', '/api/v1/crates/tide-pool'],
  'maven.portal-upload': ['POST', '/portal/api/v1/publisher/upload'],
  'maven.portal-status': ['POST', '/portal/api/v1/publisher/status?id=none'],
  'maven.portal-published': [
    'GET',
    '/portal/api/v1/publisher/published?namespace=org.acme&name=tide&version=1.0.0',
  ],
  'maven.portal-download': ['GET', '/portal/api/v1/publisher/deployments/download/org/acme/tide'],
  'maven.portal-deployment': ['DELETE', '/portal/api/v1/publisher/deployment/none'],
  'maven.archetype-catalog': ['GET', '/archetype-catalog.xml'],
  'maven.group-metadata': ['GET', '/org/maven-metadata.xml'],
  'maven.deploy': ['PUT', '/org/acme/tide/1.0.0/tide-1.0.0.jar'],
  'maven.deploy-metadata': ['PUT', '/org/acme/tide/maven-metadata.xml'],
  'maven.deploy-snapshot-metadata': ['PUT', '/org/acme/tide/1.0-SNAPSHOT/maven-metadata.xml'],
  'maven.write': ['PATCH', '/org/acme/tide/1.0.0/tide-1.0.0.jar'],
  'composer.root': ['GET', '/packages.json'],
  'composer.advisories': ['POST', '/api/security-advisories/'],
  'composer.filter': ['POST', '/api/filter/'],
  'composer.search': ['GET', '/search.json?q=tide'],
  'composer.publish': ['PUT', '/packages/acme/tide/1.1.0'],
  'composer.write': ['PUT', '/dist/acme/tide/1.1.0/x.zip'],
};

/** What stands for a parameter in an address of the JSON API. */
const API_PARAMS: Readonly<Record<string, (ref: Sample['ref']) => string>> = {
  ecosystem: ({ ecosystem }) => ecosystem,
  name: ({ name }) => encodeURIComponent(name),
  view: () => 'default',
  version: () => BAD,
  id: () => 'x',
  organisation: () => 'x',
  member: () => 'x',
  team: () => 'x',
};
/** Answers that never end. */
const API_STREAMS = new Set(['/api/v1/events']);

interface Subject {
  readonly sample: Sample;
  readonly good: PublishedSample;
  readonly bad: PublishedSample;
  readonly doors: readonly Door[];
  readonly pieces: readonly Buffer[];
  readonly sha256: string;
}

interface Scene {
  readonly clock: TestClock;
  readonly upstream: FixtureUpstream;
  readonly dataDir: string;
  readonly subjects: readonly Subject[];
  /** Those that were opened; they end before their folder does. */
  readonly gates: Gate[];
}

/** An upstream with an old good and an old bad version of every sample, and a data folder that outlives gates. */
async function setScene(t: TestContext): Promise<Scene> {
  const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-doors-'));
  const gates: Gate[] = [];
  t.after(async () => {
    for (const gate of gates) await gate.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const subjects = await Promise.all(ECOSYSTEMS.map(async (id) => makeSubject(upstream, SAMPLES[id])));
  return { clock: holdClock(), upstream, dataDir: join(folder, 'data'), subjects, gates };
}

async function makeSubject(upstream: FixtureUpstream, sample: Sample): Promise<Subject> {
  const good = await sample.publish(upstream, { version: GOOD });
  const bad = await sample.publish(upstream, { version: BAD });
  const { ref } = sample;
  const more = ref.ecosystem === 'maven' ? [bad.file.replace(/\.jar$/, '.pom')] : [];
  const doors = [bad.file, ...more].flatMap((file) => doorsTo(ref, BAD, file));
  const snapshot = ref.ecosystem === 'maven' ? doorsTo(ref, `${BAD}-SNAPSHOT`, 'none') : [];
  return {
    sample,
    good,
    bad,
    doors: unique([...doors, ...snapshot.filter(({ routeId }) => routeId === 'maven.snapshot-metadata')]),
    pieces: tellTalePieces(bad, [good.bytes]),
    sha256: createHash('sha256').update(bad.bytes).digest('hex'),
  };
}

function unique(doors: readonly Door[]): readonly Door[] {
  return [...new Map(doors.map((door) => [door.path, door])).values()];
}

/** Opens the gate of a scene; `records` are those that its feed has from the start. */
async function openGate(t: TestContext, scene: Scene, options: GateOptions = {}): Promise<Gate> {
  const { clock, upstream, dataDir } = scene;
  const gate = await startGate(t, { clock, upstream, dataDir, records: [], ...options });
  scene.gates.push(gate);
  return gate;
}

/** A token bound to a view with the balanced policy and what `more` adds. */
async function bindToken(gate: Gate, more = ''): Promise<Readonly<Record<string, string>>> {
  await gate.applyPolicy(`preset = "balanced"\n${more}`, VIEW);
  const text = mintTokenText('read', (count) => randomBytes(count));
  const createdAt = gate.house.registry.clock.now();
  await gate.house.storage.work.transact(async ({ identity }) => {
    await identity.saveAccount({ id: 'a1', name: 'robot', role: 'reader', createdAt });
    await identity.saveToken({
      id: 't1',
      name: 'robot',
      hash: hashSecret(text),
      accountId: 'a1',
      scope: 'read',
      view: VIEW,
      createdAt,
    });
  });
  return { authorization: `Bearer ${text}` };
}

/** Runs the questions, a few at a time. */
async function eachOf<T>(items: readonly T[], ask: (item: T) => Promise<void>): Promise<void> {
  const work = items.values();
  const worker = async () => {
    for (const item of work) await ask(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

interface Watch {
  readonly gate: Gate;
  readonly headers?: Readonly<Record<string, string>>;
  /** Versions that nothing may offer; by default the bad one. */
  readonly closed?: readonly string[];
}

/** Asks, and fails when anything of the bad version comes back. */
async function assertClosed(watch: Watch, subject: Subject, path: string, how: Ask): Promise<Answer> {
  const asked = { ...how, headers: { ...how.headers, ...watch.headers } };
  const answer = await watch.gate.ask(path, asked);
  const what = `${asked.method ?? 'GET'} ${path} ${JSON.stringify(asked.headers)}: ${answer.status}`;
  const body = plainBody(answer);
  assert.equal(
    subject.pieces.some((piece) => body.includes(piece) || answer.body.includes(piece)),
    false,
    `${what}: bytes of the file`,
  );
  assert.notEqual(answer.status, 206, what);
  assert.ok(answer.status >= 200 && answer.status < 600, what);
  const meaning = meaningOf(path, asked);
  if (isAboutFile(meaning, subject.sample)) {
    assert.ok(answer.status >= 400, `${what}: ${answer.text.slice(0, 200)}`);
  }
  if (meaning?.kind === 'index') {
    // `*` asks whether there is anything at all (RFC 9110 section 13.1.2).
    const isAnything = asked.headers['if-none-match'] === '*';
    assert.ok(answer.status !== 304 || isAnything, `${what}: the index from before is confirmed`);
    const text = body.toString();
    const { registryUrl, filesUrl } = watch.gate.upstream;
    for (const origin of [registryUrl, filesUrl]) assert.equal(text.includes(origin), false, what);
  }
  if (answer.status >= 300 && answer.status < 400 && answer.headers.location !== undefined) {
    const { location } = answer.headers;
    assert.ok(location.startsWith(`${watch.gate.url}/`), `${what}: leads to ${location}`);
    await assertClosed(watch, subject, location.slice(watch.gate.url.length), how);
  }
  return answer;
}

/** Whether a request means one file, or a document of the bad version itself that does not explain its refusal. */
function isAboutFile(meaning: ReturnType<typeof meaningOf>, { ref }: Sample): boolean {
  const explains = ADAPTERS[ref.ecosystem].index.explainsRefusals === true;
  if (meaning === undefined) return false;
  if (meaning.kind === 'artifact' || meaning.kind === 'checksum') return true;
  if (meaning.kind === 'passthrough') return meaning.version !== undefined;
  return meaning.kind === 'index' && meaning.selector === BAD && !explains;
}

/** No door, and no index, gives anything. `manners` are tried at each. */
async function assertAllClosed(watch: Watch, { subjects }: Scene, manners: readonly Ask[]): Promise<void> {
  for (const subject of subjects) {
    const questions = subject.doors.flatMap(({ path }) => manners.map((how) => [path, how] as const));
    await eachOf(questions, async ([path, how]) => {
      const answer = await assertClosed(watch, subject, path, how);
      const meaning = meaningOf(path, how);
      if (meaning?.kind !== 'artifact' || (how.method ?? 'GET') !== 'GET') return;
      // A signature that the index does not list is no file at all.
      if (answer.status === 404 && path.endsWith('.asc')) return;
      assert.ok(REFUSALS.includes(answer.status), `${path}: a refusal that is none: ${answer.status}`);
      assert.match(`${answer.reason}${answer.text}`, /\/packages\//, path);
    });
    await assertNotOffered(watch, subject);
  }
}

async function assertNotOffered(
  { gate, headers, closed = [BAD] }: Watch,
  { sample }: Subject,
): Promise<void> {
  for (const client of INDEX_CLIENTS) {
    const asked = { ...sample.indexHeaders, ...client, ...headers };
    const index = await gate.ask(sample.indexPath, { headers: asked });
    if (index.status !== 200) assert.ok(REFUSALS.includes(index.status), `${index.status} ${index.text}`);
    else {
      for (const version of closed) {
        assert.equal(sample.offered(index).includes(version), false, index.text);
      }
    }
  }
}

interface Served {
  readonly etags: readonly string[];
  readonly lastModified: string;
}

/** While nothing is blocked the doors lead somewhere: each route to a file, and the file is whole. */
async function walkThrough(
  gate: Gate,
  { sample, bad, doors }: Subject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const opened = new Set<string>();
  const etags: string[] = [];
  let lastModified = new Date(0).toUTCString();
  for (const { routeId, path } of doors) {
    const answer = await gate.ask(path, { headers });
    if (answer.status !== 200) continue;
    opened.add(routeId);
    if (answer.headers.etag !== undefined) etags.push(answer.headers.etag);
    if (answer.headers['last-modified'] !== undefined) lastModified = answer.headers['last-modified'];
    if (meaningOf(path, {})?.kind === 'artifact' && path === bad.path) {
      assert.equal(answer.body.compare(bad.bytes), 0);
    }
  }
  const main = await gate.ask(bad.path, { headers });
  assert.equal(main.status, 200, main.text);
  assert.equal(main.body.compare(bad.bytes), 0);
  const leads = new Set(doors.map(({ routeId }) => routeId));
  for (const closed of DOCUMENTS_NOT_PUBLISHED) leads.delete(closed);
  assert.deepEqual(
    [...leads].filter((id) => !opened.has(id)),
    [],
    `${sample.ref.ecosystem}: dead doors`,
  );
  return { etags: [...new Set([main.headers.etag ?? '', ...etags])], lastModified };
}

/** Doors to documents that the fixture does not have; they are refused before that is known. */
const DOCUMENTS_NOT_PUBLISHED = ['npm.attestations', 'pypi.provenance', 'maven.snapshot-metadata'];

test('every row of every route table has doors or a request of its own here', async (t) => {
  const { subjects } = await setScene(t);
  const plain = new Set(Object.keys(PLAIN_ROUTES));
  for (const { sample, doors } of subjects) {
    const adapter = ADAPTERS[sample.ref.ecosystem];
    for (const { id } of adapter.routes) {
      const isDoor = doors.some(({ routeId }) => routeId === id);
      assert.notEqual(isDoor, plain.has(id), `${id}: expected doors() or a line in PLAIN_ROUTES, not both`);
      plain.delete(id);
    }
    for (const { routeId, path } of doors) {
      assert.notEqual(meaningOf(path, {}), undefined, `${routeId}: ${path} means nothing`);
    }
  }
  assert.deepEqual([...plain], [], 'lines without a route');
  for (const { url } of ROUTES) {
    for (const [, param = ''] of url.matchAll(/:(\w+)/g)) assert.ok(param in API_PARAMS, `${url}: :${param}`);
  }
});

test('malware: closed in every spelling and manner, warm, stale, and after a restart', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const authorized = await bindToken(gate);
  const served = await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  const records = scene.subjects.map(({ sample: { ref } }) =>
    malwareRecord({ ecosystem: ref.ecosystem, name: ref.name, versions: [BAD] }),
  );
  await gate.addRecords(...records);
  const etags = served.flatMap((one) => one.etags);
  for (const [at, subject] of scene.subjects.entries()) {
    const validators = { etags: served[at]?.etags ?? [], lastModified: served[at]?.lastModified ?? '' };
    await assertAllClosed({ gate }, { ...scene, subjects: [subject] }, allManners(validators));
    const questions = subject.doors.flatMap(({ path }) =>
      spellingsOf(path).flatMap((spelt) => FEW_MANNERS.map((how) => [spelt, how] as const)),
    );
    await eachOf(questions, async ([path, how]) => void (await assertClosed({ gate }, subject, path, how)));
    await assertElsewhereClosed(gate, subject, etags);
  }
  await assertAllClosed({ gate, headers: authorized }, scene, FEW_MANNERS);
  await assertClosedLater(t, scene, gate, { authorized, options: { records } });
});

/** Time passes with the upstream down; then another process opens the same folder. */
async function assertClosedLater(
  t: TestContext,
  scene: Scene,
  gate: Gate,
  more: { readonly authorized: Readonly<Record<string, string>>; readonly options?: GateOptions },
): Promise<void> {
  scene.upstream.fault(/./, { reset: true });
  scene.clock.passTime(10 * MINUTE_MS);
  await assertAllClosed({ gate }, scene, FEW_MANNERS);
  await assertAllClosed({ gate, headers: more.authorized }, scene, [{}]);
  await gate.close();
  const cold = await openGate(t, scene, more.options);
  await assertAllClosed({ gate: cold }, scene, FEW_MANNERS);
  scene.upstream.clearFaults();
  scene.clock.passTime(DAY_MS);
  await assertAllClosed({ gate: cold }, scene, [{}]);
  await assertAllClosed({ gate: cold, headers: more.authorized }, scene, [{}]);
}

/** The rest of the house: the API, operations, the pages, plain routes, and guesses at where bytes lie. */
async function assertElsewhereClosed(gate: Gate, subject: Subject, etags: readonly string[]): Promise<void> {
  const { ref } = subject.sample;
  const adapter = ADAPTERS[ref.ecosystem];
  const purl = `pkg:${PURL_NAMES[ref.ecosystem]}@${BAD}`;
  const api = ROUTES.filter(({ url }) => !API_STREAMS.has(url)).map(({ method, url }): [string, string] => [
    method,
    `${url.replace(/:(\w+)/g, (_, param: string) => API_PARAMS[param]?.(ref) ?? param)}?purl=${encodeURIComponent(purl)}&q=tide`,
  ]);
  const plain = adapter.routes
    .flatMap(({ id }) => (PLAIN_ROUTES[id] === undefined ? [] : [PLAIN_ROUTES[id]]))
    .map(([method, path]): [string, string] => [method, `/${ref.ecosystem}${path}`]);
  const blobs = [subject.sha256, `${subject.sha256.slice(0, 2)}/${subject.sha256}`].flatMap((place) =>
    [
      '/',
      '/blobs/',
      '/blobs/sha256/',
      '/api/v1/blobs/',
      `/${ref.ecosystem}/`,
      '/data/blobs/',
      '/assets/',
    ].map((root): [string, string] => ['GET', `${root}${place}`]),
  );
  const pages = [
    '/',
    '/index.html',
    '/healthz',
    '/readyz',
    '/metrics',
    '/osv/',
    '/log/',
    '/tuf/',
    '/taxii2/',
  ];
  const page = `/packages/${ref.ecosystem}/${encodeURIComponent(ref.name)}?version=${BAD}`;
  const questions = [
    ...api,
    ...plain,
    ...blobs,
    ...[...pages, page].map((one): [string, string] => ['GET', one]),
  ];
  const absolute = subject.doors.map(({ path }): [string, string] => ['GET', `${gate.url}${path}`]);
  await eachOf([...questions, ...absolute], async ([method, path]) => {
    const body = method === 'GET' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
    const answer = await assertClosed({ gate }, subject, path, { method, ...body });
    assert.equal(etags.includes(answer.headers.etag ?? ''), false, `${path}: the file's own ETag`);
  });
}

/** What closes the bad version, given before anybody asks. */
const BEFOREHAND: Readonly<Record<string, (gate: Gate, sample: Sample) => Promise<void>>> = {
  malware: async (gate, { ref }) =>
    gate.addRecords(malwareRecord({ ecosystem: ref.ecosystem, name: ref.name, versions: [BAD] })),
  'a quarantine': async (gate, { ref }) => gate.quarantine(ref, [BAD]),
  'a reserved name': async (gate, { ref }) => gate.reserve(ref.ecosystem, ref.name),
};

for (const [cause, close] of Object.entries(BEFOREHAND)) {
  test(`${cause}, given before anybody asked: closed while nothing is cached, and nothing is fetched`, async (t) => {
    const scene = await setScene(t);
    const gate = await openGate(t, scene);
    const authorized = await bindToken(gate);
    for (const { sample } of scene.subjects) await close(gate, sample);
    await assertAllClosed({ gate }, scene, FEW_MANNERS);
    await assertAllClosed({ gate, headers: authorized }, scene, [{}]);
    for (const { bad } of scene.subjects) {
      assert.equal(scene.upstream.count(bad.upstreamPath, 'GET'), 0, 'what is refused was fetched');
    }
  });
}

test('a quarantine: closed warm, stale, in a view of a token, and after a restart', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const authorized = await bindToken(gate);
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  for (const { sample } of scene.subjects) await gate.quarantine(sample.ref, [BAD]);
  await assertAllClosed({ gate }, scene, FEW_MANNERS);
  await assertAllClosed({ gate, headers: authorized }, scene, FEW_MANNERS);
  await assertClosedLater(t, scene, gate, { authorized });
});

test('a reserved name: closed warm, stale, in a view of a token, and after a restart', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const authorized = await bindToken(gate);
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  for (const { sample } of scene.subjects) await gate.reserve(sample.ref.ecosystem, sample.ref.name);
  scene.upstream.requests.length = 0;
  const watch = { gate, closed: [GOOD, BAD] };
  await assertAllClosed(watch, scene, FEW_MANNERS);
  await assertAllClosed({ ...watch, headers: authorized }, scene, FEW_MANNERS);
  assert.deepEqual(
    scene.upstream.requests.map(({ path }) => path),
    [],
    'a reserved name was asked for upstream',
  );
  await assertClosedLater(t, scene, gate, { authorized });
});

test('a changed digest: closed to the old bytes and the new, stale, in a view of a token, and after a restart', async (t) => {
  const all = await setScene(t);
  // The indexes of the others declare no digest: their bytes as first seen go on being served (see the next test).
  const scene = {
    ...all,
    subjects: all.subjects.filter(({ sample: { ref } }) => !['maven', 'composer'].includes(ref.ecosystem)),
  };
  const gate = await openGate(t, scene);
  const authorized = await bindToken(gate);
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  const changed = scene.subjects.map((subject) => {
    const other = randomBytes(2_000);
    subject.sample.replace(scene.upstream, subject.bad, other, 'redeclare');
    return { ...subject, pieces: [...subject.pieces, ...tellTalePieces({ bytes: other }, [])] };
  });
  scene.clock.passTime(10 * MINUTE_MS);
  const after = { ...scene, subjects: changed };
  await assertAllClosed({ gate }, after, FEW_MANNERS);
  await assertAllClosed({ gate, headers: authorized }, after, FEW_MANNERS);
  await assertClosedLater(t, after, gate, { authorized });
});

test('other bytes in place of evicted ones never leave, whether their index declares them or not', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  for (const subject of scene.subjects) {
    await walkThrough(gate, subject);
    const { artifacts } = gate.house.storage.stores;
    for (const record of await artifacts.ofPackage(subject.sample.ref)) {
      await gate.house.storage.work.transact((stores) => stores.artifacts.markAbsent(record.sha256));
      await gate.house.storage.blobs.remove(record.sha256);
    }
    const other = randomBytes(2_000);
    subject.sample.replace(scene.upstream, subject.bad, other, 'redeclare');
    gate.house.registry.caches.revisions.raiseAll();
    const pieces = tellTalePieces({ bytes: other }, []);
    await eachOf(subject.doors, async ({ path }) => {
      const answer = await gate.ask(path);
      assert.equal(
        pieces.some((piece) => answer.body.includes(piece)),
        false,
        path,
      );
    });
  }
});

test('a stricter view: what it denies stays closed to its token while others have it warm', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const entries = scene.subjects.map(({ sample }) => `{ name = "${sample.ref.name}", versions = "${BAD}" }`);
  const deny = `[[rules]]\nid = "not-here"\non = "deny-list"\nentries = [${entries.join(', ')}]\n`;
  const authorized = await bindToken(gate, deny);
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  await assertAllClosed({ gate, headers: authorized }, scene, FEW_MANNERS);
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject)));
  const basic = `Basic ${Buffer.from(`x:${authorized['authorization']?.slice('Bearer '.length)}`).toString('base64')}`;
  await assertAllClosed({ gate, headers: { authorization: basic } }, scene, [{}]);
});

test('another version with the bytes of a condemned one is closed as well: republished, or a branch at its commit', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const { upstream } = scene;
  // Maven's index declares neither files nor digests.
  for (const subject of scene.subjects.filter(({ sample }) => sample.ref.ecosystem !== 'maven')) {
    const { sample, bad, pieces } = subject;
    const twin = await sample.publish(upstream, { version: '1.2.0' });
    sample.replace(upstream, twin, bad.bytes, 'redeclare');
    if (sample.ref.ecosystem === 'composer') {
      const reference = /([^/]+)\.zip$/.exec(bad.file)?.[1] ?? '';
      const dist = { type: 'zip', url: `${upstream.filesUrl}${bad.upstreamPath}`, reference, shasum: '' };
      await upstream.composer.publish({ name: 'acme/tide', version: 'dev-main', manifest: { dist } });
    }
    const paths =
      sample.ref.ecosystem === 'composer'
        ? [`/composer/dist/acme/tide/dev-main/${/[^/]+$/.exec(bad.file)?.[0] ?? ''}`]
        : [twin.path];
    for (const path of paths) assert.equal((await gate.ask(path)).body.compare(bad.bytes), 0, path);
    await gate.addRecords(
      malwareRecord({ ecosystem: sample.ref.ecosystem, name: sample.ref.name, versions: [BAD] }),
    );
    for (const path of paths) {
      const answer = await assertClosed({ gate }, subject, path, {});
      assert.ok(REFUSALS.includes(answer.status), `${path}: ${answer.status}`);
      assert.match(`${answer.reason}${answer.text}`, /malware/);
    }
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.deepEqual(sample.offered(index), sample.ref.ecosystem === 'composer' ? ['1.2.0', GOOD] : [GOOD]);
    assert.ok(pieces.length > 0);
  }
});

test('the bytes of malware are closed under another package’s name, kept here or fetched later', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  const { upstream } = scene;
  const npm = scene.subjects.find(({ sample }) => sample.ref.ecosystem === 'npm');
  assert.ok(npm !== undefined);
  for (const name of ['kept', 'later']) {
    await upstream.npm.publish({ name, version: GOOD });
    upstream.npm.replaceTarball(name, GOOD, npm.bad.bytes, 'redeclare');
  }
  const kept = `/npm/kept/-/kept-${GOOD}.tgz`;
  assert.equal((await gate.ask(npm.bad.path)).status, 200);
  assert.equal((await gate.ask(kept)).body.compare(npm.bad.bytes), 0);
  await gate.addRecords(malwareRecord({ ecosystem: 'npm', name: npm.sample.ref.name, versions: [BAD] }));
  await waitFor(async () => (await gate.ask(kept)).status === 403);
  for (const path of [kept, `/npm/later/-/later-${GOOD}.tgz`]) {
    const answer = await assertClosed({ gate }, npm, path, {});
    assert.equal(answer.status, 403, answer.text);
    assert.match(answer.text, /has the bytes of @acme\/tide@1\.1\.0/);
  }
  assert.equal((await gate.ask(npm.good.path)).status, 200);
});

/** Asks again until it is so; at most ten seconds. */
async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await isSo()) return;
    await sleep(25);
  }
  assert.fail('what was waited for did not come');
}

test('a stricter view of a network: closed to whoever comes from there, whatever they say of themselves', async (t) => {
  const scene = await setScene(t);
  const first = await openGate(t, scene);
  const entries = scene.subjects.map(({ sample }) => `{ name = "${sample.ref.name}", versions = "${BAD}" }`);
  await bindToken(first, `[[rules]]\nid = "not-here"\non = "deny-list"\nentries = [${entries.join(', ')}]\n`);
  await first.close();
  const gate = await openGate(t, scene, {
    config: {
      server: { trusted_proxies: ['127.0.0.1'] },
      access: { views: [{ networks: ['10.1.0.0/16'], view: VIEW }] },
    },
  });
  const elsewhere = { 'x-forwarded-for': '10.1.2.3, 198.51.100.9' };
  await Promise.all(scene.subjects.map((subject) => walkThrough(gate, subject, elsewhere)));
  for (const forwarded of ['10.1.2.3', '198.51.100.9, 10.1.2.3', '127.0.0.1, 10.1.2.3']) {
    await assertAllClosed({ gate, headers: { 'x-forwarded-for': forwarded } }, scene, [
      {},
      { method: 'HEAD' },
    ]);
  }
});

test('a reserved Maven group: not even its list of plugins is asked for upstream', async (t) => {
  const scene = await setScene(t);
  const gate = await openGate(t, scene);
  await gate.reserve('maven', 'org.acme.*');
  await gate.reserve('maven', 'acme:*');
  for (const group of ['org/acme', 'org/acme/deep', 'acme']) {
    for (const end of ['', '.sha1', '.sha256']) {
      const answer = await gate.ask(`/maven/${group}/maven-metadata.xml${end}`);
      assert.equal(answer.status, 403, `${group}${end}: ${answer.text}`);
      assert.match(answer.text, /reserved-name/);
    }
  }
  assert.deepEqual(scene.upstream.requests, []);
  const other = await gate.ask('/maven/org/maven-metadata.xml');
  assert.equal(other.status, 404);
  assert.equal(scene.upstream.count('/maven/org/maven-metadata.xml'), 1);
});
