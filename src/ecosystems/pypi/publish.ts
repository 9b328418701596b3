// Publishing to PyPI: the form in which a client sends one file of a version, and what is served of it.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { Accepted, PublishRules, Submission, Submitted } from '../adapter-publish.ts';
import { assertFormAgrees } from './assert-form-agrees.ts';
import { assertPublishable } from './assert-publishable.ts';
import { describeHosted } from './describe-hosted.ts';
import { fileOfSidecar, findFileVersion } from './file-version.ts';
import { readImported } from './imported-release.ts';
import { wordsOf } from './metadata-words.ts';
import { versionKey } from './normal-version.ts';
import { readSdist, type ReadDistribution } from './read-sdist.ts';
import { readWheel } from './read-wheel.ts';
import { parseUploadForm, type UploadForm } from './upload-form.ts';
import { findWheelName } from './wheel-name.ts';

export const publish: PublishRules = {
  versionKey,
  fileKey,
  read,
  readImported,
  describe: describeHosted,
  renderAccepted: ({ warnings }: Accepted) => ({
    status: 200,
    body: warnings.map((warning) => `Warning: ${warning}\n`).join(''),
    contentType: 'text/plain; charset=utf-8',
    headers: {},
  }),
  runsAtInstall: (_words, paths) => [
    ...(paths.has('setup.py')
      ? [{ what: 'setup.py', runs: 'run when the source distribution is built' }]
      : []),
    ...[...paths]
      .filter((path) => START.test(path.replace(DATA_SCHEME, '')))
      .map((what) => ({ what, runs: 'read at every start of the interpreter' })),
  ],
  // Clients know a file that is there by status 400 and "File already exists".
  statuses: { conflict: 400, 'invalid-archive': 400 },
};

/** What lands in `site-packages` itself, other than by lying at the top of a wheel. */
const DATA_SCHEME = /^[^/]+\.data\/(?:purelib|platlib|data\/(?:.*\/)?(?:site|dist)-packages)\//;
/** What Python's `site` looks for there: .pth, .start (PEP 829), and two modules, each as a file, an extension or a folder. */
const START = /^(?:[^/]+\.(?:pth|start)|(?:site|user)customize(?:\.[^/]+|\/__init__\.[^/]+))$/;

async function read({ variant, headers, body }: Submitted): Promise<Submission> {
  if (variant !== 'upload') {
    throw new GatehouseError('invalid-request', `Cannot publish: the registry has no way for ${variant}`);
  }
  const form = parseUploadForm(body, headers['content-type']);
  const { file, bytes } = form;
  const distribution = await readDistribution(form);
  assertFormAgrees(form, distribution);
  const { metadata, metadataBytes, kind, python } = distribution;
  const words = {
    packagetype: kind,
    python_version: python,
    requires_python: metadata.one.get('requires-python') ?? null,
  };
  return {
    kind: 'release',
    ...assertPublishable(metadata, file),
    words: wordsOf(metadata),
    files: [
      { file, bytes, words },
      // PEP 658: what resolvers read of a wheel, without the wheel.
      ...(kind === 'bdist_wheel' ? [{ file: `${file}.metadata`, bytes: metadataBytes }] : []),
    ],
    joins: true,
    warnings: warningsOf(form),
  };
}

function readDistribution({ file, bytes }: UploadForm): Promise<ReadDistribution> {
  if (file.endsWith('.whl')) return readWheel(file, bytes);
  if (file.endsWith('.tar.gz')) return readSdist(file, bytes);
  throw new GatehouseError(
    'invalid-request',
    `Cannot publish ${file}: expected a wheel (.whl) or a source distribution (.tar.gz)`,
  );
}

function warningsOf({ hasSignature, hasAttestations }: UploadForm): readonly string[] {
  return [
    ...(hasSignature ? ['The signature beside the file was not kept: no client asks for one.'] : []),
    ...(hasAttestations ? ['The attestations were not kept: this registry does not take them.'] : []),
  ];
}

/** A version has one source distribution; of wheels, the order of tags and the spelling of name and version tell none apart. */
function fileKey(name: PackageName, file: string): string {
  const own = fileOfSidecar(file);
  const suffix = file.slice(own.length);
  const wheel = findWheelName(own);
  if (wheel !== undefined) {
    return `wheel ${versionKey(wheel.version)} ${wheel.build} ${wheel.tags.join(' ')}${suffix}`;
  }
  const version = findFileVersion(name, own);
  return version === undefined ? file : `sdist ${versionKey(version)}${suffix}`;
}
