// Holds what a client says of a file against what stands in the file. What is served comes from the file alone; a form that says
// another thing is not what its user looked at.

import { GatehouseError } from '../../kernel/errors.ts';
import { normalizeName } from './name.ts';
import { findNormalSpecifier, findRequirement } from './normal-requirement.ts';
import { findNormalVersion } from './normal-version.ts';
import type { ReadDistribution } from './read-sdist.ts';
import type { UploadForm } from './upload-form.ts';

type Normal = (value: string) => string;

const asItStands: Normal = (value) => value.trim();

/**
 * By the form's field, the metadata's, and the spelling in which they are compared. The version of the metadata is none of them:
 * flit writes its own into the form.
 */
const SINGLE: Readonly<Record<string, readonly [string, Normal]>> = {
  name: ['name', normalizeName],
  version: ['version', (value) => findNormalVersion(value) ?? value],
  requires_python: ['requires-python', (value) => findNormalSpecifier(value) ?? value],
  license_expression: ['license-expression', asItStands],
};
const LISTS: Readonly<Record<string, readonly [string, Normal]>> = {
  requires_dist: ['requires-dist', (value) => findRequirement(value)?.text ?? value],
  provides_extra: ['provides-extra', normalizeName],
  provides_dist: ['provides-dist', asItStands],
  obsoletes_dist: ['obsoletes-dist', asItStands],
  requires_external: ['requires-external', asItStands],
};

/** Throws `invalid-request` where they differ. A field that the client leaves out says nothing. */
export function assertFormAgrees({ fields, file }: UploadForm, { metadata, kind }: ReadDistribution): void {
  const [filetype] = fields.get('filetype') ?? [];
  if (filetype !== kind) {
    throw disagreed(file, 'filetype', filetype ?? 'nothing', kind);
  }
  for (const [field, [own, normal]] of Object.entries(SINGLE)) {
    const [told] = fields.get(field) ?? [];
    const found = metadata.one.get(own);
    if (told !== undefined && normal(told) !== (found === undefined ? undefined : normal(found))) {
      throw disagreed(file, field, told, found ?? 'nothing');
    }
  }
  for (const [field, [own, normal]] of Object.entries(LISTS)) {
    const told = fields.get(field);
    if (told === undefined) continue;
    const found = metadata.many.get(own) ?? [];
    const [ofForm, ofFile] = [told, found].map((all) => new Set(all.map(normal)));
    const added = told.find((one) => ofFile?.has(normal(one)) !== true);
    const missing = found.find((one) => ofForm?.has(normal(one)) !== true);
    if (added !== undefined) throw disagreed(file, field, added, 'nothing of it');
    if (missing !== undefined) throw disagreed(file, field, 'nothing of it', missing);
  }
}

function disagreed(file: string, field: string, told: string, found: string): GatehouseError {
  return new GatehouseError(
    'invalid-request',
    `Cannot publish ${file}: the form says ${field} ${shown(told)}, and the file ${shown(found)}`,
  );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
