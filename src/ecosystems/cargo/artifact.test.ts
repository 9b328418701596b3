import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { PackageIndex } from '../adapter-index-document.ts';
import { answers } from './answers.ts';
import { artifacts } from './artifact.ts';
import { audit } from './audit.ts';
import { names } from './name.ts';

const NAME = names.parse('tide-pool');
const CONTEXT = { name: NAME, upstreamUrl: 'https://index.example', upstreamDocuments: new Map() };
const ARTIFACT = { file: 'tide-pool-1.0.0+a.crate', url: 'https://files.example/x', digests: {} };
const INDEX: PackageIndex = {
  name: NAME,
  versions: [{ version: '1.0.0+a', published: { how: 'unknown' }, artifacts: [ARTIFACT] }],
  render: () => undefined,
};

test('a crate is found by its file name alone', () => {
  assert.deepEqual(artifacts.locate(INDEX, ARTIFACT.file, CONTEXT), {
    version: '1.0.0+a',
    artifact: ARTIFACT,
  });
  assert.equal(artifacts.locate(INDEX, 'tide-pool-1.0.0.crate', CONTEXT), undefined);
  assert.equal(artifacts.versionOf(NAME, ARTIFACT.file), '1.0.0+a');
  assert.equal(artifacts.pathOf(NAME, '1.0.0+a', ARTIFACT.file), '/crates/tide-pool/1.0.0%2Ba/download');
});

test('a refusal is a 403 whose body cargo prints as it stands', () => {
  const refusal = artifacts.renderRefusal({
    name: NAME,
    version: '1.0.0+a',
    verdict: { action: 'block', reasons: [], observed: [] },
    pageUrl: 'http://gate.example/packages/cargo/tide-pool',
    message: 'tide-pool@1.0.0+a is refused by rule malware: it steals; see http://gate.example/x',
  });
  assert.equal(refusal.status, 403);
  assert.equal(
    refusal.body,
    'tide-pool@1.0.0+a is refused by rule malware: it steals; see http://gate.example/x\n',
  );
});

test('C4, C9: an error has the web API’s form; an unknown crate stays a 404', () => {
  const error = artifacts.renderError(404, 'Cannot find "x"');
  assert.equal(error.status, 404);
  assert.equal(error.body, '{"errors":[{"detail":"Cannot find \\"x\\""}]}');
});

test('C1: the settings say where crates are, and that a token is needed when one is', () => {
  const facts = { registryUrl: 'http://gate.example/cargo', isAuthRequired: false };
  const open = {
    dl: 'http://gate.example/cargo/crates/{crate}/{version}/download',
    api: 'http://gate.example/cargo',
  };
  assert.deepEqual(JSON.parse(String(answers.settings?.(facts).body)), open);
  assert.deepEqual(JSON.parse(String(answers.settings?.({ ...facts, isAuthRequired: true }).body)), {
    ...open,
    'auth-required': true,
  });
});

test('search answers what cargo search prints', () => {
  const results = [{ name: NAME, pageUrl: 'http://gate.example/p' }];
  assert.deepEqual(JSON.parse(String(answers.search?.(results, 1).body)), {
    crates: [{ name: 'tide-pool', max_version: '*', homepage: 'http://gate.example/p' }],
    meta: { total: 1 },
  });
});

test('an audit over HTTP is refused with the way that works, never answered as empty', () => {
  for (const ask of [() => audit.parse(Buffer.from('{}'), 'any', ''), () => audit.render([], 'any')]) {
    assert.throws(ask, (error) => isGatehouseError(error, 'unsupported') && /--no-fetch/.test(error.message));
  }
});
