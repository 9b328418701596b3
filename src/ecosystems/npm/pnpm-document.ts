// The document of pnpm-lock.yaml that is about the project.

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, kindOf, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readYamlText, type YamlText } from '../../formats/yaml-text.ts';

export const WHAT = 'pnpm-lock.yaml';

const KNOWN = ['5', '6', '9'];

export interface PnpmDocument {
  readonly document: JsonObject;
  /** `9.0` */
  readonly version: string;
  readonly lineOf: YamlText['lineOf'];
}

/** Throws `invalid-document`, and `unsupported` for a version of the format that is not known. */
export function readPnpmDocument(text: string): PnpmDocument {
  const { documents, lineOf } = readYamlText(text, WHAT);
  const document = findProject(documents);
  const version = stringField(document, 'lockfileVersion');
  if (version === undefined || !/^\d+(?:\.\d+)*(?:-\S+)?$/.test(version)) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found lockfileVersion ${version === undefined ? 'nowhere' : JSON.stringify(version.slice(0, 50))}, expected 5, 6 or 9`,
    );
  }
  if (!KNOWN.includes(version.split('.')[0] ?? '')) {
    throw new GatehouseError(
      'unsupported',
      `Cannot read ${WHAT}: found lockfileVersion ${version.slice(0, 50)}, expected 5, 6 or 9`,
    );
  }
  return { document, version, lineOf };
}

/**
 * From pnpm 11 on a document about pnpm itself (its own version, packages that configure it) may stand before the
 * project's. It alone is a project without packages.
 */
function findProject(documents: readonly unknown[]): JsonObject {
  if (documents.length > 2) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found ${documents.length} documents, expected one about pnpm and one about the project`,
    );
  }
  const document = documents[1] === '' ? documents[0] : documents.at(-1);
  if (!isObject(document)) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found ${kindOf(document)}, expected a mapping`,
    );
  }
  const isAlone = documents.length === 1 || documents[1] === '';
  return isAlone && isAboutPnpm(document)
    ? { ...document, importers: { '.': {} }, packages: {}, snapshots: {} }
    : document;
}

function isAboutPnpm(document: JsonObject): boolean {
  const root = objectField(objectField(document, 'importers') ?? {}, '.') ?? {};
  const has = (field: string) => Object.hasOwn(root, field);
  return (
    ['packageManagerDependencies', 'configDependencies'].some(has) &&
    !['dependencies', 'devDependencies', 'optionalDependencies'].some(has)
  );
}
