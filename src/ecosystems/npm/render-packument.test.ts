import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  array,
  assert as assertProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  option,
  property,
  record,
  string,
} from 'fast-check';

import { isObject, objectField, type JsonObject } from '../../formats/json.ts';
import { ACTIONS, isOffered, type Action } from '../../kernel/verdict.ts';
import type { IndexView } from '../adapter-index-document.ts';
import { chooseLatest, chooseTagged } from '../choose-latest.ts';
import { createTagChooser } from '../choose-tag.ts';
import { explainHeldBack, heldBack } from '../held-back.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';
import { ABBREVIATED_TYPE } from './routes.ts';
import { versions as order } from './version.ts';

const NAME = names.parse('@acme/app');
const CONTEXT = { name: NAME, upstreamUrl: 'https://registry.example', upstreamDocuments: new Map() };
const HERE = 'http://localhost:4870/npm';
// Those that the generator writes, and those so short that it may hit upon them.
const SHORT_FIELDS = [
  'name',
  'version',
  'dependencies',
  'bin',
  'dist',
  'engines',
  'os',
  'cpu',
  'libc',
  'hasInstallScript',
];

/** The renderer as one would write it for small documents: the whole is parsed, changed and written. */
function renderPlainly(text: string, view: IndexView): string {
  const document = JSON.parse(text) as JsonObject;
  const manifests = objectField(document, 'versions') ?? {};
  const offered = Object.keys(manifests).filter((version) => {
    const verdict = view.decision.versions.get(version);
    return verdict !== undefined && isOffered(verdict);
  });
  const isShort = view.variant === 'abbreviated';
  const tags = Object.fromEntries(
    Object.entries(objectField(document, 'dist-tags') ?? {}).flatMap(([tag, intended]) => {
      if (typeof intended !== 'string') return [];
      const version = (tag === 'latest' ? chooseLatest : chooseTagged)(offered, order, intended);
      return version === undefined ? [] : [[tag, version]];
    }),
  );
  const versions = Object.fromEntries(
    offered.map((version) => [version, changePlainly(manifests[version], version, isShort)]),
  );
  const time = Object.fromEntries(
    Object.entries(objectField(document, 'time') ?? {}).filter(
      ([key, at]) => ['created', 'modified', ...offered].includes(key) && typeof at === 'string',
    ),
  );
  const restrictions = restrictPlainly(manifests, offered, view);
  return JSON.stringify(
    isShort
      ? { name: NAME, modified: time['modified'], 'dist-tags': tags, versions, ...restrictions }
      : { ...document, 'dist-tags': tags, versions, time, ...restrictions },
  );
}

function restrictPlainly(manifests: JsonObject, offered: readonly string[], view: IndexView): JsonObject {
  const held = heldBack(view.decision, order).filter(
    ({ version }) => Object.hasOwn(manifests, version) && !offered.includes(version),
  );
  if (held.length === 0) return {};
  const versions = Object.fromEntries(held.map(({ version }) => [version, { name: NAME, version }]));
  return { policyRestrictions: { versions, message: explainHeldBack(NAME, held, view.pageUrl()) } };
}

function changePlainly(manifest: unknown, version: string, isShort: boolean): unknown {
  const whole = isObject(manifest) ? manifest : {};
  const kept = isShort
    ? Object.fromEntries(
        SHORT_FIELDS.flatMap((key) => (Object.hasOwn(whole, key) ? [[key, whole[key]]] : [])),
      )
    : whole;
  const dist = objectField(whole, 'dist');
  const attestations = isObject(dist?.['attestations']) ? dist['attestations'] : undefined;
  const spec = `@acme%2fapp@${encodeURIComponent(version)}`;
  return {
    ...kept,
    dist: {
      ...dist,
      ...(attestations === undefined
        ? {}
        : { attestations: { ...attestations, url: `${HERE}/-/npm/v1/attestations/${spec}` } }),
      tarball: `${HERE}/@acme/app/-/${encodeURIComponent(`app-${version}.tgz`)}`,
    },
  };
}

function viewOf(variant: string, actions: ReadonlyMap<string, Action>): IndexView {
  const verdict = (action: Action) => ({ action, reasons: [], observed: [] });
  return {
    variant,
    registryUrl: HERE,
    decision: {
      name: verdict('allow'),
      versions: new Map([...actions].map(([version, action]) => [version, verdict(action)])),
    },
    statements: [],
    pageUrl: () => 'http://localhost:4870/packages/npm/%40acme/app',
  };
}

const version = oneof(
  constantFrom('1.0.0', '1.0.0-rc.1', '1.2.3', '2.0.0', '2.0.0+b', '2.0.0-0', '10', '7', '__proto__', 'é"\\'),
  string({ maxLength: 3 }).map((text) => `3.0.0-a${text}`),
);
const name = oneof(string({ maxLength: 6 }), constantFrom('__proto__', 'toJSON', '3', 'time', 'dist-tags'));
const manifest = oneof(
  jsonValue({ maxDepth: 1 }),
  record(
    {
      name: constant(NAME),
      version,
      dependencies: dictionary(name, string()),
      engines: jsonValue({ maxDepth: 1 }),
      dist: record(
        {
          tarball: string(),
          attestations: option(dictionary(name, jsonValue({ maxDepth: 1 }))),
          extra: name,
        },
        { requiredKeys: [] },
      ),
      [`_more`]: jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: ['dist'] },
  ),
);
const documents = record(
  {
    versions: oneof(
      { arbitrary: dictionary(version, manifest), weight: 9 },
      { arbitrary: jsonValue(), weight: 1 },
    ),
    time: dictionary(oneof(version, constantFrom('created', 'modified')), oneof(string(), constant(null))),
    'dist-tags': dictionary(oneof(constant('latest'), name), oneof(version, constant(7))),
    readme: string({ unit: 'grapheme' }),
    rest: dictionary(name, jsonValue({ maxDepth: 2 })),
  },
  { requiredKeys: [] },
).map(({ rest, ...own }) => ({ ...rest, name: NAME, ...own }));

test('what is written manifest by manifest is, byte for byte, what parsing and writing the whole gives', () => {
  assertProperty(
    property(
      documents,
      array(constantFrom(...ACTIONS), { minLength: 1, maxLength: 5 }),
      constantFrom('full', 'abbreviated'),
      option(constantFrom(1, 2)),
      (document, actions, variant, indent) => {
        const text = JSON.stringify(document, undefined, indent ?? 0);
        const versions = Object.keys(isObject(document.versions) ? document.versions : {});
        const decided = new Map(
          versions.map((one, at) => [one, actions[at % actions.length] ?? 'allow'] as const),
        );
        const view = viewOf(variant, decided);
        const rendered = index.read(new Map([['packument', Buffer.from(text)]]), CONTEXT).render(view);
        assert.equal(Buffer.from(rendered?.body ?? '').toString(), renderPlainly(text, view));
        assert.equal(rendered?.contentType, variant === 'full' ? 'application/json' : ABBREVIATED_TYPE);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('tags are looked up as they would be searched for', () => {
  assertProperty(
    property(array(version, { maxLength: 12 }), array(version), boolean(), (some, wanted, isLatest) => {
      const offered = [...new Set(some)];
      const chooser = createTagChooser(offered, order);
      for (const intended of wanted) {
        const [found, expected] = isLatest
          ? [chooser.latest(intended), chooseLatest(offered, order, intended)]
          : [chooser.tagged(intended), chooseTagged(offered, order, intended)];
        assert.equal(found, expected);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a manifest that is no JSON is refused when the packument is read, with its version and byte', () => {
  const text = `{"name":"${NAME}","versions":{"1.0.0":{"dist":{}},"1.1.0":{"dist":{},}}}`;
  assert.throws(() => index.read(new Map([['packument', Buffer.from(text)]]), CONTEXT), {
    code: 'invalid-document',
    message: /version "1\.1\.0" in the packument of @acme\/app: .* \(from byte 60\)/,
  });
  const readme = `{"name":"${NAME}","versions":{},"readme":"\\x"}`;
  assert.throws(() => index.read(new Map([['packument', Buffer.from(readme)]]), CONTEXT), {
    code: 'invalid-document',
    message: /"readme" in the packument/,
  });
});
