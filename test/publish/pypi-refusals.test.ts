// What is refused of what is sent to be published to PyPI: where form, file name and file contradict each other or themselves.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { publish } from '../../src/ecosystems/pypi/publish.ts';
import { isGatehouseError } from '../../src/kernel/errors.ts';
import { packZip } from '../support/zip.ts';
import { makeUpload, type UploadWish } from './pypi-upload.ts';

async function read(wish: UploadWish) {
  const { contentType, body } = await makeUpload(wish);
  return publish.read({
    variant: 'upload',
    registryUrl: 'https://gate.example/pypi',
    headers: { 'content-type': contentType },
    body,
  });
}

const sdist = (wish: UploadWish = {}): UploadWish => ({ kind: 'sdist', ...wish });
const LICENCE = ['License-Expression: MIT', 'License-File: LICENSE'];
const isOther = (row: string): boolean => !row.startsWith('acme_tide/__init__.py');

describe('what is uploaded to PyPI is taken', () => {
  const fine: readonly (readonly [string, UploadWish])[] = [
    ['as a plain wheel', {}],
    ['as a plain sdist', sdist()],
    [
      'under a name that is spelt otherwise in form, file and metadata',
      { name: 'Acme.Tide', form: { name: 'acme_tide' } },
    ],
    ['with a version that the form spells otherwise', { version: '1.0rc1', form: { version: '1.0-RC.1' } }],
    [
      'with requirements that the form spells otherwise',
      {
        metadata: [
          'Requires-Dist: acme.sea[b,a] (>=1.0,<2) ; extra == "x"',
          'Provides-Extra: x',
          'Requires-Python: >=3.9, <4',
        ],
        form: {
          requires_dist: "acme-sea[a,b]<2,>=1.0; extra=='x'",
          provides_extra: 'x',
          requires_python: '<4,>=3.9',
        },
      },
    ],
    ['with a form that says little', { form: { metadata_version: undefined, md5_digest: undefined } }],
    [
      'with files for another place of the machine',
      { files: { 'acme_tide-1.0.0.data/scripts/tide': '#!python' } },
    ],
    ['for several interpreters', { wheel: { tags: 'py2.py3-none-any' } }],
    [
      'with the tags of WHEEL compressed',
      {
        wheel: {
          tags: 'py2.py3-none-any',
          wheelFile: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n',
        },
      },
    ],
    [
      'with a licence that stands in the wheel',
      { metadata: LICENCE, files: { 'acme_tide-1.0.0.dist-info/licenses/LICENSE': 'MIT' } },
    ],
    ['with a licence that stands in the sdist', sdist({ metadata: LICENCE, files: { LICENSE: 'MIT' } })],
    [
      'with licence files of before they were defined',
      { metadataVersion: '2.1', metadata: ['License-File: LICENSE'] },
    ],
    [
      'with a row of RECORD in quotes',
      {
        files: { 'acme_tide/a,b.txt': 'x' },
        wheel: {
          record: (rows) => rows.map((row) => row.replace('acme_tide/a,b.txt', '"acme_tide/a,b.txt"')),
        },
      },
    ],
    [
      'with a description behind the fields that looks like fields',
      {
        wholeMetadata:
          'Metadata-Version: 2.1\r\nName: acme-tide\r\nVersion: 1.0.0\r\nLicense: a\r\n        b\r\n\r\nName: other\r\n',
        metadataVersion: '2.1',
      },
    ],
  ];
  for (const [what, wish] of fine) {
    it(what, async () => {
      const submission = await read(wish);
      assert.ok(submission.kind === 'release');
      assert.equal(submission.name, 'acme-tide');
    });
  }

  it('under the versions that PEP 440 writes', async () => {
    for (const [version, normal] of [
      ['1.0.0', '1.0.0'],
      ['01.2.post', '1.2.post0'],
      ['1!2.0.dev1', '1!2.0.dev1'],
      ['v1.0c2', '1.0rc2'],
    ]) {
      const submission = await read({ version: version ?? '' });
      assert.ok(submission.kind === 'release');
      assert.equal(submission.version, normal);
    }
  });
});

describe('what is uploaded to PyPI is refused', () => {
  const refused: readonly (readonly [string, UploadWish, RegExp])[] = [
    ['with another action', { form: { ':action': 'submit' } }, /expected file_upload/],
    ['with another protocol', { form: { protocol_version: '2' } }, /protocol version/],
    [
      'with a field twice that stands once',
      { form: { version: ['1.0.0', '2.0.0'] } },
      /the field version twice/,
    ],
    [
      'without a digest',
      { form: { sha256_digest: undefined, md5_digest: undefined } },
      /no digest was declared/,
    ],
    ['with another SHA-256', { form: { sha256_digest: '0'.repeat(64) } }, /its sha256 is/],
    ['with another MD5', { form: { md5_digest: '0'.repeat(32) } }, /its md5 is/],
    ['with what is no BLAKE2', { form: { blake2_256_digest: 'xyz' } }, /blake2_256_digest/],
    [
      'with another name in the form',
      { form: { name: 'other' } },
      /the form says name "other", and the file "acme-tide"/,
    ],
    ['with another version in the form', { form: { version: '2.0' } }, /the form says version "2.0"/],
    ['with another type in the form', { form: { filetype: 'sdist' } }, /filetype/],
    ['without a type in the form', { form: { filetype: undefined } }, /filetype/],
    [
      'with another Requires-Python in the form',
      { metadata: ['Requires-Python: >=3.9'], form: { requires_python: '>=3.8' } },
      /requires_python/,
    ],
    [
      'with a Requires-Python that the file has not',
      { form: { requires_python: '>=3.8' } },
      /and the file "nothing"/,
    ],
    [
      'with a requirement that the form keeps silent',
      { metadata: ['Requires-Dist: a', 'Requires-Dist: evil'], form: { requires_dist: 'a' } },
      /and the file "evil"/,
    ],
    [
      'with a requirement of the form alone',
      { metadata: ['Requires-Dist: a'], form: { requires_dist: ['a', 'b'] } },
      /the form says requires_dist "b"/,
    ],
    [
      'with another licence in the form',
      { metadata: ['License-Expression: MIT'], form: { license_expression: 'ISC' } },
      /license_expression/,
    ],
    ['as an egg', { file: 'acme_tide-1.0.0-py3.11.egg' }, /expected a wheel/],
    ['as a zipped sdist', sdist({ file: 'acme_tide-1.0.0.zip' }), /expected a wheel/],
    [
      'with files that one installer spreads and another does not',
      { files: { 'acme_tide-9.data/purelib/evil.pth': 'import evil' } },
      /expected acme_tide-1\.0\.0\.data\/ alone/,
    ],
    ['with a path for a name', { file: '../acme_tide-1.0.0-py3-none-any.whl' }, /no name of a wheel/],
    ['with a local version', { version: '1.0+cu118' }, /local version/],
    ['with what is no version', sdist({ version: 'latest' }), /PEP 625|PEP 440/],
    [
      'with an address for a requirement',
      { metadata: ['Requires-Dist: evil @ https://evil.example/x.whl'] },
      /leads around the registry/,
    ],
    ['with what is no requirement', { metadata: ['Requires-Dist: !!'] }, /no requirement/],
    ['with a Requires-Python that is none', { metadata: ['Requires-Python: 3'] }, /Requires-Python/],
    ['with a dynamic version', sdist({ metadata: ['Dynamic: Version'] }), /PEP 643/],
    [
      'with metadata of an unknown version',
      { metadataVersion: '3.0', form: { metadata_version: undefined } },
      /Metadata-Version is "3\.0"/,
    ],
    [
      'without a Metadata-Version',
      { wholeMetadata: 'Name: acme-tide\nVersion: 1.0.0\n' },
      /Metadata-Version is missing/,
    ],
    ['with a name twice in the metadata', { metadata: ['Name: other'] }, /the field Name twice/],
    [
      'with a carriage return in the metadata',
      { metadata: ['Summary2: a\rName: other'] },
      /control characters/,
    ],
    ['with a line that is no field', { metadata: ['no field'] }, /in place of a field/],
    ['with a description in two places', { metadata: ['Description: x'] }, /two places/],
    [
      'with two licences',
      { metadata: ['License-Expression: MIT', 'License: GPL'] },
      /expected the first alone/,
    ],
    [
      'with a licence and a classifier of one',
      { metadata: ['License-Expression: MIT', 'Classifier: License :: OSI Approved :: ISC License (ISCL)'] },
      /expected the first alone/,
    ],
    [
      'with what is no SPDX licence',
      { metadata: ['License-Expression: MIT OR Mine'] },
      /"Mine", which is no SPDX/,
    ],
    [
      'with an expression before its time',
      { metadataVersion: '2.3', metadata: ['License-Expression: MIT'] },
      /came with Metadata-Version 2\.4/,
    ],
    [
      'with a licence file that is not there',
      { metadata: LICENCE },
      /License-File "LICENSE" is not in the archive/,
    ],
    [
      'with a licence file elsewhere in the sdist',
      sdist({ metadata: LICENCE, files: { 'a/LICENSE': 'x' } }),
      /is not in the archive/,
    ],
    ['as a wheel of another name', { file: 'other-1.0.0-py3-none-any.whl' }, /of another name or version/],
    [
      'as a wheel of another version',
      { file: 'acme_tide-2.0.0-py3-none-any.whl' },
      /of another name or version/,
    ],
    ['as a wheel without tags', { file: 'acme_tide-1.0.0.whl' }, /no name of a wheel/],
    [
      'as a wheel whose metadata is of another',
      { wholeMetadata: 'Metadata-Version: 2.1\nName: other\nVersion: 1.0.0\n' },
      /its METADATA says "other 1\.0\.0"/,
    ],
    ['as a wheel whose folder is of another', { wheel: { info: 'acme_tide-2.0.0' } }, /its folder/],
    [
      'as a wheel with two dist-info folders',
      { files: { 'other-1.0.dist-info/METADATA': 'x' } },
      /2 folders/,
    ],
    [
      'as a wheel without WHEEL',
      { bytes: packZip([{ name: 'acme_tide-1.0.0.dist-info/METADATA', content: 'x' }]) },
      /lacks one of/,
    ],
    [
      'as a wheel of another format',
      { wheel: { wheelFile: 'Wheel-Version: 2.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n' } },
      /Wheel-Version/,
    ],
    [
      'as a wheel for others than its name says',
      { wheel: { wheelFile: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp311-cp311-win32\n' } },
      /has the tags cp311-cp311-win32/,
    ],
    [
      'as a wheel of a build that its name does not say',
      { wheel: { wheelFile: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: 1\n' } },
      /has the build/,
    ],
    [
      'with a file that RECORD does not list',
      { wheel: { record: (rows) => rows.filter(isOther) } },
      /does not list "acme_tide\/__init__\.py"/,
    ],
    [
      'with a file that RECORD lists and is not there',
      { wheel: { record: (rows) => [...rows, 'ghost.py,,'] } },
      /lists "ghost\.py", which is not/,
    ],
    ['with a row twice in RECORD', { wheel: { record: (rows) => [...rows, rows[0] ?? ''] } }, /twice/],
    [
      'with another digest in RECORD',
      { wheel: { record: (rows) => rows.map((row) => row.replace(/sha256=.{4}/, 'sha256=AAAA')) } },
      /does not describe/,
    ],
    [
      'with another size in RECORD',
      { wheel: { record: (rows) => rows.map((row) => row.replace(/(__init__.*),\d+$/, '$1,9')) } },
      /does not describe/,
    ],
    [
      'with no digest in RECORD',
      { wheel: { record: (rows) => rows.map((row) => row.replace(/sha256=[^,]+/, '')) } },
      /expected a sha256 digest/,
    ],
    [
      'with a weak digest in RECORD',
      { wheel: { record: (rows) => rows.map((row) => row.replace('sha256=', 'md5=')) } },
      /expected a sha256 digest/,
    ],
    [
      'as a wheel that is no zip archive',
      { bytes: Buffer.from('no archive') },
      /Cannot (?:read|publish) acme_tide/,
    ],
    ['as an sdist that is no archive', sdist({ bytes: Buffer.from('no archive') }), /no gzipped tar archive/],
    [
      'as an sdist whose name is not that of PEP 625',
      sdist({ file: 'Acme-Tide-1.0.0.tar.gz' }),
      /expected everything in one folder/,
    ],
    [
      'as an sdist of another version',
      sdist({ wholeMetadata: 'Metadata-Version: 2.1\nName: acme-tide\nVersion: 2.0\n' }),
      /by which the file would be acme_tide-2\.0\.tar\.gz/,
    ],
    [
      'as an sdist without PKG-INFO in its folder',
      sdist({ file: 'acme_tide-2.0.0.tar.gz' }),
      /expected everything in one folder/,
    ],
  ];
  for (const [what, wish, message] of refused) {
    it(what, async () => {
      await assert.rejects(read(wish), (error) => {
        assert.ok(isGatehouseError(error), String(error));
        assert.match(error.code, /^(?:invalid-(?:request|name|version|archive)|too-large)$/);
        assert.match(error.message, message);
        // By these words clients take a file for one that is there, or register its project first.
        assert.doesNotMatch(error.message, /already exist|was ever registered/);
        return true;
      });
    });
  }
});
