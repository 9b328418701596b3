// Targets for what is read of published files: whatever is in them, it is told, or told to be missing, and makes a sound bill.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { readBill } from '../../../src/formats/read-bill.ts';
import { ECOSYSTEMS } from '../../../src/kernel/ecosystem.ts';
import { asPackageName } from '../../../src/kernel/package-ref.ts';
import { BILL_FORMATS, chooseBillFormat } from '../../../src/registry/contents/bill-formats.ts';
import { readContents } from '../../../src/registry/contents/read-contents.ts';
import { renderReleaseBill } from '../../../src/registry/contents/render-release-bill.ts';
import { packTgz } from '../../support/tgz.ts';
import { packZip } from '../../support/zip.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';

const BILL =
  '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","version":"1","bom-ref":"a"}],"dependencies":[{"ref":"a","dependsOn":["a"]}]}';
const JSON_MANIFEST =
  '{"name":"a","version":"1.0.0","license":"MIT","dependencies":{"b":"^1"},"peerDependencies":{"c":"*"},"packages":[{"name":"v/p","version":"1"}]}';
const METADATA =
  'Metadata-Version: 2.4\nName: a\nVersion: 1.0.0\nRequires-Dist: b (>=1); extra == "x"\nLicense: MIT\n\nHello\n';
const TOML = '[package]\nname = "a"\nversion = "1.0.0"\nreadme = "README.md"\nlicense = "MIT"\n';
const LOCK = 'version = 4\n\n[[package]]\nname = "a"\nversion = "1.0.0"\ndependencies = ["b"]\n';
const POM =
  '<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>g</groupId><artifactId>b</artifactId><version>[1,2)</version></dependency></dependencies></project>';
const PROPERTIES = 'groupId=g\nartifactId=b\nversion=1\n';

/** Paths at which something is looked for, each with what stands there when nobody means harm. */
const PLACES: readonly (readonly [path: string, seed: string])[] = [
  ['a/package.json', JSON_MANIFEST],
  ['a/README.md', '# Hello'],
  ['a/node_modules/b/package.json', JSON_MANIFEST],
  ['a/npm-shrinkwrap.json', '{"lockfileVersion":3,"packages":{"":{},"node_modules/b":{"version":"1.0.0"}}}'],
  ['a/Cargo.toml', TOML],
  ['a/Cargo.lock', LOCK],
  ['a/vendor/b/Cargo.toml', TOML],
  ['a-1.dist-info/METADATA', METADATA],
  ['a-1.dist-info/sboms/b.cdx.json', BILL],
  ['a/PKG-INFO', METADATA],
  ['a/_vendor/vendor.txt', 'b==1.0\n'],
  ['a/vendor/composer/installed.json', JSON_MANIFEST],
  ['composer.json', JSON_MANIFEST],
  ['META-INF/maven/g/b/pom.properties', PROPERTIES],
  ['bom.json', BILL],
];
const FILES = {
  npm: 'a-1.tgz',
  pypi: 'a-1-py3-none-any.whl',
  cargo: 'a-1.crate',
  maven: '1/a-1.jar',
  composer: '1/a.zip',
};
const NAMES = { npm: 'a', pypi: 'a', cargo: 'a', maven: 'g:a', composer: 'v/a' };

const entries = fc.uniqueArray(
  fc
    .constantFrom(...PLACES)
    .chain(([path, seed]) => fc.tuple(fc.constant(path), mutatedText([seed], [BILL, POM, METADATA]))),
  { minLength: 1, maxLength: 6, selector: ([path]) => path },
);
const input = fc.record({
  ecosystem: fc.constantFrom(...ECOSYSTEMS),
  entries,
  pom: mutatedText([POM]),
  isNested: fc.boolean(),
});

export const contentsTargets: readonly Target[] = [
  asyncTarget(
    'contents of published files',
    [
      'src/registry/contents/read-contents.ts#readContents',
      'src/registry/contents/render-release-bill.ts#renderReleaseBill',
    ],
    input,
    async ({ ecosystem, entries: packed, pom, isNested }) => {
      const isTar = ecosystem === 'npm' || ecosystem === 'cargo';
      const zip = packZip(packed.map(([name, content]) => ({ name, content: content.toWellFormed() })));
      const bytes = isTar
        ? await packTgz(
            'a',
            Object.fromEntries(packed.map(([path, text]) => [path.replace(/^a\//, ''), text])),
          )
        : isNested
          ? packZip([{ name: 'lib/b-1.jar', content: zip }])
          : zip;
      const files = [{ file: FILES[ecosystem], bytes }, ...(ecosystem === 'maven' ? [pomFile(pom)] : [])];
      await assertTold(ecosystem, files);
    },
  ),
  asyncTarget(
    'published files that are broken',
    ['src/registry/contents/open-archives.ts#createArchiveOpener'],
    mutatedBytes([packZip(PLACES.map(([name, content]) => ({ name, content })))]),
    (bytes) => assertTold('composer', [{ file: FILES.composer, bytes }]),
  ),
  target(
    'format of a bill by Accept',
    ['src/registry/contents/bill-formats.ts#chooseBillFormat'],
    mutatedText(['application/spdx+json;version=3.0;q=0.5, */*;q=0.1', 'application/vnd.cyclonedx+json']),
    (text) => {
      const chosen = chooseBillFormat(text);
      assert.ok(chosen === undefined || BILL_FORMATS.includes(chosen));
    },
  ),
];

function pomFile(text: string) {
  return { file: '1/a-1.pom', bytes: Buffer.from(text.toWellFormed()) };
}

async function assertTold(
  ecosystem: (typeof ECOSYSTEMS)[number],
  files: readonly { readonly file: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const ref = { ecosystem, name: asPackageName(NAMES[ecosystem]) };
  const version = '1.0.0';
  const contents = await readContents(ADAPTERS, {
    ref,
    version,
    words: {},
    documents: new Map(),
    files,
    beside: [],
    gaps: [],
  });
  assert.deepEqual(JSON.parse(JSON.stringify(contents)), contents, 'it is kept as JSON');
  const row = { ...ref, key: '1', version, publishedAt: 0, publishedBy: 'account:a', words: {} };
  const place = { adapters: ADAPTERS, registryUrl: 'https://gate.example' };
  for (const format of BILL_FORMATS) {
    const text = JSON.stringify(renderReleaseBill(place, ref, { version: row, files: [], contents }, format));
    assert.ok(readBill(text).components.length > 0, format);
  }
}
