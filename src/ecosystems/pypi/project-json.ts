// PyPI's JSON API about a project or one version of it: the upstream's document as a view decides it, with the known
// vulnerabilities filled in from our own evidence.

import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered } from '../../kernel/verdict.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { IndexView, RenderedIndex } from '../adapter-index-document.ts';
import { chooseLatest } from '../choose-latest.ts';
import { filePath } from './file-address.ts';
import type { OfferedFile, OfferedRelease } from './offer.ts';
import { servesSignature } from './releases.ts';
import { listVulnerabilities } from './vulnerabilities.ts';
import { versions as order } from './version.ts';

const LIMITS = { maxBytes: 128 * 1024 * 1024, maxDepth: 32 };
/** What the document says about the project rather than about one version of it. */
const PROJECT_FIELDS = ['name', 'package_url', 'project_url'];

/**
 * The document for the version that `view.selector` names (in any spelling), else for the project and the version that is
 * its latest in this view. `upstream` is the upstream's document about the project; without one, what the simple page
 * tells is all there is. Undefined when the project has no such version.
 * Fields that describe a version are kept only where they describe the version that is shown.
 */
export function renderProjectJson(
  name: PackageName,
  releases: readonly OfferedRelease[],
  upstream: Uint8Array | undefined,
  view: IndexView,
): RenderedIndex | undefined {
  const document =
    upstream === undefined ? {} : parseJsonObject(upstream, `the JSON document of ${name}`, LIMITS);
  const info = objectField(document, 'info') ?? {};
  const release = findRelease(releases, view.selector, stringField(info, 'version'));
  if (release === undefined) return undefined;
  const details = readFileDetails(document);
  const render = ({ files }: OfferedRelease) => files.map((file) => renderFile(name, file, details, view));
  const { releases: _, urls: __, ...rest } = document;
  const body = {
    ...rest,
    info: renderInfo(name, info, release),
    ...(view.selector === undefined
      ? { releases: Object.fromEntries(releases.map((one) => [one.version, render(one)])) }
      : {}),
    urls: render(release),
    vulnerabilities: listVulnerabilities(view.statements, release.version),
  };
  return { body: Buffer.from(JSON.stringify(body)), contentType: 'application/json', headers: {} };
}

function findRelease(
  releases: readonly OfferedRelease[],
  selector: string | undefined,
  intended: string | undefined,
): OfferedRelease | undefined {
  if (selector !== undefined) {
    return order.isValid(selector)
      ? releases.find(({ version }) => order.compare(version, selector) === 0)
      : undefined;
  }
  const offered = releases.filter(({ verdict }) => isOffered(verdict));
  const unyanked = offered.filter(({ files }) => files.some(({ yanked }) => yanked === undefined));
  const candidates = [unyanked, offered, releases].find((some) => some.length > 0) ?? [];
  const latest = chooseLatest(
    candidates.map(({ version }) => version),
    order,
    intended,
  );
  return candidates.find(({ version }) => version === latest);
}

function renderInfo(name: PackageName, info: JsonObject, { version, files }: OfferedRelease): JsonObject {
  const described = stringField(info, 'version') ?? '';
  const isSame = order.isValid(described) && order.compare(described, version) === 0;
  const kept = isSame
    ? info
    : Object.fromEntries(
        PROJECT_FIELDS.flatMap((key) => (Object.hasOwn(info, key) ? [[key, info[key]]] : [])),
      );
  const requiresPython = files.find(({ file }) => file.requiresPython !== undefined)?.file.requiresPython;
  const isYanked = files.every(({ yanked }) => yanked !== undefined);
  return {
    name,
    ...(requiresPython === undefined ? {} : { requires_python: requiresPython }),
    ...kept,
    version,
    yanked: isYanked,
    yanked_reason: isYanked ? (files[0]?.yanked ?? null) : null,
  };
}

/** What only this document knows about a file, by its name. */
function readFileDetails(document: JsonObject): ReadonlyMap<string, JsonObject> {
  const entries = [
    ...Object.values(objectField(document, 'releases') ?? {}).flatMap((files) =>
      Array.isArray(files) ? files : [],
    ),
    ...arrayField(document, 'urls'),
  ];
  return new Map(
    entries.flatMap((entry: unknown) => {
      const file = isObject(entry) ? stringField(entry, 'filename') : undefined;
      return isObject(entry) && file !== undefined ? [[file, entry] as const] : [];
    }),
  );
}

function renderFile(
  name: PackageName,
  { file, yanked }: OfferedFile,
  details: ReadonlyMap<string, JsonObject>,
  view: IndexView,
): JsonObject {
  const own = details.get(file.file) ?? {};
  const hashes = Object.fromEntries(file.hashes);
  const legacyDigests = field(own, 'digests');
  return {
    ...own,
    filename: file.file,
    url: `${view.registryUrl}${filePath(name, file.file)}`,
    digests: isObject(legacyDigests) ? { ...legacyDigests, ...hashes } : hashes,
    requires_python: file.requiresPython ?? null,
    ...(file.sizeBytes === undefined ? {} : { size: file.sizeBytes }),
    ...(file.uploadTime === undefined ? {} : { upload_time_iso_8601: file.uploadTime }),
    ...(file.hasSignature === undefined ? {} : { has_sig: servesSignature(file) }),
    yanked: yanked !== undefined,
    yanked_reason: yanked ?? null,
  };
}
