// Where a pyproject.toml asks for a package by a specifier of PEP 508, so that it can be changed in place.

import type { PackageName } from '../../kernel/package-ref.ts';
import { findRequirement } from './python-requirement.ts';
import { findTomlStrings, type TomlString } from '../../formats/toml-strings.ts';

const WHAT = 'pyproject.toml';

export interface PyprojectAsk {
  readonly place: TomlString;
  /** Of `dependencies` neither is there; else the extra or the group that it stands in. */
  readonly extra?: string;
  readonly group?: string;
}

/** `project.dependencies`, `project.optional-dependencies` and `dependency-groups`. Throws `invalid-document` with the line. */
export function findAsks(text: string, name: PackageName): readonly PyprojectAsk[] {
  return findTomlStrings(text, WHAT).flatMap((place): readonly PyprojectAsk[] => {
    const asking = placeOf(place.path);
    if (asking === undefined || findRequirement(place.value)?.name !== name) return [];
    return [{ place, ...asking }];
  });
}

function placeOf(path: TomlString['path']): Omit<PyprojectAsk, 'place'> | undefined {
  const [first, second, third] = path;
  if (first === 'project' && second === 'dependencies' && path.length === 3) return {};
  if (first === 'project' && second === 'optional-dependencies' && path.length === 4)
    return { extra: String(third) };
  if (first === 'dependency-groups' && path.length === 3) return { group: String(second) };
  return undefined;
}
