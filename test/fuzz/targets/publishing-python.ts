// Targets for what is published to PyPI: the form, the metadata, wheels and source distributions.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { assertPublishable } from '../../../src/ecosystems/pypi/assert-publishable.ts';
import { findRequirement } from '../../../src/ecosystems/pypi/normal-requirement.ts';
import { findNormalVersion, versionKey } from '../../../src/ecosystems/pypi/normal-version.ts';
import { parseMetadata } from '../../../src/ecosystems/pypi/parse-metadata.ts';
import { readSdist } from '../../../src/ecosystems/pypi/read-sdist.ts';
import { readWheel } from '../../../src/ecosystems/pypi/read-wheel.ts';
import { parseUploadForm } from '../../../src/ecosystems/pypi/upload-form.ts';
import { versions } from '../../../src/ecosystems/pypi/version.ts';
import { findWheelName } from '../../../src/ecosystems/pypi/wheel-name.ts';
import { assertRecorded } from '../../../src/ecosystems/pypi/wheel-record.ts';
import { makeUpload } from '../../publish/pypi-upload.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const METADATA = [
  'Metadata-Version: 2.4',
  'Name: acme-tide',
  'Version: 1.0.0',
  'Requires-Python: >=3.9',
  'Requires-Dist: acme-sea[a] (>=1,<2) ; extra == "x"',
  'License: a',
  '        b',
  '',
  'Text',
].join('\n');
const WORDS = [
  '\r',
  '\n ',
  '\n\n',
  'Name: ',
  'Version: ',
  'Requires-Dist: ',
  '+local',
  ' @ https://x.example',
  '2.4',
];
const DIGEST = 'a'.repeat(64);
const RECORD = `a.py,sha256=${Buffer.from(DIGEST, 'hex').toString('base64url')},3\n"b,c",sha256=${Buffer.from(DIGEST, 'hex').toString('base64url')},\nx.dist-info/RECORD,,\n`;
const ENTRIES = ['a.py', 'b,c', 'x.dist-info/RECORD'].map(
  (path) => ({ path, kind: 'file', sizeBytes: 3 }) as const,
);

const [wheel, sdist] = await Promise.all([makeUpload(), makeUpload({ kind: 'sdist' })]);

export const pythonPublishingTargets: readonly Target[] = [
  target(
    'core metadata',
    ['src/ecosystems/pypi/parse-metadata.ts#parseMetadata'],
    mutatedBytes([METADATA], WORDS),
    (bytes) => {
      const metadata = attempt(['invalid-request'], () => parseMetadata(bytes, 'it'));
      if (metadata === undefined) return;
      const codes = ['invalid-request', 'invalid-name', 'invalid-version'] as const;
      const published = attempt(codes, () => assertPublishable(metadata, 'it'));
      if (published === undefined) return;
      assert.doesNotMatch(published.version, /\+/);
      assert.equal(versions.compare(published.version, metadata.one.get('version') ?? ''), 0);
      for (const [name, value] of metadata.one) {
        if (name !== 'description') assert.ok(!value.includes('\r') && !value.includes('\0'), name);
      }
    },
  ),
  target(
    'upload form of Python',
    ['src/ecosystems/pypi/upload-form.ts#parseUploadForm'],
    mutatedBytes([wheel.body, sdist.body], ['name="version"', 'filename="', 'sha256_digest', '../']),
    (body) => {
      const form = attempt(['invalid-request', 'too-large'], () => parseUploadForm(body, wheel.contentType));
      if (form !== undefined) assert.match(form.file, /^[A-Za-z0-9][^/\\]*$/);
    },
  ),
  asyncTarget(
    'wheel that is published',
    ['src/ecosystems/pypi/read-wheel.ts#readWheel'],
    mutatedBytes([wheel.bytes], ['PK\u0001\u0002', 'PK\u0003\u0004', '.dist-info/', 'METADATA']),
    async (bytes) => {
      const codes = ['invalid-archive', 'invalid-request', 'too-large'] as const;
      const read = await attemptAsync(codes, () => readWheel(wheel.file, bytes));
      if (read !== undefined) assert.equal(read.metadata.one.get('version'), '1.0.0');
    },
  ),
  asyncTarget(
    'source distribution that is published',
    ['src/ecosystems/pypi/read-sdist.ts#readSdist'],
    mutatedBytes([sdist.bytes]),
    async (bytes) => {
      const codes = ['invalid-archive', 'invalid-request', 'too-large'] as const;
      const read = await attemptAsync(codes, () => readSdist(sdist.file, bytes));
      if (read !== undefined) assert.equal(read.metadata.one.get('version'), '1.0.0');
    },
  ),
  target(
    'RECORD of a wheel',
    ['src/ecosystems/pypi/wheel-record.ts#assertRecorded'],
    mutatedBytes([RECORD], ['""', ',,', 'sha256=', 'a.py']),
    (record) => {
      const digests = new Map(ENTRIES.map(({ path }) => [path, DIGEST]));
      const archive = { entries: ENTRIES, infoFolder: 'x.dist-info' };
      attempt(['invalid-request'], () => assertRecorded(record, archive, digests, 'it'));
    },
  ),
  target(
    'words of Python packages in one spelling',
    [
      'src/ecosystems/pypi/normal-version.ts#findNormalVersion',
      'src/ecosystems/pypi/normal-requirement.ts#findRequirement',
      'src/ecosystems/pypi/wheel-name.ts#findWheelName',
    ],
    mutatedText(
      ['1!01.2.0-Beta.1.post-dev3+A.01', 'a[b] >= 1.0 ; x == "y"', 'a-1.0-1-py2.py3-none-any.whl'],
      ['.', '-', '['],
    ),
    (text) => {
      attempt([], () => findRequirement(text));
      attempt([], () => findWheelName(text));
      const normal = attempt([], () => findNormalVersion(text.slice(0, 128)));
      if (normal === undefined) return;
      assert.equal(findNormalVersion(normal), normal);
      assert.equal(versions.compare(normal, text.slice(0, 128)), 0);
      assert.equal(versionKey(normal), versionKey(text.slice(0, 128)));
    },
  ),
  target(
    'keys of versions that PEP 440 holds equal',
    ['src/ecosystems/pypi/normal-version.ts#versionKey'],
    fc.tuple(
      ...[0, 1].map(() => fc.stringMatching(/^[01](?:\.[01]){0,2}(?:a[01]|\.post[01])?(?:\.dev[01])?$/)),
    ),
    (pair) => {
      const [one = '', other = ''] = pair;
      assert.equal(versionKey(one) === versionKey(other), versions.compare(one, other) === 0);
    },
  ),
];
