// What a project's composer.json asks for.

import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';

export interface ProjectManifest {
  readonly document: JsonObject;
  readonly name: string;
  readonly version?: string;
  /** Constraint by name in lower case; what PHP itself brings (`php`, `ext-json`) is left out. */
  readonly runtime: ReadonlyMap<string, string>;
  readonly development: ReadonlyMap<string, string>;
  /** Names that the project says it is itself, so that nothing is installed for them. */
  readonly own: ReadonlySet<string>;
  /** Whether packages come from this repository of source code, instead of a registry. */
  readonly isFork: (url: string) => boolean;
}

/** Throws `invalid-document` and `too-large`. */
export function readProjectManifest(text: string): ProjectManifest {
  const { value: document } = readJsonObjectText(text, { what: 'composer.json' });
  const version = stringField(document, 'version');
  const forks = new Set(forkUrls(document));
  return {
    document,
    name: stringField(document, 'name') ?? '',
    ...(version === undefined ? {} : { version }),
    runtime: requirementsIn(document, 'require'),
    development: requirementsIn(document, 'require-dev'),
    own: new Set([
      ...requirementsIn(document, 'replace').keys(),
      ...requirementsIn(document, 'provide').keys(),
    ]),
    isFork: (url) => forks.has(plainUrl(url)),
  };
}

/** The packages that a field names, in lower case, with what it says of each. Platform packages have no vendor. */
export function requirementsIn(document: JsonObject, name: string): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectField(document, name) ?? {}).flatMap(([key, constraint]) =>
      key.includes('/') && typeof constraint === 'string' ? [[key.toLowerCase(), constraint]] : [],
    ),
  );
}

/** Repositories that are no registries: a list, or an object by name. */
function forkUrls(document: JsonObject): readonly string[] {
  const all = [
    ...arrayField(document, 'repositories'),
    ...Object.values(objectField(document, 'repositories') ?? {}),
  ];
  return all.filter(isObject).flatMap((repository) => {
    if (field(repository, 'type') === 'composer') return [];
    const url = stringField(repository, 'url');
    return url === undefined ? [] : [plainUrl(url)];
  });
}

/** `git@host:a/b.git` and `https://host/a/b` are the same repository. */
function plainUrl(url: string): string {
  return url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):(?=[^\d])/, '$1/')
    .replace(/(?:\.git)?\/?$/, '');
}
