// Composer package names: `vendor/package`; case counts for nothing, lower case is canonical.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutStar, type NamespaceRules } from '../../kernel/namespace.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import type { NameRules } from '../adapter-name.ts';

const MAX_LENGTH = 255;
/** Composer's own rule for names (its schema of composer.json), written so that no text matches it in two ways. */
const NAME = /^[a-z0-9]+(?:[_.-][a-z0-9]+)*\/[a-z0-9]+(?:(?:[_.]|--?)[a-z0-9]+)*$/;

/** The two parts of a name. */
export function splitName(name: PackageName): { readonly vendor: string; readonly package: string } {
  const slash = name.indexOf('/');
  return { vendor: name.slice(0, slash), package: name.slice(slash + 1) };
}

/** The name, or undefined for what Composer would not take as one (platform packages such as `ext-json` too). */
export function findName(raw: string): PackageName | undefined {
  const name = raw.toLowerCase();
  return raw.length <= MAX_LENGTH && NAME.test(name) ? asPackageName(name) : undefined;
}

function parseName(raw: string): PackageName {
  const name = findName(raw);
  if (name !== undefined) return name;
  throw new GatehouseError(
    'invalid-name',
    'Cannot read Composer package name: expected "vendor/package" of letters, digits, and single . _ - between them',
    { facts: { name: raw.slice(0, MAX_LENGTH) } },
  );
}

/** Vendors. */
export const namespaces: NamespaceRules = {
  parse(raw) {
    const vendor = withoutStar(raw);
    const name = findName(`${vendor}/x`);
    if (name !== undefined) return splitName(name).vendor;
    throw new GatehouseError(
      'invalid-name',
      'Cannot read Composer namespace: expected a vendor such as "acme"',
      {
        facts: { name: raw.slice(0, MAX_LENGTH) },
      },
    );
  },
  labels: (vendor) => [vendor],
  labelsOf: (name) => [splitName(name).vendor],
  pattern: (vendor) => `${vendor}/*`,
};

export const names: NameRules = {
  parse: parseName,
  toPurl(name) {
    const parts = splitName(name);
    return { namespace: parts.vendor, name: parts.package };
  },
  fromPurl: (namespace, name) => parseName(namespace === undefined ? name : `${namespace}/${name}`),
  namespaceOf: (name) => splitName(name).vendor,
};
