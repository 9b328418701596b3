// What core metadata says of its licence, held to PEP 639.

import { GatehouseError } from '../../kernel/errors.ts';
import { parseLicence, type LicenceExpression } from '../../kernel/licence-expression.ts';
import { isSpdxLicenceId } from '../../formats/spdx-licence-ids.ts';
import { isAtLeast, type CoreMetadata } from './parse-metadata.ts';

const OWN_LICENCE = /^LicenseRef-[A-Za-z0-9.-]+$/i;
/** Tools wrote the fields for years before they were defined; what they meant by them then is their own. */
const SINCE = '2.4';

/**
 * Throws `invalid-request` for a licence that is told in two ways, for one that is no SPDX expression, and for licence files that
 * are not where the metadata says: `isThere` is asked with their paths as they stand in it.
 */
export function assertLicence(
  metadata: CoreMetadata,
  isThere: (path: string) => boolean,
  what: string,
): void {
  const { one, many } = metadata;
  const expression = one.get('license-expression');
  if (expression !== undefined) assertExpression(metadata, expression, what);
  for (const path of isAtLeast(metadata, SINCE) ? (many.get('license-file') ?? []) : []) {
    if (!isThere(path))
      throw invalid(what, `its License-File ${JSON.stringify(path.slice(0, 200))} is not in the archive`);
  }
}

function assertExpression(metadata: CoreMetadata, expression: string, what: string): void {
  const { one, many } = metadata;
  if (!isAtLeast(metadata, SINCE)) {
    throw invalid(
      what,
      `License-Expression came with Metadata-Version ${SINCE}, found ${one.get('metadata-version')}`,
    );
  }
  const parsed = parseLicence(expression);
  const unknown = parsed === undefined ? [expression] : unknownIn(parsed);
  if (unknown.length > 0) {
    throw invalid(
      what,
      `its License-Expression has ${JSON.stringify(unknown[0]?.slice(0, 100))}, which is no SPDX licence`,
    );
  }
  const told = (many.get('classifier') ?? []).find((classifier) => classifier.startsWith('License ::'));
  if (told === undefined && !one.has('license')) return;
  throw invalid(
    what,
    `its licence is told by License-Expression and by ${told ?? 'License'}, expected the first alone`,
  );
}

function unknownIn(expression: LicenceExpression): readonly string[] {
  if (expression.kind !== 'licence') return expression.parts.flatMap(unknownIn);
  const { id, exception } = expression;
  const isKnown = (name: string): boolean =>
    OWN_LICENCE.test(name) || isSpdxLicenceId(name.replace(/\+$/, '')) || isSpdxLicenceId(name);
  return [id, ...(exception === undefined ? [] : [exception])].filter((name) => !isKnown(name));
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
