// Targets for what is published to Composer: a release that says of itself what it is, or an error.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { normalizeVersion } from '../../../src/ecosystems/composer/normalize-version.ts';
import { names } from '../../../src/ecosystems/composer/name.ts';
import { publish } from '../../../src/ecosystems/composer/publish.ts';
import { packZip } from '../../support/zip.ts';
import { attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { asyncTarget, type Target } from '../support/target.ts';

const NAME = names.parse('acme/tide');
const CODES = [
  'invalid-request',
  'invalid-version',
  'invalid-archive',
  'invalid-document',
  'too-large',
] as const;

const MANIFEST = {
  name: 'acme/tide',
  version: '1.0.0',
  description: 'Of the sea',
  keywords: ['sea'],
  license: ['MIT', 'Apache-2.0'],
  authors: [{ name: 'Ada', email: 'ada@example.com', role: 'author' }],
  require: { php: '>=7.2', 'acme/base': '^1.0 || ~2.3@beta' },
  'require-dev': { 'acme/test': 'dev-main#0123abc' },
  replace: { 'acme/old': 'self.version' },
  autoload: { 'psr-4': { 'Acme\\': 'src/' }, files: ['a.php'] },
  extra: { 'branch-alias': { 'dev-main': '1.x-dev' } },
  bin: ['bin/tide'],
  abandoned: 'acme/ocean',
};

export const composerReleaseTargets: readonly Target[] = [
  asyncTarget(
    'composer release that is published',
    [
      'src/ecosystems/composer/publish.ts#publish',
      'src/ecosystems/composer/packaged-manifest.ts#readPackaged',
      'src/ecosystems/composer/describe-hosted.ts#describeHosted',
    ],
    fc.record({
      manifest: hostileJson([MANIFEST], ['acme/tide', '^1.0', 'require', 'version', 'abandoned']),
      folder: fc.constantFrom('', 'tide/', 'a/b/'),
      selector: mutatedText(['1.0.0', 'v1.0', '1.0.0-beta.1', 'dev-main', '1.x-dev']),
      reference: fc.option(mutatedText(['0123abc']), { nil: undefined }),
      source: fc.option(mutatedText(['https://git.example/tide.git']), { nil: undefined }),
    }),
    async ({ manifest, folder, selector, reference, source }) => {
      const body = packZip([{ name: `${folder}composer.json`, content: manifest }]);
      const headers = { 'gatehouse-source-reference': reference, 'gatehouse-source-url': source };
      const release = await attemptAsync(CODES, () =>
        publish.read({ variant: 'release', name: NAME, selector, headers, registryUrl: '', body }),
      );
      if (release === undefined) return;
      assert.ok(release.kind === 'release' && release.name === NAME);
      assert.ok(normalizeVersion(release.version) !== undefined);
      for (const taken of ['dist', 'notification-url', 'repositories', 'scripts', 'config', '__proto__']) {
        assert.ok(!Object.hasOwn(release.words, taken), taken);
      }
      const [file] = release.files;
      assert.match(file?.file ?? '', /^[A-Za-z0-9.+_-]+\/[A-Za-z0-9_.-]+\.zip$/);
    },
  ),
];
