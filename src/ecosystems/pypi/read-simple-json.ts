// Reads a project's page in the JSON form (PEP 691, 700, 714, 740, 792).

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import {
  arrayField,
  field,
  isObject,
  kindOf,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { normalizeName } from './name.ts';
import {
  checkApiVersion,
  isSafeFile,
  readFragment,
  readHashes,
  resolveFileUrl,
  type Hashes,
  type SimpleFile,
  type SimplePage,
} from './simple-page.ts';

const LIMITS = { maxBytes: 256 * 1024 * 1024, maxDepth: 32 };
/** PEP 714's name, PEP 658's, and the one that the first implementation used in JSON by mistake. */
export const METADATA_FIELDS = ['core-metadata', 'dist-info-metadata', 'data-dist-info-metadata'] as const;

/** Reads the page of `name` that stands at `baseUrl`. Throws `upstream-invalid` or `invalid-document`, naming the place. */
export function readSimpleJson(bytes: Uint8Array, baseUrl: string, name: PackageName): SimplePage {
  const what = `the simple page of ${name}`;
  const page = parseJsonObject(bytes, what, LIMITS);
  const meta = objectField(page, 'meta') ?? {};
  const apiVersion = checkApiVersion(stringField(meta, 'api-version'), what);
  const ownName = field(page, 'name');
  if (typeof ownName !== 'string' || normalizeName(ownName) !== name) {
    throw invalid(what, 'name', `${JSON.stringify(ownName)?.slice(0, 100)}, expected ${name}`);
  }
  const files = field(page, 'files');
  if (!Array.isArray(files)) throw invalid(what, 'files', `${kindOf(files)}, expected an array`);
  const serial = field(meta, '_last-serial');
  const status = readStatus(page);
  return {
    files: files.flatMap((file: unknown, at) => readFile(file, `${what}, files[${at}]`, baseUrl)),
    versions: arrayField(page, 'versions').filter((version) => typeof version === 'string'),
    apiVersion,
    ...(status === undefined ? {} : { status }),
    ...(typeof serial === 'number' && Number.isSafeInteger(serial) ? { lastSerial: serial } : {}),
    fields: page,
  };
}

function invalid(what: string, place: string, found: string): GatehouseError {
  return new GatehouseError('upstream-invalid', `Cannot read ${what}: in ${place} found ${found}`);
}

function readStatus(page: JsonObject): SimplePage['status'] {
  const status = objectField(page, 'project-status');
  const word = status && (stringField(status, 'status') ?? stringField(status, 'state'));
  const reason = status && stringField(status, 'reason');
  return word === undefined ? undefined : { status: word, ...(reason === undefined ? {} : { reason }) };
}

/** None for a file that could not be served: its address is of another scheme, or its name is no name of a file. */
function readFile(value: unknown, what: string, baseUrl: string): readonly SimpleFile[] {
  if (!isObject(value)) throw invalid(what, 'the entry', `${kindOf(value)}, expected an object`);
  const file = field(value, 'filename');
  const address = field(value, 'url');
  if (typeof file !== 'string') throw invalid(what, 'filename', `${kindOf(file)}, expected a string`);
  if (typeof address !== 'string') throw invalid(what, 'url', `${kindOf(address)}, expected a string`);
  const url = resolveFileUrl(address, baseUrl);
  if (url === undefined || !isSafeFile(file)) return [];
  const inFragment = readFragment(url);
  const hashes = readHashes(Object.entries(objectField(value, 'hashes') ?? {}));
  return [
    {
      file,
      url: url.href,
      hashes: hashes.size > 0 ? hashes : inFragment,
      ...readDetails(value),
      fields: value,
    },
  ];
}

function readDetails(file: JsonObject): Omit<SimpleFile, 'file' | 'url' | 'hashes' | 'fields'> {
  const requiresPython = stringField(file, 'requires-python');
  const yanked = field(file, 'yanked');
  const metadata = readMetadata(file);
  const hasSignature = field(file, 'gpg-sig');
  const provenance = stringField(file, 'provenance');
  const sizeBytes = field(file, 'size');
  const uploadTime = stringField(file, 'upload-time');
  return {
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(typeof yanked === 'string' ? { yanked } : yanked === true ? { yanked: '' } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    ...(typeof hasSignature === 'boolean' ? { hasSignature } : {}),
    ...(provenance === undefined ? {} : { provenance }),
    ...(typeof sizeBytes === 'number' && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0
      ? { sizeBytes }
      : {}),
    ...(uploadTime === undefined ? {} : { uploadTime }),
  };
}

/** The first of the fields that is there counts, as for the clients. */
function readMetadata(file: JsonObject): Hashes | undefined {
  for (const name of METADATA_FIELDS) {
    const value = field(file, name);
    if (value === undefined) continue;
    if (isObject(value)) return readHashes(Object.entries(value));
    return value === true ? new Map() : undefined;
  }
  return undefined;
}
