// What the writers of both generations of SPDX have in common: names, licences and what a relationship is for.

import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import { isSpdxLicenceId } from '../spdx-licence-ids.ts';

/** What a document says of itself. Its content hangs on nothing else than this and the bill. */
export interface SpdxFacts {
  /** Of this document, as 8-4-4-4-12 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** RFC 3339 in UTC. */
  readonly time: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** The time as SPDX wants it: in whole seconds. */
export function wholeSeconds(time: string): string {
  return time.replace(/\.\d+(?=Z$)/, '');
}

/** The whole name, as the ecosystems themselves write it: `@acme/anvil`, `org.acme:anvil`. */
export function wholeName({ group, name, purl }: BillComponent): string {
  if (group === undefined) return name;
  return `${group}${purl?.startsWith('pkg:maven/') === true ? ':' : '/'}${name}`;
}

/** One dependency of the bill by the positions of its two components. */
export interface Dependency {
  readonly from: number;
  /** Undefined: the component needs nothing, which is not the same as not saying. */
  readonly to: number | undefined;
  readonly kind: DependencyKind;
}

/**
 * `development`: where the way leaves what runs; what is needed from there on is needed for development alone. The latter are
 * what the component that is needed says of itself.
 */
export type DependencyKind = 'plain' | 'development' | 'build' | 'provided' | 'optional';

/** In the order of the bill; refs that are no component of it are left out. */
export function dependenciesOf({ components, dependencies }: BillOfMaterials): readonly Dependency[] {
  const positions = new Map(components.map(({ ref }, at) => [ref, at]));
  return [...dependencies].flatMap(([ref, targets]): readonly Dependency[] => {
    const from = positions.get(ref);
    if (from === undefined) return [];
    if (targets.length === 0) return [{ from, to: undefined, kind: 'plain' }];
    return [...new Set(targets)].flatMap((target) => {
      const to = positions.get(target);
      if (to === undefined) return [];
      return [{ from, to, kind: kindOf(components[from], components[to]) }];
    });
  });
}

function kindOf(from: BillComponent | undefined, to: BillComponent | undefined): DependencyKind {
  const { purpose, isOptional } = to?.more ?? {};
  if (purpose !== undefined) return purpose;
  if (to?.scope === 'development' && from?.scope !== 'development') return 'development';
  return isOptional === true ? 'optional' : 'plain';
}

/** What lies inside of what, by the positions of both. */
export function containedIn({
  components,
  contains,
}: BillOfMaterials): readonly { readonly from: number; readonly to: readonly number[] }[] {
  const positions = new Map(components.map(({ ref }, at) => [ref, at]));
  return [...(contains ?? [])].flatMap(([ref, parts]) => {
    const from = positions.get(ref);
    const to = parts.flatMap((part) => positions.get(part) ?? []);
    return from === undefined || to.length === 0 ? [] : [{ from, to }];
  });
}

/** What is said of a component in sentences. */
export function commentOf({ requested, more }: BillComponent): string | undefined {
  const lines = [
    ...(requested === undefined ? [] : [`Asked for as ${requested}`]),
    ...(more?.properties ?? []).map(([name, value]) => `${name}: ${value}`),
    ...(more?.links ?? [])
      .filter(({ type }) => type === 'bom')
      .map(({ url, comment = 'a bill of materials' }) => `${comment}: ${url}`),
    ...(more?.notes ?? []),
  ];
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** Where people look at it, by what the address is for. */
export function linkOf(
  { more }: BillComponent,
  type: 'website' | 'vcs' | 'distribution',
): string | undefined {
  return more?.links?.find((link) => link.type === type)?.url;
}

const TOKENS = /[()]|[^\s()]+/g;
const REFERENCE = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;
const MAX_EXPRESSION = 2_000;

/** Whether a text is an expression of SPDX's licence list (SPDX 2.3, annex D), and not somebody's own words. */
export function isLicenceExpression(text: string): boolean {
  if (text.length > MAX_EXPRESSION) return false;
  let open = 0;
  let isTermNext = true;
  for (const token of text.match(TOKENS) ?? []) {
    const isOperator = /^(?:AND|OR|WITH)$/.test(token);
    if (isTermNext !== !(isOperator || token === ')')) return false;
    if (token === '(') open += 1;
    else if (token === ')') open -= 1;
    else if (!isOperator && !isLicence(token)) return false;
    if (open < 0) return false;
    isTermNext = isOperator || token === '(';
  }
  return open === 0 && !isTermNext;
}

/** An id of the list or of the document itself. */
function isLicence(token: string): boolean {
  return REFERENCE.test(token) || isSpdxLicenceId(token.endsWith('+') ? token.slice(0, -1) : token);
}
