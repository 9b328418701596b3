// Where Gatehouse serves the files of a project and what stands beside them.

import type { PackageName } from '../../kernel/package-ref.ts';

/** The path of a file below the registry's root. */
export function filePath(name: PackageName, file: string): string {
  return `/files/${name}/${encodeURIComponent(file)}`;
}

/** The path of a file's provenance (PEP 740), relative to a registry's root, here and at an upstream. */
export function provenancePath(name: PackageName, version: string, file: string): string {
  return `integrity/${name}/${encodeURIComponent(version)}/${encodeURIComponent(file)}/provenance`;
}

/** The decoded last part of an address's path; undefined for one with a broken escape, which no client could ask for. */
export function fileOfAddress(url: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  } catch {
    return undefined;
  }
}
