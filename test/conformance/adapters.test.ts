// What all five ecosystems promise alike (src/ecosystems/adapter.ts), as one suite over the list of adapters.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import type { IndexContext, PackageIndex } from '../../src/ecosystems/adapter-index-document.ts';
import type { RegistryRequest } from '../../src/ecosystems/adapter-routes.ts';
import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { findRoute } from '../../src/http/find-route.ts';
import { splitPath } from '../../src/http/split-path.ts';
import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { isGatehouseError } from '../../src/kernel/errors.ts';
import type { Action, PackageDecision, Verdict } from '../../src/kernel/verdict.ts';
import { formatPurl, parsePurl } from '../../src/formats/purl.ts';
import { ECOSYSTEM_SEEDS } from '../fuzz/targets/ecosystem-seeds.ts';
import { ADAPTER_SAMPLES } from '../support/adapter-samples.ts';
import { SAMPLES } from '../support/samples.ts';

const GATE = 'https://gate.example';
const UPSTREAM = 'https://upstream.example/base';
const ROOMS = resolve(import.meta.dirname, '../../src/ecosystems');
const FILES = [
  'name',
  'version',
  'routes',
  'index-document',
  'artifact',
  'audit',
  'lockfile',
  'client-setup',
];
const TOKEN = 'ghr_0123456789abcdefghijklmnopqrstuvwxyz';

const DOT_PATHS = [
  ['..'],
  ['.'],
  ['a', '..', 'b'],
  ['..', '..', 'etc', 'passwd'],
  ['simple', '..'],
  ['files', 'a', '..'],
  ['p2', '..', 'a.json'],
  ['dist', 'a', 'b', '..', 'x.zip'],
  ['org', '..', 'tide', '1.0.0', 'tide-1.0.0.jar'],
  ['org', 'acme', 'tide', '..', 'tide-1.0.0.jar'],
  ['crates', '..', '1.0.0', 'download'],
  ['crates', 'tide', '..', 'download'],
  ['@acme/..', '-', 'x-1.0.0.tgz'],
  ['@acme', '..', '-', '..'],
  ['-', 'npm', 'v1', 'attestations', '../../x@1.0.0'],
  ['integrity', 'a', '..', 'x', 'provenance'],
];

function verdict(action: Action): Verdict {
  const reasons = action === 'allow' ? [] : [{ rule: 'held', action, summary: 'held back', evidence: [] }];
  return { action, reasons, observed: [] };
}

function decide(index: PackageIndex, actionOf: (version: string) => Action): PackageDecision {
  const versions = new Map(
    index.versions.map(({ version }) => [version, verdict(actionOf(version))] as const),
  );
  return { name: verdict('allow'), versions };
}

for (const id of ECOSYSTEMS) {
  const adapter = ADAPTERS[id];
  const sample = ADAPTER_SAMPLES[id];
  const seeds = ECOSYSTEM_SEEDS[id];
  const name = adapter.names.parse(sample.name);
  const [oldest, newest, prerelease] = sample.versions;
  const context: IndexContext = {
    name,
    upstreamUrl: UPSTREAM,
    upstreamDocuments: asDocuments(sample.upstreamDocuments),
  };
  const read = (): PackageIndex => adapter.index.read(asDocuments(sample.documents), context);

  const render = (variant: string, actionOf: (version: string) => Action, selector?: string) => {
    const index = read();
    const rendered = index.render({
      variant,
      registryUrl: `${GATE}/${id}`,
      decision: decide(index, actionOf),
      statements: [],
      pageUrl: (version = '') => `${GATE}/packages/${id}/x?version=${version}`,
      ...(selector === undefined ? {} : { selector }),
    });
    return rendered === undefined ? undefined : Buffer.from(rendered.body).toString();
  };
  const offered = (text: string): readonly string[] =>
    [...SAMPLES[id].offered({ status: 200, reason: '', headers: {}, body: Buffer.from(text), text })].sort(
      adapter.versions.compare,
    );
  const understand = (path: string): RegistryRequest =>
    findRoute(adapter, 'GET', splitPath(`/${id}${path}`), {}).request;

  test(`${id}: the room has the same files as the others, and its parts carry its name`, () => {
    for (const file of [...FILES, id]) assert.ok(existsSync(join(ROOMS, id, `${file}.ts`)), `${file}.ts`);
    assert.equal(adapter.id, id);
    assert.notEqual(adapter.title, '');
  });

  test(`${id}: a name has one canonical form, which every spelling and its package-URL lead back to`, () => {
    for (const raw of [...seeds.names, sample.name]) {
      const canonical = adapter.names.parse(raw);
      assert.equal(adapter.names.parse(canonical), canonical);
      const parts = adapter.names.toPurl(canonical);
      assert.equal(adapter.names.fromPurl(parts.namespace, parts.name), canonical);
      const purl = formatPurl(ADAPTERS, { ecosystem: id, name: canonical }, { version: oldest });
      const back = parsePurl(ADAPTERS, purl);
      assert.deepEqual([back.ref, back.version], [{ ecosystem: id, name: canonical }, oldest]);
    }
    for (const [raw, canonical] of sample.spellings) assert.equal(adapter.names.parse(raw), canonical);
  });

  test(`${id}: what is no name is refused, and never becomes a path`, () => {
    for (const raw of [...sample.badNames, `a${'b'.repeat(5_000)}`]) {
      assert.throws(
        () => adapter.names.parse(raw),
        (error) => isGatehouseError(error, 'invalid-name'),
        JSON.stringify(raw.slice(0, 40)),
      );
    }
  });

  test(`${id}: the order of versions is total, and its coarse keys agree with it`, () => {
    const { compare, coarseKey, isValid } = adapter.versions;
    const all = [
      ...sample.invalid,
      ...sample.ascending,
      ...seeds.versions,
      '__proto__',
      '1.0.0 ',
      '\u{1F980}',
    ];
    for (const version of sample.ascending) assert.ok(isValid(version), version);
    for (const version of sample.invalid) assert.equal(isValid(version), false, version);
    for (const [at, a] of sample.ascending.entries()) {
      for (const b of sample.ascending.slice(at + 1)) assert.ok(compare(a, b) < 0, `${a} < ${b}`);
      for (const b of sample.invalid) assert.ok(compare(b, a) < 0, `${b} (invalid) < ${a}`);
    }
    for (const a of all) {
      assert.equal(compare(a, a), 0);
      for (const b of all) {
        assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0, `${a} and ${b}`);
        if (compare(a, b) < 0) assert.ok(coarseKey(a) <= coarseKey(b), `coarse keys of ${a} and ${b}`);
        for (const c of all) {
          if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0, `${a}, ${b}, ${c}`);
        }
      }
    }
    assert.deepEqual(
      sample.versions.map((version) => adapter.versions.isPrerelease(version)),
      [false, false, true],
    );
  });

  test(`${id}: routes have unique names, declare their access, and refuse every way of writing`, () => {
    const ids = adapter.routes.map((route) => route.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const route of adapter.routes) {
      assert.ok(route.id.startsWith(`${id}.`), route.id);
      assert.ok(['anyone', 'read', 'publish'].includes(route.access), route.id);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'POST']) {
      const { route, request } = findRoute(adapter, method, splitPath(`/${id}/some/where`), {});
      assert.deepEqual([route.access, request.kind], ['publish', 'write']);
    }
  });

  test(`${id}: no route makes a path of dots, nor of the pieces that a careless front lets through`, () => {
    for (const segments of DOT_PATHS) {
      for (const route of adapter.routes) {
        const input = { method: 'GET', segments, query: new URLSearchParams(), headers: {} };
        const request = attempt(() => route.match(input));
        if (request === undefined) continue;
        if (request.kind === 'passthrough') assertStaysBelow(UPSTREAM, request.path);
        if (request.kind === 'redirect') assertStaysBelow(`${GATE}/${id}`, request.path.slice(1));
        if (request.kind !== 'artifact' && request.kind !== 'checksum') continue;
        const index = { name: request.name, versions: [] };
        const located = adapter.artifacts.locate(index, request.file, { ...context, name: request.name });
        if (located !== undefined)
          assertStaysBelow(UPSTREAM, located.artifact.url.slice(UPSTREAM.length + 1));
      }
    }
  });

  test(`${id}: with everything allowed an index offers every version here, and keeps what it does not know`, () => {
    for (const [variant, texts] of Object.entries(sample.survivors)) {
      const text = render(variant, () => 'allow') ?? '';
      for (const kept of texts) assert.ok(text.includes(kept), `${variant}: ${kept} was lost`);
    }
    assert.deepEqual(offered(render(sample.main, () => 'allow') ?? ''), sample.versions);
    assert.deepEqual(offered(render(sample.main, () => 'warn') ?? ''), sample.versions);
    for (const variant of adapter.index.variants) {
      const text = render(variant, () => 'allow', variant === 'version' ? oldest : undefined) ?? '';
      assert.equal(/upstream\.example|files\.example/.test(text), false, `${variant} leads past the gate`);
    }
  });

  test(`${id}: what is hidden or blocked is offered by no index, and all else still is`, () => {
    for (const action of ['hide', 'block'] as const) {
      for (const kept of sample.versions) {
        const others = sample.versions.filter((version) => version !== kept);
        const text = render(sample.main, (version) => (version === kept ? action : 'allow')) ?? '';
        assert.deepEqual(offered(text), others, `${action} ${kept}`);
      }
    }
    // Where an index explains refusals it may show what is refused when nothing else is left: the file is refused.
    if (adapter.index.explainsRefusals === true) return;
    const text = render(sample.main, () => 'block');
    assert.deepEqual(text === undefined ? [] : offered(text), []);
  });

  test(`${id}: a version without a verdict is not offered`, () => {
    const index = read();
    const rendered = index.render({
      variant: sample.main,
      registryUrl: `${GATE}/${id}`,
      decision: { name: verdict('allow'), versions: new Map([[oldest, verdict('allow')]]) },
      statements: [],
      pageUrl: () => GATE,
    });
    assert.deepEqual(offered(Buffer.from(rendered?.body ?? '').toString()), [oldest]);
  });

  test(`${id}: latest never means a version that is kept out, nor a pre-release while a release is left`, () => {
    for (const [variant, latestOf] of Object.entries(sample.latest)) {
      const latest = (kept: readonly string[]) =>
        latestOf(render(variant, (version) => (kept.includes(version) ? 'hide' : 'allow')) ?? '');
      assert.equal(latest([]), newest);
      assert.equal(latest([prerelease]), newest);
      assert.equal(latest([newest]), oldest);
      assert.equal(latest([newest, oldest]), prerelease, 'nothing else is left');
    }
  });

  test(`${id}: documents about another package are not taken for this one's`, () => {
    const index = attempt(() => adapter.index.read(asDocuments(sample.othersDocuments), context));
    assert.deepEqual(index?.versions ?? [], []);
  });

  test(`${id}: documents that cannot be read are the upstream's fault, and named`, () => {
    for (const bytes of ['', '{', '<', '[]', 'null', '{"versions":', '\u0000\u0001']) {
      const documents = Object.fromEntries(Object.keys(sample.documents).map((key) => [key, bytes]));
      const index = attempt(() => adapter.index.read(asDocuments(documents), context));
      assert.deepEqual(index?.versions ?? [], [], JSON.stringify(bytes));
    }
  });

  test(`${id}: a file of the index is served at one address, which leads back to it and its version`, () => {
    const index = read();
    for (const { version, artifacts } of index.versions) {
      const files = id === 'maven' ? [`${version}/tide-${version}.jar`] : artifacts.map(({ file }) => file);
      assert.ok(files.length > 0, version);
      for (const file of files) {
        const request = understand(adapter.artifacts.pathOf(name, version, file));
        assert.ok(request.kind === 'artifact', request.kind);
        const located = adapter.artifacts.locate(index, request.file, context);
        assert.deepEqual([request.name, located?.version, located?.artifact.file], [name, version, file]);
        assert.equal(adapter.artifacts.versionOf(name, file), version);
        assert.match(adapter.artifacts.contentType(file), /^[\w.+-]+\/[\w.+-]+/);
        assert.notEqual(adapter.artifacts.contentType(file), 'text/html');
      }
    }
    assert.equal(adapter.artifacts.locate(index, 'none-9.9.9.zip', context), undefined);
  });

  test(`${id}: a refusal is no absence and no success, and says why and where to ask`, () => {
    const message = `Gatehouse blocks ${name}: held; see ${GATE}/packages/${id}/x`;
    const refusal = { name, version: oldest, verdict: verdict('block'), pageUrl: GATE, message };
    const answer = adapter.artifacts.renderRefusal(refusal);
    assert.ok([403, 410, 451].includes(answer.status));
    const shown = `${answer.reasonPhrase ?? ''}\n${Buffer.from(answer.body).toString()}`;
    assert.ok(shown.includes(message), shown);
    const failure = adapter.artifacts.renderError(503, 'Cannot decide');
    assert.equal(failure.status, 503);
    assert.match(Buffer.from(failure.body).toString(), /Cannot decide/);
  });

  test(`${id}: an audit answers each question in its form, and one that has none says so`, () => {
    for (const { variant, body } of seeds.audits) {
      const subjects = attempt(() => adapter.audit.parse(Buffer.from(body), variant, 'application/json'));
      // npm's older question was retired: the answer says which one to ask.
      if (subjects === undefined && variant === 'legacy') continue;
      assert.ok(subjects !== undefined, variant);
      for (const subject of subjects) assert.equal(adapter.names.parse(subject.name), subject.name);
      const answers = subjects.map((subject) => ({ subject, evidence: [] }));
      assert.equal(adapter.audit.render(answers, variant).status, 200);
    }
    assert.throws(
      () => adapter.audit.parse(Buffer.from('\u0000'), 'no-such-variant', 'text/plain'),
      (error) => isGatehouseError(error, 'invalid-request', 'unsupported', 'not-found'),
    );
  });

  for (const format of adapter.lockfiles) {
    test(`${id}: ${format.id} is rewritten in its addresses alone, and back again byte for byte`, () => {
      const texts = seeds.lockfiles[format.id] ?? [];
      assert.ok(texts.length > 0, `no sample of ${format.id}`);
      for (const text of texts) {
        assert.equal(
          format.rewrite(text, () => undefined),
          text,
        );
        assert.equal(
          format.rewrite(text, ({ url }) => url),
          text,
        );
        const before = format.entries(text);
        assert.ok(before.length > 0);
        const key = (entry: (typeof before)[number]) => `${entry.name} ${entry.version}`;
        const there = format.rewrite(text, ({ url }) => url?.replace(/^https?:\/\/[^/]+/, GATE));
        assert.deepEqual(format.entries(there).map(key), before.map(key));
        const origins = new Map(before.map((entry) => [`${key(entry)} ${pathOf(entry.url)}`, entry.url]));
        const back = format.rewrite(there, (entry) => origins.get(`${key(entry)} ${pathOf(entry.url)}`));
        // A writer need not escape a slash again (JSON's `\\/`).
        assert.equal(back.replaceAll('\\/', '/'), text.replaceAll('\\/', '/'));
      }
    });
  }

  for (const client of adapter.clients) {
    test(`${id}: pointing ${client.id} here twice is pointing it here once, and its own settings stay`, () => {
      const texts = seeds.clientFiles[client.id] ?? [];
      assert.ok(texts.length > 0, `no sample of ${client.id}`);
      for (const gateUrl of ['http://localhost:4870', GATE]) {
        for (const target of [{ gateUrl }, { gateUrl, token: TOKEN }]) {
          for (const text of [undefined, '']) {
            const once = attempt(() => client.edit(text, target));
            if (once === undefined) continue;
            assert.equal(client.edit(once, target), once);
            assert.ok(client.currentRegistry(once)?.startsWith(gateUrl), `${client.currentRegistry(once)}`);
          }
          assert.ok(client.snippet(target).includes(new URL(gateUrl).host), client.id);
        }
      }
    });
  }
}

function asDocuments(texts: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text)]));
}

/** What it answers; undefined where it refuses by an error of the house. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}

function assertStaysBelow(root: string, path: string): void {
  const { href } = new URL(`${root}/${path}`);
  assert.ok(href.startsWith(`${root}/`), `${path} leads to ${href}`);
}

function pathOf(url: string | undefined): string {
  return url === undefined ? '' : url.replace(/^https?:\/\/[^/]+/, '');
}
