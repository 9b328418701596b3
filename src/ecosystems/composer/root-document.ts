// The upstream's packages.json: where it keeps the metadata of a package.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { parseJsonObject, stringField } from '../../formats/json.ts';
import type { DocumentRequest, Documents } from '../adapter-index-document.ts';

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 64 };
const PLACEHOLDER = '%package%';
/** What nearly every repository answers; used while nobody has looked. */
const USUAL_TEMPLATE = `p2/${PLACEHOLDER}.json`;

/** The document that an upstream keeps about itself. */
export const ROOT_REQUEST: DocumentRequest = {
  key: 'packages.json',
  path: 'packages.json',
  accept: 'application/json',
};

/**
 * Where metadata stands, with `%package%` for the name: absolute, from the host's root, or relative to the upstream's
 * address. Throws `upstream-invalid` for a repository that speaks version 1 of the protocol only.
 */
export function metadataTemplate(upstreamDocuments: Documents): string {
  const bytes = upstreamDocuments.get(ROOT_REQUEST.key);
  if (bytes === undefined) return USUAL_TEMPLATE;
  const template = stringField(parseJsonObject(bytes, 'packages.json', LIMITS), 'metadata-url');
  if (template?.includes(PLACEHOLDER) === true) return template;
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot use packages.json: found ${template === undefined ? 'no metadata-url' : 'a metadata-url without %package%'}, expected a repository of Composer 2 (metadata-url with %package%)`,
  );
}

/** The metadata document of a package; `suffix` is `~dev` for its branches. */
export function metadataPath(template: string, name: PackageName, suffix: '' | '~dev'): string {
  return template.replaceAll(PLACEHOLDER, () => `${name}${suffix}`);
}
