import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { sources } from '../../ecosystems/pypi/sources.ts';
import { readInstalledModules } from './installed-modules.ts';
import { openCodeFolder } from './project-folder.ts';

function makeFolder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-code-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of (await openCodeFolder(folder)).paths()) paths.push(path);
  return paths;
}

test('modules of what is installed beside the project are told by top_level.txt and by RECORD', async (t) => {
  const packages = '.venv/lib/python3.13/site-packages';
  const folder = makeFolder(t, {
    [`${packages}/Py_YAML-6.0.dist-info/top_level.txt`]: 'yaml\n_yaml\n',
    [`${packages}/google_cloud_storage-2.0.dist-info/RECORD`]:
      'google/cloud/storage/client.py,sha256=x,1\ngoogle_cloud_storage-2.0.dist-info/RECORD,,\n../../../bin/x.py,,\nsingle.py,,\n"with,comma/a.py",,\n',
    [`${packages}/other/file.py`]: '',
  });
  assert.deepEqual(await readInstalledModules([folder, join(folder, 'absent')], sources), [
    { module: 'yaml', package: 'py-yaml' },
    { module: '_yaml', package: 'py-yaml' },
    { module: 'google.cloud.storage', package: 'google-cloud-storage' },
    { module: 'single', package: 'google-cloud-storage' },
    { module: 'with,comma', package: 'google-cloud-storage' },
  ]);
});

test('links lead nowhere: not to code, not to an environment, not to what a package says', async (t) => {
  const elsewhere = makeFolder(t, {
    'lib/python3.13/site-packages/a-1.dist-info/top_level.txt': 'a',
    'secret.js': "import 'a'",
  });
  const folder = makeFolder(t, {
    'env/lib/python3.13/site-packages/b-1.dist-info/METADATA': '',
    'own.js': '',
  });
  symlinkSync(elsewhere, join(folder, '.venv'));
  symlinkSync(elsewhere, join(folder, 'linked'));
  symlinkSync(join(elsewhere, 'secret.js'), join(folder, 'linked.js'));
  symlinkSync('/dev/zero', join(folder, 'env/lib/python3.13/site-packages/b-1.dist-info/RECORD'));
  assert.deepEqual(await readInstalledModules([folder], sources), []);
  assert.ok(!(await pathsIn(folder)).some((path) => path.startsWith('linked')));
});

test('code is looked for in hidden folders and in what was taken over, not in what is installed', async (t) => {
  const folder = makeFolder(t, {
    '.storybook/main.ts': '',
    'vendor/a.js': '',
    'node_modules/b/index.js': '',
    'app/.venv/lib/c.py': '',
    '.git/hooks/d.js': '',
  });
  assert.deepEqual(await pathsIn(folder), ['.storybook/main.ts', 'vendor/a.js']);
});
