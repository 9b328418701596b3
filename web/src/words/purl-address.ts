// Reads what people paste into the search box.

import { ECOSYSTEM_IDS, packageHref } from './ecosystems.ts';

const ADVISORY_ID = /^(CVE|GHSA|MAL|PYSEC|RUSTSEC|OSV|GO)-[\w-]+$/i;

/** The page that a package-URL means; undefined when `text` is none of ours. */
export function hrefOfPurl(text: string): string | undefined {
  const match = /^pkg:([a-z]+)\/([^?#]+)/i.exec(text.trim());
  const ecosystem = ECOSYSTEM_IDS.find((id) => id === match?.[1]?.toLowerCase());
  const rest = match?.[2];
  if (ecosystem === undefined || rest === undefined) return undefined;
  const at = rest.lastIndexOf('@');
  const hasVersion = at > 0 && !rest.slice(at).includes('/');
  const rawName = decode(hasVersion ? rest.slice(0, at) : rest);
  const name = ecosystem === 'maven' ? rawName.replace('/', ':') : rawName;
  return packageHref(ecosystem, name, hasVersion ? decode(rest.slice(at + 1)) : undefined);
}

/** Whether `text` looks like the id of an advisory. */
export function isAdvisoryId(text: string): boolean {
  return ADVISORY_ID.test(text.trim());
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: what was typed is what is looked for.
    return text;
  }
}

/** The package-URL of one version of `purl`, which names a package. */
export function purlOfVersion(purl: string, version: string): string {
  const mark = purl.search(/[?#]/);
  const end = mark < 0 ? purl.length : mark;
  return `${purl.slice(0, end)}@${encodeURIComponent(version)}${purl.slice(end)}`;
}
