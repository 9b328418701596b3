// Bills of materials among the files of a project: what a purl names is a component of its ecosystem, all else stays unknown.

import type { Component, GraphGap } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { ManifestFormat, ManifestReading } from '../../ecosystems/adapter-manifest.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { BillComponent, BillOfMaterials } from '../../formats/bill-of-materials.ts';
import { BILL, isBillName, readBill } from '../../formats/read-bill.ts';
import { parsePurl, type ParsedPurl } from '../../formats/purl.ts';
import type { VexDocument } from '../../formats/vex/vex-statement.ts';

/** What is asked of an ecosystem to understand its purls. */
export type BillRules = Readonly<Record<Ecosystem, Pick<Adapter, 'names' | 'versions'>>>;

const MAY_BE = /\.(?:json|xml)$/i;

/** The format of bills of materials, whatever they are written in. */
export function billFormat(rules: BillRules): ManifestFormat {
  return {
    id: BILL,
    isNamed: isBillName,
    mayBe: (fileName) => MAY_BE.test(fileName),
    read: (text) => toGraph(readBill(text), rules),
  };
}

function toGraph(bill: BillOfMaterials, rules: BillRules): ManifestReading {
  const { format, components, dependencies, vex } = bill;
  const gaps: GraphGap[] = [...bill.gaps];
  const positions = new Map<string, number>();
  for (const [at, { ref }] of components.entries()) {
    if (ref !== undefined) positions.set(ref, at);
  }
  return {
    format,
    components: components.map((component) => toComponent(component, rules, gaps)),
    roots: components.flatMap(({ isSubject }, at) => (isSubject ? [at] : [])),
    needs: components.map((component) => {
      const targets = component.ref === undefined ? undefined : dependencies.get(component.ref);
      return targets === undefined ? undefined : findTargets(component, targets, positions, gaps);
    }),
    gaps,
    ...(vex === undefined ? {} : { vex: withinFile(vex) }),
  };
}

/** What a bill says of a part of its subject holds in its file alone, whatever the subject is called. */
function withinFile(vex: VexDocument): VexDocument {
  const statements = vex.statements.map((statement) => ({
    ...statement,
    products: statement.products.flatMap((product) =>
      product.subcomponents.length === 0
        ? product
        : product.subcomponents.map((purl) => ({ purl, subcomponents: [] })),
    ),
  }));
  return { ...vex, statements };
}

function findTargets(
  { name, line }: BillComponent,
  targets: readonly string[],
  positions: ReadonlyMap<string, number>,
  gaps: GraphGap[],
): readonly number[] {
  const missing = targets.filter((target) => !positions.has(target));
  if (missing.length > 0) {
    const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    gaps.push({
      message: `Cannot find what ${name} needs: found no component ${missing[0]?.slice(0, 200)}${more}`,
      ...(line === undefined ? {} : { line }),
    });
  }
  return [...new Set(targets.flatMap((target) => positions.get(target) ?? []))];
}

function toComponent(said: BillComponent, rules: BillRules, gaps: GraphGap[]): Component {
  const { name, group, isSubject, scope, digests, licence, purl, line } = said;
  const known = purl === undefined ? undefined : understand(said, purl, rules, gaps);
  return {
    ...(known === undefined
      ? { name: group === undefined ? name : `${group}/${name}` }
      : { ecosystem: known.ref.ecosystem, name: known.ref.name }),
    ...versionOf(said, known, rules),
    source: isSubject ? 'project' : isElsewhere(known) ? 'elsewhere' : 'registry',
    scope,
    ...(Object.keys(digests).length === 0 ? {} : { digests }),
    ...(licence === undefined ? {} : { licence }),
    ...(purl === undefined ? {} : { purl }),
    ...(line === undefined ? {} : { line }),
  };
}

/** The purl's own parts; undefined for one of another ecosystem, and for what is none, which is a gap. */
function understand(
  { name, line }: BillComponent,
  purl: string,
  rules: BillRules,
  gaps: GraphGap[],
): ParsedPurl | undefined {
  try {
    return parsePurl(rules, purl);
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    if (isOfFive(purl))
      gaps.push({ message: `${name}: ${error.message}`, ...(line === undefined ? {} : { line }) });
    return undefined;
  }
}

const OF_FIVE = /^\s*pkg:\/*(?:npm|pypi|cargo|maven|composer)\//i;

function isOfFive(purl: string): boolean {
  return OF_FIVE.test(purl) || !/^pkg:/i.test(purl);
}

/** The purl's version counts, since it is what others match by; one that stands for no release is left open. */
function versionOf(
  said: BillComponent,
  known: ParsedPurl | undefined,
  rules: BillRules,
): Pick<Component, 'version' | 'requested'> {
  const version = known?.version ?? said.version;
  if (version === undefined) return said.requested === undefined ? {} : { requested: said.requested };
  if (known === undefined) return { version };
  const { isValid, isBranch } = rules[known.ref.ecosystem].versions;
  return isValid(version) && !isBranch(version) ? { version } : { requested: version };
}

/** From a repository or a folder: its name and version say little about what it is. */
function isElsewhere(known: ParsedPurl | undefined): boolean {
  return (
    known?.qualifiers.has('vcs_url') === true ||
    known?.qualifiers.get('download_url')?.startsWith('file:') === true
  );
}
