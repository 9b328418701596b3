// devpi: the folder that `devpi-server --export` (or devpi-export) wrote, with its dataindex.json; or the address of an index, which
// says the same in JSON.

import { parseInstant, type Instant } from '../../kernel/clock.ts';
import { DIGEST_ALGORITHMS, parseHexDigest, type Digests } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { findName } from '../../ecosystems/pypi/name.ts';
import type { Machine } from '../machine.ts';
import type { RefusedVersion, Source, SourceFile, SourcePackage, SourceVersion } from './source.ts';
import { openSourceFolder } from './source-folder.ts';
import { isWebPlace, openSourceWeb, type SourceWeb } from './source-web.ts';

const INDEX_FILE = 'dataindex.json';
const LIMITS = { maxBytes: 1 << 29, maxDepth: 64 };
const PAGE_LIMITS = { maxBytes: 64 << 20, maxDepth: 64 };
const MAX_FILE_BYTES = 1 << 30;
const JSON_TYPE = 'application/json';

/** A file of a release, as devpi keeps it. */
interface DevpiFile {
  readonly version: string;
  /** In the export, or an address. */
  readonly place: string;
  readonly digests: Digests;
  readonly uploadedAt?: Instant;
  readonly uploader?: string;
}

/** `index`: `ada/prod`, this one alone. Throws `not-found`, `invalid-document`, `upstream-unreachable`. */
export async function openDevpi(
  machine: Pick<Machine, 'fetch' | 'cwd'>,
  place: string,
  index: string | undefined,
): Promise<Source> {
  if (isWebPlace(place)) return openIndex(openSourceWeb(machine, place));
  const folder = await openSourceFolder(machine.cwd, place);
  const exported = parseDevpiExport(await folder.read(INDEX_FILE, LIMITS.maxBytes), index);
  return {
    ecosystem: 'pypi',
    origin: `devpi ${index ?? folder.title}`,
    isByFile: true,
    notes: exported.notes,
    async *names() {
      yield* exported.files.keys();
    },
    read: async (name) =>
      packageOf(name, exported.files.get(name) ?? [], (file) => () => folder.open(file.place)),
  };
}

interface DevpiExport {
  readonly files: ReadonlyMap<string, readonly DevpiFile[]>;
  readonly notes: readonly string[];
}

/** What an export holds, by project. Throws `invalid-document`, `too-large`, `not-found` for an index that is not in it. */
export function parseDevpiExport(bytes: Uint8Array, index?: string): DevpiExport {
  const indexes = objectField(parseJsonObject(bytes, INDEX_FILE, LIMITS), 'indexes') ?? {};
  const names = index === undefined ? Object.keys(indexes) : [index];
  const files = new Map<string, DevpiFile[]>();
  let others = 0;
  for (const name of names) {
    const one = objectField(indexes, name);
    if (one === undefined) {
      throw new GatehouseError(
        'not-found',
        `Cannot move in: the export has no index ${JSON.stringify(name.slice(0, 200))}, only ${Object.keys(indexes).join(', ').slice(0, 500)}`,
      );
    }
    for (const file of arrayField(one, 'files')) {
      if (!isObject(file)) continue;
      const project = stringField(file, 'projectname');
      const place = stringField(file, 'relpath');
      const version = stringField(file, 'version');
      const isRelease = (stringField(file, 'type') ?? 'releasefile') === 'releasefile';
      if (!isRelease || project === undefined || place === undefined || version === undefined) others += 1;
      else {
        const list = files.get(project) ?? [];
        list.push({ version, place, ...readFacts(objectField(file, 'entrymapping') ?? {}, file) });
        files.set(project, list);
      }
    }
  }
  const note = `${others} files are no releases (documentation, test results), and were left there`;
  return { files, notes: others === 0 ? [] : [note] };
}

/** Digests, and by whose upload when; of the entry itself where an older devpi says them elsewhere. */
function readFacts(
  entry: JsonObject,
  file: JsonObject,
): Pick<DevpiFile, 'digests' | 'uploadedAt' | 'uploader'> {
  const log = [...arrayField(file, 'log'), ...arrayField(entry, 'log')].filter(isObject);
  const upload = log.find((one) => field(one, 'what') === 'upload') ?? log[0];
  const uploadedAt =
    whenOf(arrayField(upload ?? {}, 'when')) ?? dateOf(stringField(entry, 'last_modified') ?? '');
  return {
    digests: digestsOf(entry),
    ...given('uploadedAt', uploadedAt),
    ...given('uploader', stringField(upload ?? {}, 'who')),
  };
}

/** Year, month, day, hour, minute, second. */
function whenOf(parts: readonly unknown[]): Instant | undefined {
  const numbers = parts.filter((one) => typeof one === 'number');
  if (numbers.length !== 6 || parts.length !== 6) return undefined;
  const [year, month, day, hour, minute, second] = numbers.map((one) => String(one).padStart(2, '0'));
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function dateOf(text: string): Instant | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** `sha256=abc…`, or a table of them; older ones have md5 alone. */
function digestsOf(entry: JsonObject): Digests {
  const [specName = '', specHex = ''] = (stringField(entry, 'hash_spec') ?? '').split('=');
  const said = [[specName, specHex], ...Object.entries(objectField(entry, 'hashes') ?? {})];
  return Object.fromEntries(
    said.flatMap(([name, hex]) => {
      const algorithm = DIGEST_ALGORITHMS.find((known) => known === name);
      const parsed =
        algorithm === undefined || typeof hex !== 'string' ? undefined : parseHexDigest(algorithm, hex);
      return parsed === undefined ? [] : [[algorithm, parsed] as const];
    }),
  );
}

function packageOf(
  project: string,
  files: readonly DevpiFile[],
  opener: (file: DevpiFile) => SourceFile['open'],
  isRemote?: true,
): SourcePackage {
  const name = findName(project);
  if (name === undefined) {
    throw new GatehouseError(
      'invalid-name',
      `Cannot move in ${project.slice(0, 200)}: it is no name of a project`,
    );
  }
  const refused: RefusedVersion[] = [];
  const versions: SourceVersion[] = [];
  for (const [version, all] of Map.groupBy(files, (one) => one.version)) {
    const sorted = [...all].sort((one, other) => (one.uploadedAt ?? 0) - (other.uploadedAt ?? 0));
    const own: SourceFile[] = [];
    for (const one of sorted) {
      const file = fileOf(one.place);
      if (!/\.(?:whl|tar\.gz|zip)$/i.test(file)) {
        const because = `${file} is neither a wheel nor a source distribution (.tar.gz, .zip), and no client of today installs it`;
        refused.push({ version, because });
      } else if (!own.some((other) => other.file === file)) {
        own.push({
          file,
          digests: one.digests,
          ...given('publishedAt', one.uploadedAt),
          ...given('isRemote', isRemote),
          open: opener(one),
        });
      }
    }
    const [first] = sorted;
    if (own.length > 0)
      versions.push({
        version,
        ...given('publishedAt', first?.uploadedAt),
        ...given('publisher', first?.uploader),
        tags: [],
        words: {},
        files: own,
      });
  }
  versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0));
  const people = [...new Set(files.flatMap(({ uploader }) => uploader ?? []))].slice(0, 100);
  return { name, people, versions, refused, passedOver: 0 };
}

function fileOf(place: string): string {
  return place.slice(place.lastIndexOf('/') + 1);
}

async function openIndex(web: SourceWeb): Promise<Source> {
  const config = await readResult(web, '', 'indexconfig');
  const projects = arrayField(config, 'projects').filter((one) => typeof one === 'string');
  return {
    ecosystem: 'pypi',
    origin: `devpi ${web.url}`,
    isByFile: true,
    notes:
      field(config, 'type') === 'mirror'
        ? [`${web.url} is a mirror of another registry, which this gate fetches from itself`]
        : [],
    async *names() {
      if (field(config, 'type') !== 'mirror') yield* new Set(projects);
    },
    async read(name) {
      const project = findName(name);
      if (project === undefined)
        throw new GatehouseError('invalid-name', `Cannot move in ${name.slice(0, 200)}: it is no name`);
      const files = linksOf(await readResult(web, project, 'projectconfig'));
      const opener = (file: DevpiFile) => async (maxBytes?: number) =>
        new Blob([
          new Uint8Array((await web.read(file.place, { maxBytes: maxBytes ?? MAX_FILE_BYTES })).bytes),
        ]);
      return packageOf(project, files, opener, true);
    },
  };
}

async function readResult(web: SourceWeb, path: string, type: string): Promise<JsonObject> {
  const { bytes } = await web.read(path, { maxBytes: PAGE_LIMITS.maxBytes, accept: JSON_TYPE });
  const answer = parseJsonObject(bytes, `${web.url}/${path}`, PAGE_LIMITS);
  const result = objectField(answer, 'result');
  if (result !== undefined && field(answer, 'type') === type) return result;
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot move in from ${web.url}: expected the address of a devpi index, such as https://devpi.example/ada/prod`,
  );
}

/** The files of a project, by version: of this index alone, as devpi's JSON lists them. */
function linksOf(result: JsonObject): readonly DevpiFile[] {
  return Object.entries(result).flatMap(([version, about]) =>
    arrayField(isObject(about) ? about : {}, '+links').flatMap((link) => {
      const href = isObject(link) ? stringField(link, 'href') : undefined;
      if (!isObject(link) || href === undefined || field(link, 'rel') !== 'releasefile') return [];
      const [place = ''] = href.split('#', 1);
      return [{ version, place, ...readFacts(link, link) }];
    }),
  );
}
