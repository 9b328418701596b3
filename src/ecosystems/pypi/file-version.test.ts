import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { fileOfSidecar, findFileVersion, isUniversalWheel } from './file-version.ts';
import { names } from './name.ts';
import { versions } from './version.ts';
import { startCpuTime } from '../../../test/support/cpu-time.ts';

const versionOf = (name: string, file: string) => findFileVersion(names.parse(name), file);

test('a wheel says its version in the second place, whatever follows', () => {
  assert.equal(versionOf('my-package', 'My_Package-1.0-py3-none-any.whl'), '1.0');
  assert.equal(versionOf('my-package', 'my.package-1.0-1-cp311-cp311-manylinux_2_17_x86_64.whl'), '1.0');
  assert.equal(versionOf('torch', 'torch-2.1.0+cu118-cp311-cp311-linux_x86_64.whl'), '2.1.0+cu118');
  assert.equal(versionOf('a', 'a-1.0_1-py3-none-any.whl'), '1.0-1');
});

test('a source archive says it after the name, which may hold dashes', () => {
  assert.equal(versionOf('my-package', 'my-package-1.0.tar.gz'), '1.0');
  assert.equal(versionOf('my-package', 'my_package-1.0rc1.zip'), '1.0rc1');
  assert.equal(versionOf('my-package', 'My-Package-1.0-1.tar.bz2'), '1.0-1');
  assert.equal(versionOf('my-package', 'my-package-1.0-beta2.tgz'), '1.0-beta2');
  assert.equal(versionOf('zope-interface', 'zope.interface-4.0.0.tar.gz'), '4.0.0');
});

test('eggs and installers of old say it before the tags of Python and platform', () => {
  assert.equal(versionOf('pillow', 'Pillow-3.0.0-py2.7-win-amd64.egg'), '3.0.0');
  assert.equal(versionOf('pillow', 'Pillow-3.0.0.win-amd64-py2.7.exe'), '3.0.0');
  assert.equal(versionOf('pillow', 'Pillow-3.0.0.win32-py2.7.msi'), '3.0.0');
  assert.equal(versionOf('a', 'a-1.0.win32.exe'), '1.0');
  assert.equal(versionOf('a', 'a-1.0.linux-x86_64.tar.gz'), '1.0');
  assert.equal(versionOf('a', 'a-1.0-1.noarch.rpm'), '1.0');
});

test('P10: a file of another project, of no version, or of no known kind belongs to none', () => {
  for (const file of [
    'other-1.0.tar.gz',
    'a-b-1.0.tar.gz',
    'a.tar.gz',
    'a-.tar.gz',
    'a-latest.tar.gz',
    'a-1.0.txt',
    'a-1.0-py3.whl',
    'a-b-1.0-py3-none-any.whl',
    'a-1.0 .tar.gz',
    '-1.0.tar.gz',
    '',
    `a-${'1.'.repeat(400)}0.tar.gz`,
  ]) {
    assert.equal(versionOf('a', file), undefined, file);
  }
});

test('a sidecar is kept beside its file', () => {
  assert.equal(fileOfSidecar('a-1.0-py3-none-any.whl.metadata'), 'a-1.0-py3-none-any.whl');
  assert.equal(fileOfSidecar('a-1.0.tar.gz.asc'), 'a-1.0.tar.gz');
  assert.equal(fileOfSidecar('a-1.0.tar.gz'), 'a-1.0.tar.gz');
});

test('only a wheel for every platform makes a build from source needless', () => {
  assert.equal(isUniversalWheel('a-1.0-py3-none-any.whl'), true);
  assert.equal(isUniversalWheel('a-1.0-cp311-cp311-win32.whl'), false);
  assert.equal(isUniversalWheel('a-1.0.tar.gz'), false);
});

test('any file name is read in linear time, and yields a valid version or none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (tail) => {
      const version = versionOf('a', `a-${tail}`);
      assert.ok(version === undefined || versions.isValid(version));
    }),
  );
  const cpuMs = startCpuTime();
  versionOf('a', `${'a-'.repeat(250)}.tar.gz`);
  versionOf('a', `a-1${'-py3'.repeat(120)}.egg`);
  assert.ok(cpuMs() < 500);
});
