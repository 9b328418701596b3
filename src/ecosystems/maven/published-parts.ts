// What the files that came of a version amount to, and what keeps them from being published: a sentence for each requirement.

import { parseHexDigest, type DigestAlgorithm } from '../../kernel/digest.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type {
  CollectedFile,
  CollectedVersion,
  PartDemands,
  PartedRelease,
  PartRules,
} from '../adapter-publish.ts';
import { readPlace } from './part-place.ts';
import { portal } from './portal-answers.ts';
import { archiveFaults, isArchive } from './published-archive.ts';
import { describingFaults, readPublishedPom, type PublishedPom } from './published-pom.ts';
import { stemOf, writtenVersion } from './snapshot.ts';

/** A signature, or a bundle of Sigstore's: it says something of the file whose name it begins with. */
const COMPANION = /\.(?:asc|sig|sigstore|sigstore\.json)$/;
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const MAX_POM_BYTES = 4 << 20;

export const parts: PartRules = {
  examine,
  readPlace,
  readDigest,
  isCompanion: (file) => COMPANION.test(file),
  portal,
};

/** The digest alone, or with the file's name after it, as `sha1sum` writes. Throws `invalid-request`. */
export function readDigest(bytes: Uint8Array, algorithm: DigestAlgorithm, file: string): string {
  const [first = ''] = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1').trim().split(/\s/, 1);
  const digest = parseHexDigest(algorithm, first);
  if (digest !== undefined && bytes.byteLength <= 1_024) return digest;
  throw new GatehouseError(
    'invalid-request',
    `Cannot publish ${file}: found no ${algorithm} digest in what was sent beside it`,
  );
}

interface Examined {
  readonly collected: CollectedVersion;
  readonly demands: PartDemands;
  /** `1.0/app-1.0`, with which all files begin; what is written in them says `writtenVersion`. */
  readonly stem: string;
  readonly files: ReadonlyMap<string, CollectedFile>;
}

/** As `PartRules.examine` says. */
export async function examine(
  collected: CollectedVersion,
  demands: PartDemands,
): Promise<{ readonly release: PartedRelease; readonly faults: readonly string[] }> {
  const { name, version, files } = collected;
  const stem = stemOf(name, version);
  const examined = { collected, demands, stem, files: new Map(files.map((file) => [file.file, file])) };
  const pomFile = examined.files.get(`${stem}.pom`);
  const bytes = pomFile === undefined ? undefined : await readSmall(pomFile);
  const what = shortOf(`${stem}.pom`);
  const pom: PublishedPom =
    bytes === undefined
      ? {
          packaging: 'jar',
          faults: [`${what} is missing, or larger than any`],
          unsettled: [],
          isReadable: false,
        }
      : readPublishedPom(bytes, name, writtenVersion(version), what);
  const faults = [
    ...pom.faults,
    ...(demands.takesUnsettled === true ? [] : pom.unsettled),
    ...digestFaults(examined),
    ...(pom.isReadable ? mainFaults(examined, pom) : []),
    ...(await companionFaults(examined)),
    ...(await contentFaults(examined)),
    ...(demands.description && bytes !== undefined && pom.isReadable
      ? await describingFaults(bytes, what, demands.other)
      : []),
  ];
  const { packaging, licence } = pom;
  const words = { packaging, ...given('licence', licence) };
  return {
    release: { name, spelt: name, version, words, files: files.map(({ file }) => ({ file })) },
    faults: [...new Set(faults)],
  };
}

async function readSmall({ sizeBytes, read }: CollectedFile): Promise<Uint8Array | undefined> {
  return sizeBytes > MAX_POM_BYTES ? undefined : read();
}

/** Each file must have come with a digest, so that what an earlier attempt left is not taken for part of this one. */
function* digestFaults({ collected, demands, files }: Examined): Iterable<string> {
  const declared = Map.groupBy(collected.declared, ({ file }) => file);
  for (const [file, digests] of declared) {
    const found = files.get(file);
    if (found === undefined) yield `${shortOf(file)} did not come, though its digest did`;
    for (const { algorithm, digest } of digests) {
      const computed = found?.digests[algorithm];
      if (computed !== undefined && computed !== digest) {
        yield `${algorithm} of ${shortOf(file)} is ${computed}, and ${digest} was declared`;
      }
    }
  }
  for (const { file } of collected.files) {
    if (COMPANION.test(file)) continue;
    const has = new Set(declared.get(file)?.map(({ algorithm }) => algorithm));
    const lacks = demands.description ? (['md5', 'sha1'] as const).filter((one) => !has.has(one)) : [];
    if (has.size === 0 && lacks.length === 0) yield `${shortOf(file)} came without a digest`;
    for (const algorithm of lacks) yield `${shortOf(file)} came without its ${algorithm}`;
  }
}

/** What is asked for by the version alone must be there, and what people look into. */
function* mainFaults({ demands, stem, files }: Examined, { packaging }: PublishedPom): Iterable<string> {
  if (packaging === 'pom') return;
  const isMain = (file: string) =>
    file.startsWith(`${stem}.`) && !/\.(?:pom|module)$/.test(file) && !COMPANION.test(file);
  if (![...files.keys()].some(isMain)) {
    yield `${shortOf(stem)} has no artifact, and its POM says packaging ${packaging.slice(0, 100)}`;
  }
  if (!demands.description) return;
  for (const classifier of ['sources', 'javadoc']) {
    const file = `${stem}-${classifier}.jar`;
    if (!files.has(file)) yield `${shortOf(file)} is missing`;
  }
}

async function companionFaults({ demands, files }: Examined): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [file, { sizeBytes, read }] of files) {
    const of = file.replace(COMPANION, '');
    if (of === file) {
      if (demands.signatures && !files.has(`${file}.asc`)) faults.push(`${shortOf(file)} has no signature`);
    } else if (!files.has(of)) {
      faults.push(`${shortOf(file)} is about ${shortOf(of)}, which did not come`);
    } else if (file.endsWith('.asc')) {
      const text = sizeBytes > 1 << 16 ? '' : Buffer.from(await read()).toString('latin1');
      if (!text.trimStart().startsWith(SIGNATURE)) faults.push(`${shortOf(file)} is no PGP signature`);
    }
  }
  return faults;
}

/** One archive after the other, so that one alone is in memory. */
async function contentFaults({ collected, files }: Examined): Promise<readonly string[]> {
  const faults: string[] = [];
  const written = writtenVersion(collected.version);
  for (const file of files.values()) {
    if (file.sizeBytes === 0) faults.push(`${shortOf(file.file)} is empty`);
    else if (isArchive(file.file)) {
      try {
        faults.push(...(await archiveFaults(await file.read(), collected.name, written, shortOf(file.file))));
      } catch (error) {
        faults.push(messageOf(error));
      }
    }
  }
  return faults;
}

/** Without the version's folder. */
function shortOf(file: string): string {
  return file.slice(file.indexOf('/') + 1);
}
