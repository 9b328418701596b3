// What a registry takes of what core metadata may say: less than an installer does.

import { GatehouseError } from '../../kernel/errors.ts';
import { findName } from './name.ts';
import { findNormalSpecifier, findRequirement } from './normal-requirement.ts';
import { findNormalVersion } from './normal-version.ts';
import type { CoreMetadata } from './parse-metadata.ts';
import type { PackageName } from '../../kernel/package-ref.ts';

const MAX_VERSION = 128;

export interface Published {
  readonly name: PackageName;
  readonly spelt: string;
  /** As PEP 440 writes it. */
  readonly version: string;
}

/**
 * What the metadata is of. Throws `invalid-name`, `invalid-version` (also for a local version, which is for builds of one's own),
 * `invalid-request` for requirements that no index can meet, and for those that lead around every index.
 */
export function assertPublishable(
  metadata: CoreMetadata,
  file: string,
  { takesLocal = false }: { readonly takesLocal?: boolean } = {},
): Published {
  const { one, many } = metadata;
  const spelt = one.get('name') ?? '';
  const name = findName(spelt);
  if (name === undefined) {
    throw new GatehouseError(
      'invalid-name',
      `Cannot publish ${file}: found the name ${shown(spelt)}, expected letters, digits, ".", "_" and "-"`,
    );
  }
  const version = readVersion(one.get('version') ?? '', file, takesLocal);
  const python = one.get('requires-python');
  if (python !== undefined && findNormalSpecifier(python) === undefined) {
    throw invalid(file, `its Requires-Python ${shown(python)} is no set of versions (PEP 440)`);
  }
  for (const raw of many.get('requires-dist') ?? []) {
    const requirement = findRequirement(raw);
    if (requirement === undefined)
      throw invalid(file, `its Requires-Dist ${shown(raw)} is no requirement (PEP 508)`);
    if (requirement.address !== undefined) {
      throw invalid(
        file,
        `its Requires-Dist ${shown(raw)} is an address, which leads around the registry; require a version`,
      );
    }
  }
  const dynamic = (many.get('dynamic') ?? []).find((field) =>
    /^(?:name|version|metadata-version)$/i.test(field),
  );
  if (dynamic !== undefined)
    throw invalid(file, `its field ${dynamic} is dynamic, which none of them may be (PEP 643)`);
  return { name, spelt, version };
}

function readVersion(raw: string, file: string, takesLocal: boolean): string {
  const version = raw.length > MAX_VERSION ? undefined : findNormalVersion(raw);
  if (version === undefined) {
    throw new GatehouseError(
      'invalid-version',
      `Cannot publish ${file}: found the version ${shown(raw)}, expected one such as 1.2.3 or 1.2rc1 (PEP 440)`,
    );
  }
  if (takesLocal || !version.includes('+')) return version;
  throw new GatehouseError(
    'invalid-version',
    `Cannot publish ${file}: found the local version ${shown(raw)}, and those are not published (PEP 440): what is behind the + is for builds of your own`,
  );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
