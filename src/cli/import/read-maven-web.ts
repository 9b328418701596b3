// A Maven repository by its address. It has no list of what is in it: packages are named, their versions stand in maven-metadata.xml,
// and a file is there when a digest of it is.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { findNameOfFolder, folderOf, splitName } from '../../ecosystems/maven/name.ts';
import { readDigest } from '../../ecosystems/maven/published-parts.ts';
import { readPublishedPom } from '../../ecosystems/maven/published-pom.ts';
import { CHECKSUMS, METADATA } from '../../ecosystems/maven/routes.ts';
import { isSnapshot } from '../../ecosystems/maven/snapshot.ts';
import { versions as order } from '../../ecosystems/maven/version.ts';
import { decodeXml, readXmlElements } from '../../ecosystems/maven/xml-elements.ts';
import type { Machine } from '../machine.ts';
import type { RefusedVersion, Source, SourceFile, SourcePackage, SourceVersion } from './source.ts';
import { openSourceWeb, type SourceWeb } from './source-web.ts';

const MAX_METADATA_BYTES = 8 << 20;
const MAX_POM_BYTES = 4 << 20;
const MAX_DIGEST_BYTES = 1_024;
const MAX_FILE_BYTES = 1 << 30;
const XML = { maxLength: MAX_METADATA_BYTES, maxDepth: 32, code: 'invalid-document' } as const;
/** What people and tools look for beside the artifact. */
const BESIDE = ['-sources.jar', '-javadoc.jar', '.module'];
/** Packagings whose artifact is called otherwise than they are. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  bundle: 'jar',
  ejb: 'jar',
  'maven-plugin': 'jar',
  'maven-archetype': 'jar',
  'eclipse-plugin': 'jar',
  'test-jar': 'jar',
};

/** `only`: the packages, `org.acme:app`. Throws `invalid-request` without them. */
export function openMavenAddress(
  machine: Pick<Machine, 'fetch'>,
  place: string,
  only: readonly string[],
): Source {
  if (only.length === 0 || only.some((one) => one.includes('*'))) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot move in by address: a Maven repository has no list of what is in it; name each package with --only GROUP:ARTIFACT, or give its folder',
    );
  }
  const web = openSourceWeb(machine, place);
  return {
    ecosystem: 'maven',
    origin: `maven ${web.url}`,
    notes: [
      'Of each version the POM, the artifact of its packaging, sources, documentation and signatures were looked for.',
    ],
    async *names() {
      yield* new Set(only);
    },
    read: (name) => readPackage(web, name),
  };
}

async function readPackage(web: SourceWeb, rawName: string): Promise<SourcePackage> {
  const [groupId = '', artifactId = ''] = rawName.split(':');
  const name = findNameOfFolder([...groupId.split('.'), artifactId]);
  if (name === undefined)
    throw new GatehouseError(
      'invalid-name',
      `Cannot move in ${rawName.slice(0, 200)}: it is no name of Maven's`,
    );
  const path = `${folderOf(name)}/${METADATA}`;
  const { bytes } = await web.read(path, { maxBytes: MAX_METADATA_BYTES });
  const refused: RefusedVersion[] = [];
  const versions: SourceVersion[] = [];
  let passedOver = 0;
  for (const version of parseMavenVersions(bytes, path)) {
    if (isSnapshot(version)) passedOver += 1;
    else {
      try {
        versions.push(await readVersion(web, name, version));
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        refused.push({ version, because: error.message });
      }
    }
  }
  versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0));
  return { name, people: [], versions, refused, passedOver };
}

/** Those that a maven-metadata.xml lists, each once, and none that could be a path. Throws `invalid-document`, `too-large`. */
export function parseMavenVersions(bytes: Uint8Array, what: string): readonly string[] {
  const elements = readXmlElements(decodeXml(bytes, what, XML.code), what, XML);
  const listed = elements
    .filter(({ path }) => path === 'metadata/versioning/versions/version')
    .map(({ text }) => text.trim());
  return [...new Set(listed)].filter((version) => order.isValid(version) && !/^\.+$|[/\\]/.test(version));
}

async function readVersion(web: SourceWeb, name: PackageName, version: string): Promise<SourceVersion> {
  const { artifactId } = splitName(name);
  const stem = `${artifactId}-${version}`;
  const base = `${folderOf(name)}/${encodeURIComponent(version)}`;
  const pom = await web.read(`${base}/${encodeURIComponent(`${stem}.pom`)}`, { maxBytes: MAX_POM_BYTES });
  const { packaging } = readPublishedPom(pom.bytes, name, version, `${stem}.pom`);
  const main = packaging === 'pom' ? [] : [`.${EXTENSIONS[packaging] ?? packaging}`];
  const files: SourceFile[] = [];
  for (const ending of ['.pom', ...main, ...BESIDE].filter((one) => /^[-.A-Za-z0-9_]+$/.test(one))) {
    const found = await findFile(web, base, version, `${stem}${ending}`);
    if (found === undefined) continue;
    files.push(found);
    const signature = await findFile(web, base, version, `${stem}${ending}.asc`);
    if (signature !== undefined) files.push(signature);
  }
  const date = Date.parse(pom.lastModified ?? '');
  return {
    version,
    ...given('publishedAt', Number.isNaN(date) ? undefined : date),
    tags: [],
    words: {},
    files,
  };
}

/** By the first of its digests that is there. */
async function findFile(
  web: SourceWeb,
  base: string,
  version: string,
  file: string,
): Promise<SourceFile | undefined> {
  const address = `${base}/${encodeURIComponent(file)}`;
  for (const algorithm of CHECKSUMS) {
    const beside = await web.find(`${address}.${algorithm}`, { maxBytes: MAX_DIGEST_BYTES });
    if (beside === undefined) continue;
    return {
      file: `${version}/${file}`,
      digests: { [algorithm]: readDigest(beside.bytes, algorithm, file) },
      isRemote: true,
      async open(maxBytes = MAX_FILE_BYTES) {
        return new Blob([new Uint8Array((await web.read(address, { maxBytes })).bytes)]);
      },
    };
  }
  return undefined;
}
