// Writes a bill of materials, with what is known against its components, as CycloneDX 1.6 or 1.7 JSON (cyclonedx.org, ECMA-424).

import type { BillCompleteness, BillOfMaterials } from '../bill-of-materials.ts';
import { renderAnalysis } from './write-analyses.ts';
import { isAddress, renderComponent } from './write-component.ts';

export const WRITTEN_VERSIONS = ['1.6', '1.7'] as const;

/** Something that is known against components of the bill. */
export interface BillVulnerability {
  readonly id: string;
  /** Who says so: a feed. */
  readonly source: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly url?: string;
  readonly rating?: { readonly severity: string; readonly score?: number; readonly vector?: string };
  /** What to do, in a sentence. */
  readonly recommendation?: string;
  readonly affects: readonly {
    readonly ref: string;
    readonly version: string;
    readonly status: 'affected' | 'unknown';
  }[];
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** What a VEX statement says of it. */
  readonly analysis?: Parameters<typeof renderAnalysis>[0];
}

export interface CycloneDxFacts {
  readonly version: (typeof WRITTEN_VERSIONS)[number];
  /** Of this document, as 8-4-4-4-12 lower-case hexadecimal digits. */
  readonly uuid: string;
  /** RFC 3339. */
  readonly time: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly vulnerabilities: readonly BillVulnerability[];
}

/**
 * The document, to be written as JSON. The first subject is what it is about, further ones stand within it. What the bill
 * leaves open (scopes, dependencies) is left out rather than guessed; components without a ref take part in no dependency.
 */
export function renderCycloneDx(bill: BillOfMaterials, facts: CycloneDxFacts): object {
  const { version, uuid, time, tool, vulnerabilities } = facts;
  const [subject, ...others] = bill.components.filter(({ isSubject }) => isSubject);
  const within = new Set([...(bill.contains?.values() ?? [])].flat());
  const render = partsRenderer(bill);
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: 'application', ...tool }] },
      ...(subject === undefined
        ? {}
        : {
            component: {
              ...renderComponent(subject),
              ...listed('components', [...others.map(render), ...render.partsOf(subject)]),
            },
          }),
    },
    components: bill.components
      .filter(({ isSubject, ref }) => !isSubject && (ref === undefined || !within.has(ref)))
      .map(render),
    dependencies: [...bill.dependencies].map(([ref, targets]) => ({
      ref,
      dependsOn: [...new Set(targets)],
    })),
    ...listed('compositions', renderCompleteness(bill)),
    ...listed('vulnerabilities', vulnerabilities.map(renderVulnerability)),
  };
}

/** A property with a list, unless there is nothing in it. */
function listed(name: string, items: readonly object[]): object {
  return items.length === 0 ? {} : { [name]: items };
}

type Component = BillOfMaterials['components'][number];

/** Renders a component with what lies inside of it, each once: what contains itself ends there. */
function partsRenderer({ components, contains }: BillOfMaterials) {
  const byRef = new Map(components.map((component) => [component.ref, component]));
  const seen = new Set<string>();
  const partsOf = ({ ref }: Component): readonly object[] =>
    (ref === undefined ? [] : (contains?.get(ref) ?? [])).flatMap((inner) => {
      const component = byRef.get(inner);
      if (component === undefined || seen.has(inner)) return [];
      seen.add(inner);
      return [render(component)];
    });
  const render = (component: Component): object => ({
    ...renderComponent(component),
    ...listed('components', partsOf(component)),
  });
  return Object.assign(render, { partsOf });
}

/** CycloneDX has the same words for it. */
const AGGREGATES: readonly BillCompleteness[] = ['complete', 'incomplete', 'unknown'];

function renderCompleteness({ completeness }: BillOfMaterials): readonly object[] {
  const told = [...(completeness ?? [])];
  const refsOf = (which: 'needs' | 'parts', how: BillCompleteness) =>
    told.filter(([, one]) => one[which] === how).map(([ref]) => ref);
  return AGGREGATES.flatMap((aggregate) => {
    const [assemblies, dependencies] = [refsOf('parts', aggregate), refsOf('needs', aggregate)];
    if (assemblies.length + dependencies.length === 0) return [];
    return [
      {
        aggregate,
        ...(assemblies.length === 0 ? {} : { assemblies }),
        ...(dependencies.length === 0 ? {} : { dependencies }),
      },
    ];
  });
}

function renderVulnerability(vulnerability: BillVulnerability): object {
  const { id, source, aliases, summary, url, rating, recommendation, affects, properties, analysis } =
    vulnerability;
  return {
    id,
    source: { name: source },
    ...(aliases.length === 0
      ? {}
      : { references: aliases.map((alias) => ({ id: alias, source: { name: source } })) }),
    ...(rating === undefined ? {} : { ratings: [renderRating(rating)] }),
    ...(summary === '' ? {} : { description: summary }),
    ...(recommendation === undefined ? {} : { recommendation }),
    ...(url === undefined || !isAddress(url) ? {} : { advisories: [{ url }] }),
    ...(analysis === undefined ? {} : { analysis: renderAnalysis(analysis) }),
    affects: affects.map(({ ref, version, status }) => ({ ref, versions: [{ version, status }] })),
    ...(properties.length === 0 ? {} : { properties: properties.map(([name, value]) => ({ name, value })) }),
  };
}

const METHODS: readonly (readonly [prefix: string, method: string])[] = [
  ['CVSS:4.', 'CVSSv4'],
  ['CVSS:3.1', 'CVSSv31'],
  ['CVSS:3.0', 'CVSSv3'],
  ['AV:', 'CVSSv2'],
];

function renderRating({ severity, score, vector }: NonNullable<BillVulnerability['rating']>): object {
  const method = METHODS.find(([prefix]) => vector?.startsWith(prefix))?.[1];
  return {
    ...(score === undefined ? {} : { score }),
    severity,
    ...(method === undefined ? {} : { method }),
    ...(vector === undefined ? {} : { vector }),
  };
}
