// A version whose bytes are condemned under another version's name.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ArtifactFacts } from '../../kernel/evidence.ts';
import {
  actions,
  decide,
  malware,
  packageEvidence,
  statement,
  verdictFor,
  versionFacts,
} from '../testdata/build-evidence.ts';

const file = (name: string, digests: ArtifactFacts['digests'] = {}): ArtifactFacts => ({
  file: name,
  url: `https://files.example/${name}`,
  digests,
});

const versions = [
  versionFacts('1.0.0', { artifacts: [file('good.zip', { sha1: 'aa' })] }),
  versionFacts('1.1.0', { artifacts: [file('bad.zip', { sha1: 'bb', sha256: 'cc' })] }),
  versionFacts('1.2.0', { artifacts: [file('again.zip', { sha256: 'cc' })] }),
  versionFacts('1.3.0', { artifacts: [file('bad.zip')] }),
  versionFacts('1.4.0', { artifacts: [file('other.zip', { sha1: 'cc' })] }),
  versionFacts('1.5.0'),
];

test('what lies beside a version says nothing of another one that has the same beside it', () => {
  const beside = { ...file('empty.zip', { sha256: 'ee' }), isBeside: true } as const;
  const pair = ['1.0.0', '1.1.0'].map((version) =>
    versionFacts(version, { artifacts: [file(`${version}.zip`, { sha256: version }), beside] }),
  );
  const evidence = packageEvidence(pair, [malware({ versions: ['1.1.0'] })]);
  assert.deepEqual(actions(decide(evidence)), { '1.0.0': 'allow', '1.1.0': 'block' });
});

const CONDEMNED = {
  '1.0.0': 'allow',
  '1.1.0': 'block',
  '1.2.0': 'block',
  '1.3.0': 'block',
  '1.4.0': 'allow',
  '1.5.0': 'allow',
};

test('malware condemns every version with the bytes of the one it names, by digest or by address', () => {
  const decision = decide(packageEvidence(versions, [malware({ versions: ['1.1.0'] })]));
  assert.deepEqual(actions(decision), CONDEMNED);
  assert.match(
    verdictFor(decision, '1.3.0').reasons[0]?.summary ?? '',
    /names version 1\.1\.0, of which this version has the bytes/,
  );
});

test('a quarantine holds every version with the bytes of those it lists', () => {
  const hold = statement('quarantine', { reason: 'odd', author: 'ann', versions: ['1.1.0'] });
  assert.deepEqual(actions(decide(packageEvidence(versions, [hold]))), CONDEMNED);
});
