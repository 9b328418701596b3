// What the rows of all route tables have in common.

import type { RegistryRequest, RegistryRoute, RouteInput } from './adapter-routes.ts';

/** For routes by which no file can leave. */
export const NO_DOORS: RegistryRoute['doors'] = () => [];

/** A route whose path is fixed. */
export function exactRoute(
  id: string,
  methods: RegistryRoute['methods'],
  path: string,
  means: (input: RouteInput) => RegistryRequest,
  access: RegistryRoute['access'] = 'read',
): RegistryRoute {
  const expected = path.split('/').filter((segment) => segment !== '');
  return {
    id,
    methods,
    pattern: path,
    access,
    match: (input) =>
      input.segments.length === expected.length && beginsWith(input.segments, expected)
        ? means(input)
        : undefined,
    doors: NO_DOORS,
  };
}

/** The last row of a table: whatever would change the registry. `what` completes "Cannot …". */
export function writeRoute(id: string, what: string): RegistryRoute {
  return {
    id,
    methods: ['PUT', 'POST', 'DELETE', 'PATCH'],
    pattern: '/*',
    access: 'publish',
    match: () => ({ kind: 'write', what }),
    doors: NO_DOORS,
  };
}

/** Whether a path leads below the folder of these segments. */
export function beginsWith(segments: readonly string[], folder: readonly string[]): boolean {
  return folder.every((segment, at) => segments[at] === segment);
}

/** A whole number of the query from 1 to `most`; `otherwise` for anything else. */
export function readCount(text: string | null, otherwise: number, most = 1_000_000): number {
  const count = Number.parseInt(text ?? '', 10);
  return count >= 1 ? Math.min(count, most) : otherwise;
}

/** The text with its first character escaped: for a server the same address, and another one for who compares texts. */
export function escapeFirst(text: string): string {
  return text.startsWith('%') ? text : `%${text.charCodeAt(0).toString(16).padStart(2, '0')}${text.slice(1)}`;
}
