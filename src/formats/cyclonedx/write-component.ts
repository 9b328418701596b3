// Writes one component of a bill of materials as CycloneDX 1.6 and 1.7 have it.

import type { ComponentScope } from '../../kernel/component-graph.ts';
import { DIGEST_ALGORITHMS, type Digests } from '../../kernel/digest.ts';
import { given } from '../../kernel/given.ts';
import type { BillComponent, BillDetails, BillLink } from '../bill-of-materials.ts';
import { isSpdxLicenceId } from '../spdx-licence-ids.ts';
import { ALGORITHM_NAMES } from './words.ts';

const SCOPES: Readonly<Record<ComponentScope, string | undefined>> = {
  runtime: 'required',
  development: 'excluded',
  unknown: undefined,
};

/** The component, without what lies inside of it. */
export function renderComponent(component: BillComponent): object {
  const { ref, isSubject, name, group, version, purl, licence, more = {} } = component;
  const isFile = more.kind === 'file';
  return {
    type: more.kind ?? (isSubject ? 'application' : 'library'),
    ...given('bom-ref', ref),
    ...given('supplier', more.supplier === undefined ? undefined : { name: more.supplier }),
    ...(more.authors === undefined ? {} : { authors: more.authors.map((one) => ({ name: one })) }),
    ...given('group', group),
    name,
    ...given('version', version),
    ...given('description', more.description),
    ...given('scope', isSubject || isFile ? undefined : scopeOf(component)),
    ...renderHashes(component.digests),
    ...(licence === undefined ? {} : { licenses: [renderLicence(licence)] }),
    ...given('purl', purl),
    ...renderLinks(more.links ?? []),
    ...renderProperties(component, more),
  };
}

/** What is for those who build or develop is excluded, also where it is optional. */
function scopeOf({ scope, more }: BillComponent): string | undefined {
  return more?.isOptional === true && scope !== 'development' ? 'optional' : SCOPES[scope];
}

function renderHashes(digests: Digests): object {
  const hashes = DIGEST_ALGORITHMS.flatMap((algorithm) => {
    const content = digests[algorithm];
    return content === undefined ? [] : [{ alg: ALGORITHM_NAMES[algorithm], content }];
  });
  return hashes.length === 0 ? {} : { hashes };
}

function renderLinks(links: readonly BillLink[]): object {
  const externalReferences = links.flatMap(({ type, url, comment, digests = {} }) =>
    type === 'bom' || isAddress(url)
      ? [{ type, url, ...given('comment', comment), ...renderHashes(digests) }]
      : [],
  );
  return externalReferences.length === 0 ? {} : { externalReferences };
}

function renderProperties(
  { requested }: BillComponent,
  { properties = [], notes = [] }: BillDetails,
): object {
  const all = [
    ...(requested === undefined ? [] : [['gatehouse:requested', requested] as const]),
    ...properties,
    ...notes.map((note) => ['gatehouse:note', note] as const),
  ];
  return all.length === 0 ? {} : { properties: all.map(([name, value]) => ({ name, value })) };
}

/** The schema wants an IRI: no blanks and none of the characters that have no place in one. */
const IS_ADDRESS = /^https?:\/\/[^\s<>"{}|\\^`]+$/;

/** Whether the schema takes it for an address. */
export function isAddress(url: string): boolean {
  return IS_ADDRESS.test(url);
}

/** Tokens of an SPDX expression (SPDX 2.3, annex D). */
const LICENCE_TOKENS = /[()]|[^\s()]+/g;
const LICENCE_REF = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;

/** What is an identifier of SPDX's list, what is an expression of such, and what are somebody's own words. */
function renderLicence(licence: string): object {
  if (isSpdxLicenceId(licence)) return { license: { id: licence } };
  const tokens = licence.match(LICENCE_TOKENS) ?? [];
  const isOfList = (token: string) =>
    /^(?:[()]|AND|OR|WITH)$/.test(token) ||
    LICENCE_REF.test(token) ||
    isSpdxLicenceId(token.endsWith('+') ? token.slice(0, -1) : token);
  return tokens.length > 0 && tokens.every(isOfList)
    ? { expression: licence }
    : { license: { name: licence } };
}
