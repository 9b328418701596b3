// Targets for every part of every adapter that reads outside bytes, by the contract that all five keep.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { IndexContext, PackageIndex } from '../../../src/ecosystems/adapter-index-document.ts';
import type { Adapter } from '../../../src/ecosystems/adapter.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { findRoute } from '../../../src/http/find-route.ts';
import { splitPath } from '../../../src/http/split-path.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../../src/kernel/ecosystem.ts';
import type { Action, PackageDecision, Verdict } from '../../../src/kernel/verdict.ts';
import { formatPurl, parsePurl } from '../../../src/formats/purl.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { isJson } from '../support/plain-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';
import { aboutTarget } from './about.ts';
import { clientFileTargets } from './client-files.ts';
import { mutatedDocuments } from './mutated-documents.ts';
import { ECOSYSTEM_SEEDS, type EcosystemSeeds } from './ecosystem-seeds.ts';
import { fixTargets } from './fixes.ts';
import { manifestTargets } from './manifests.ts';

const UPSTREAM = 'https://upstream.example/base';
const GATE = 'https://gate.example';
const UNREADABLE = ['upstream-invalid', 'invalid-document', 'too-large'] as const;

interface Subject {
  readonly id: Ecosystem;
  readonly adapter: Adapter;
  readonly seeds: EcosystemSeeds;
}

export const adapterTargets: readonly Target[] = ECOSYSTEMS.flatMap((id) => {
  const subject = { id, adapter: ADAPTERS[id], seeds: ECOSYSTEM_SEEDS[id] };
  return [
    nameTarget(subject),
    versionTarget(subject),
    rangeTarget(subject),
    routeTarget(subject),
    indexTarget(subject),
    aboutTarget(id),
    artifactTarget(subject),
    auditTarget(subject),
    ...clientFileTargets(subject),
    ...manifestTargets(subject),
    ...fixTargets(subject),
  ];
});

function nameTarget({ id, adapter, seeds }: Subject): Target {
  const { names } = adapter;
  return target(`${id} name`, [`src/ecosystems/${id}/name.ts#names`], mutatedText(seeds.names), (raw) => {
    const name = attempt(['invalid-name'], () => names.parse(raw));
    attempt(['invalid-name'], () => names.fromPurl(raw, raw));
    if (name === undefined) return;
    assert.equal(names.parse(name), name);
    names.namespaceOf(name);
    const parts = names.toPurl(name);
    assert.equal(names.fromPurl(parts.namespace, parts.name), name);
    const purl = formatPurl(ADAPTERS, { ecosystem: id, name }, { version: '1.0.0' });
    const read = attempt([], () => parsePurl(ADAPTERS, purl));
    assert.deepEqual([read?.ref, read?.version], [{ ecosystem: id, name }, '1.0.0']);
  });
}

function versionTarget({ id, adapter, seeds }: Subject): Target {
  const { compare, isValid, isPrerelease, isBranch, lineOf, coarseKey } = adapter.versions;
  const version = mutatedText(seeds.versions, [
    '.',
    '-',
    '+',
    '0',
    'rc',
    'alpha',
    '.dev',
    'x',
    '!',
    '*',
    '~',
    '^',
  ]);
  return target(
    `${id} version`,
    [`src/ecosystems/${id}/version.ts#versions`],
    fc.tuple(version, version, version),
    ([a, b, c]) => {
      for (const one of [a, b, c]) {
        attempt([], () => [isValid(one), isPrerelease(one), isBranch(one), lineOf(one), coarseKey(one)]);
        assert.equal(
          attempt([], () => compare(one, one)),
          0,
        );
      }
      const ab = attempt([], () => compare(a, b)) ?? Number.NaN;
      assert.equal(Math.sign(ab) + Math.sign(compare(b, a)), 0);
      if (ab < 0) assert.ok(coarseKey(a) <= coarseKey(b));
      if (ab <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
    },
  );
}

function rangeTarget({ id, adapter, seeds }: Subject): Target {
  const marks = ['^', '~', '>=', '<', ' - ', ' || ', ',', '[', ')', '.*', '~=', '!=', 'npm:', '@dev'];
  const words = mutatedText(seeds.versions, marks);
  return target(
    `${id} range`,
    [`src/ecosystems/${id}/range.ts#ranges`],
    fc.tuple(words, mutatedText(seeds.versions)),
    ([range, version]) => {
      for (const text of [range, `^${range}`, `[${range},)`, `>=${range},<9`]) {
        const answer = attempt([], () => adapter.ranges.admits(text, version));
        assert.ok(answer === undefined || typeof answer === 'boolean');
      }
    },
  );
}

/** What stands below a registry's root in a request line: whatever bytes a client sends, each one a character. */
function requestPath(seeds: EcosystemSeeds): fc.Arbitrary<string> {
  const words = [
    '%2e%2e',
    '%2f',
    '%5c',
    '%00',
    '%25',
    '%252f',
    '/./',
    '/../',
    '//',
    '?',
    '&',
    '@',
    '~',
    '.sha1',
    '%c0%af',
    '%ed%a0%80',
  ];
  return mutatedText(seeds.paths, words).map((text) => Buffer.from(text).toString('latin1'));
}

function routeTarget({ id, adapter, seeds }: Subject): Target {
  const method = fc.constantFrom(
    'GET',
    'GET',
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    '',
  );
  const accept = mutatedText([
    'application/json',
    'text/html;q=0.1, */*;q=0.5',
    'application/vnd.npm.install-v1+json',
  ]);
  return target(
    `${id} routes`,
    [
      `src/ecosystems/${id}/routes.ts#routes`,
      'src/http/split-path.ts#splitPath',
      'src/http/find-route.ts#findRoute',
    ],
    fc.tuple(method, requestPath(seeds), accept),
    ([method, path, accept]) => {
      const split = attempt(['invalid-request'], () => splitPath(`/${id}${path}`));
      if (split === undefined) return;
      for (const segment of split.segments)
        assert.ok(!['', '.', '..'].includes(segment) && !segment.includes('\0'));
      const found = attempt(
        ['not-found', 'invalid-name', 'invalid-version', 'invalid-request', 'unsupported'],
        () => findRoute(adapter, method, split, { accept }),
      );
      const request = found?.request;
      if (request === undefined) return;
      if (request.kind === 'passthrough') assertBelow(UPSTREAM, request.path);
      if (request.kind === 'redirect') assertBelow(`${GATE}/${id}`, request.path.replace(/^\//, ''));
      if (request.kind === 'artifact' || request.kind === 'checksum') assertPlainFile(request.file);
      if ('name' in request && request.name !== undefined) assertName(adapter, request.name);
    },
  );
}

/** A package, or a group of them (`org.acme:`). */
function assertName(adapter: Adapter, name: string): void {
  const whole = name.endsWith(':') ? `${name}any` : name;
  assert.equal(adapter.names.parse(whole), whole);
}

/** An address that a path leads to must stay on its host and below its root, however it is put together. */
function assertBelow(root: string, path: string): void {
  const { href } = new URL(`${root}/${path}`);
  assert.ok(href.startsWith(`${root}/`), `${path} leads to ${href}`);
  assert.ok(!/%2e%2e|\\|\/\.\.(\/|$)|[\s]/i.test(href), `${path} leads to ${href}`);
}

function assertPlainFile(file: string): void {
  const parts = file.split('/');
  assert.ok(
    parts.every((part) => part !== '' && part !== '.' && part !== '..'),
    file,
  );
  assert.ok(!file.includes('\0') && !file.includes('\\'), file);
}

const HOSTILE_WORDS = 'found\r\nx-forged: 1\u001b[2J <script>"]]>--> \ud800';

function verdict(action: Action): Verdict {
  const reason = { rule: 'test', action, summary: `held back ${HOSTILE_WORDS}`, evidence: [] };
  return { action, reasons: [reason], observed: [] };
}

/** Every third version stays, the others are hidden and blocked. */
function decide(index: PackageIndex): PackageDecision {
  const actions: readonly Action[] = ['allow', 'hide', 'block'];
  const versions = new Map(
    index.versions.map(({ version }, at) => [version, verdict(actions[at % 3] ?? 'allow')] as const),
  );
  return { name: verdict('allow'), versions };
}

function indexTarget({ id, adapter, seeds }: Subject): Target {
  const { index } = adapter;
  const name = adapter.names.parse(seeds.package);
  const own = new Map(
    Object.entries(seeds.upstreamDocuments).map(([key, text]) => [key, Buffer.from(text)] as const),
  );
  const upstream =
    own.size === 0
      ? fc.constant(own)
      : fc.oneof(
          { weight: 5, arbitrary: fc.constant(own) },
          mutatedDocuments([seeds.upstreamDocuments], seeds.words),
        );
  return target(
    `${id} index`,
    [`src/ecosystems/${id}/index-document.ts#index`],
    fc.tuple(mutatedDocuments(seeds.documents, seeds.words), upstream),
    ([docs, upstreamDocuments]) => {
      const context: IndexContext = { name, upstreamUrl: UPSTREAM, upstreamDocuments };
      attempt(UNREADABLE, () => index.packageDocuments(name, upstreamDocuments));
      const read = attempt(UNREADABLE, () => index.read(docs, context));
      if (read === undefined) return;
      assertFacts(read);
      for (const variant of index.variants) assertRendered(adapter, read, variant, context);
    },
  );
}

function assertFacts({ versions }: PackageIndex): void {
  assert.equal(
    new Set(versions.map(({ version }) => version)).size,
    versions.length,
    'a version stands twice',
  );
  for (const { published, artifacts } of versions) {
    assert.ok(!('at' in published) || Number.isFinite(published.at));
    for (const { file, url } of artifacts) {
      assertPlainFile(file);
      assert.ok(typeof url === 'string');
    }
  }
}

function assertRendered(adapter: Adapter, read: PackageIndex, variant: string, context: IndexContext): void {
  const decision = decide(read);
  const view = {
    variant,
    registryUrl: `${GATE}/${adapter.id}`,
    decision,
    statements: [],
    pageUrl: (version = '') => `${GATE}/p/${encodeURIComponent(version)}`,
    ...(variant === 'version' ? { selector: read.versions[0]?.version ?? 'latest' } : {}),
  };
  const rendered = attempt(UNREADABLE, () => read.render(view));
  if (rendered === undefined) return;
  for (const value of Object.values(rendered.headers)) assertHeaderValue(value);
  const text = Buffer.from(rendered.body).toString();
  assert.ok(text.isWellFormed());
  if (rendered.contentType.includes('json')) JSON.parse(text);
  if (READ_AGAIN[adapter.id].variants.test(variant)) {
    assertReadAgain(adapter, { read, decision, variant }, rendered.body, context);
  }
}

/** The document for which a rendered index can be taken: a gate may stand behind a gate. */
const READ_AGAIN: Readonly<Record<Ecosystem, { readonly document: string; readonly variants: RegExp }>> = {
  npm: { document: 'packument', variants: /^(?:full|abbreviated)(?:-locked|-dated)?$/ },
  pypi: { document: 'simple', variants: /^(?:json|html|html-v1)$/ },
  cargo: { document: 'index', variants: /^index$/ },
  maven: { document: 'metadata', variants: /^metadata$/ },
  composer: { document: 'stable', variants: /^(?:stable|dev)$/ },
};

interface Shown {
  readonly read: PackageIndex;
  readonly decision: PackageDecision;
  readonly variant: string;
}

/** Who reads what was written is offered nothing that is held back, and no version that was not there. */
function assertReadAgain(
  adapter: Adapter,
  { read, decision, variant }: Shown,
  body: Uint8Array,
  context: IndexContext,
): void {
  const documents = new Map([[READ_AGAIN[adapter.id].document, body]]);
  const again = attempt([], () => adapter.index.read(documents, context));
  assert.ok(again !== undefined);
  const { compare } = adapter.versions;
  /** The HTML of a simple page has no room for the spelling that the upstream prefers. */
  const known = new Map(read.versions.map(({ version }) => [version, version]));
  for (const { version } of again.versions) {
    if (known.has(version)) continue;
    const equal = read.versions.find((one) => compare(one.version, version) === 0);
    assert.ok(equal !== undefined, `${version} is new`);
    known.set(version, equal.version);
  }
  const offered = again.versions.flatMap(({ version, yanked }) => (yanked === undefined ? version : []));
  const actionOf = (version: string) => decision.versions.get(known.get(version) ?? '')?.action;
  // Where an index explains refusals it may show what is refused when nothing else is left: the file is refused.
  const explains = adapter.index.explainsRefusals !== undefined;
  if (explains && !offered.some((version) => actionOf(version) === 'allow')) return;
  for (const version of offered) {
    const isHeld =
      actionOf(version) !== 'allow' && !(variant.endsWith('-locked') && actionOf(version) === 'hide');
    assert.ok(!isHeld, `${variant} offers ${version}, which is to be ${actionOf(version)}`);
  }
}

/** What node's `http` would refuse to send, or a client would read as two headers. */
function assertHeaderValue(value: string): void {
  assert.match(
    value,
    /^[\t\u0020-\u007e\u0080-\u00ff]*$/,
    `header value ${JSON.stringify(value.slice(0, 200))}`,
  );
}

function artifactTarget({ id, adapter, seeds }: Subject): Target {
  const { artifacts } = adapter;
  const name = adapter.names.parse(seeds.package);
  const context = {
    name,
    upstreamUrl: UPSTREAM,
    upstreamDocuments: new Map(
      Object.entries(seeds.upstreamDocuments).map(([key, text]) => [key, Buffer.from(text)] as const),
    ),
  };
  const docs = new Map(
    Object.entries(seeds.documents[0] ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const),
  );
  const index = adapter.index.read(docs, context);
  return target(
    `${id} artifact`,
    [`src/ecosystems/${id}/artifact.ts#artifacts`],
    fc.tuple(mutatedText(seeds.files), mutatedText(seeds.versions)),
    ([file, version]) => {
      attempt([], () => artifacts.locate(index, file, context));
      attempt([], () => artifacts.versionOf(name, file));
      attempt([], () => artifacts.datingFile?.(name, version));
      assert.match(attempt([], () => artifacts.contentType(file)) ?? '', /^[\x20-\x7e]+$/);
      const message = `refused ${file} ${HOSTILE_WORDS}`;
      const refusal = { name, version, verdict: verdict('block'), pageUrl: `${GATE}/p`, message };
      for (const answer of [
        attempt([], () => artifacts.renderRefusal(refusal)),
        attempt([], () => artifacts.renderError(502, message)),
      ]) {
        assert.ok(answer !== undefined && answer.status >= 400);
        for (const value of [...Object.values(answer.headers), answer.contentType]) assertHeaderValue(value);
        assert.match(answer.reasonPhrase ?? '', /^[\x20-\x7e]*$/);
      }
    },
  );
}

function auditTarget({ id, adapter, seeds }: Subject): Target {
  const bodies = seeds.audits.length === 0 ? [{ variant: 'any', body: '{}' }] : seeds.audits;
  const question = fc.oneof(
    ...bodies.map(({ variant, body }) => {
      const hostile = isJson(body)
        ? fc.oneof(
            mutatedBytes([body]),
            hostileJson([JSON.parse(body)]).map((text) => Buffer.from(text)),
          )
        : mutatedBytes([body], ['&', '=', 'packages[]=', '%zz', '+']);
      return hostile.map((bytes) => ({ variant, bytes }));
    }),
  );
  return target(`${id} audit`, [`src/ecosystems/${id}/audit.ts#audit`], question, ({ variant, bytes }) => {
    const codes = ['invalid-request', 'invalid-name', 'too-large', 'unsupported'] as const;
    const subjects = attempt(codes, () => adapter.audit.parse(bytes, variant, 'application/json'));
    if (subjects === undefined) return;
    for (const { name, versions } of subjects) {
      assert.equal(adapter.names.parse(name), name);
      assert.ok(versions.every((version) => typeof version === 'string'));
    }
    const answers = subjects.map((subject) => ({ subject, evidence: [] }));
    const answer = attempt([], () => adapter.audit.render(answers, variant));
    assert.equal(answer?.status, 200);
  });
}
