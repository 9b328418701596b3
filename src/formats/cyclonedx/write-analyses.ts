// Writes VEX as CycloneDX 1.6 or 1.7 JSON: analyses of vulnerabilities, and the components that they are about.

import { nameOfPurl, takeRange } from '../vex/product-purl.ts';
import type { VexJustification, VexProduct, VexStatus } from '../vex/vex-statement.ts';
import { inOrder, versionOf, type WrittenStatement, type WrittenVex } from '../vex/written-vex.ts';
import type { WRITTEN_VERSIONS } from './write-cyclonedx.ts';

const STATES: Readonly<Record<VexStatus, string>> = {
  not_affected: 'not_affected',
  affected: 'exploitable',
  fixed: 'resolved',
  under_investigation: 'in_triage',
};

/** One of the five labels has no word here. */
const JUSTIFICATIONS: Readonly<Partial<Record<VexJustification, string>>> = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
};

/** What stands under `analysis`. */
export function renderAnalysis(
  said: Pick<WrittenStatement, 'status' | 'justification' | 'impact' | 'action' | 'time' | 'isFalsePositive'>,
): object {
  const { status, justification, impact, time, isFalsePositive } = said;
  const isCleared = status === 'not_affected';
  const word = isCleared && justification !== undefined ? JUSTIFICATIONS[justification] : undefined;
  const detail = impact ?? (word === undefined ? justification?.replaceAll('_', ' ') : undefined);
  return {
    state: isCleared && isFalsePositive === true ? 'false_positive' : STATES[status],
    ...(word === undefined ? {} : { justification: word }),
    ...(detail === undefined ? {} : { detail }),
    lastUpdated: time,
  };
}

/** The document, to be written as JSON. `uuid` is the same for all versions of it. */
export function renderCycloneDxVex(
  vex: WrittenVex,
  { version, uuid }: { readonly version: (typeof WRITTEN_VERSIONS)[number]; readonly uuid: string },
): object {
  const components = new Components(vex.subject?.purl);
  const vulnerabilities = inOrder(vex.statements).map((one) => renderVulnerability(one, components));
  const { subject, time, tool, author } = vex;
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${uuid}`,
    version: versionOf(vex),
    metadata: {
      timestamp: time,
      tools: { components: [{ type: 'application', ...tool }] },
      authors: [{ name: author }],
      ...(subject === undefined
        ? {}
        : {
            component: {
              type: 'application',
              'bom-ref': subject.purl,
              name: subject.name,
              purl: subject.purl,
            },
          }),
    },
    components: components.render(),
    vulnerabilities,
  };
}

function renderVulnerability(statement: WrittenStatement, components: Components): object {
  const { vulnerability, aliases, summary, products, action } = statement;
  return {
    id: vulnerability,
    ...(aliases.length === 0
      ? {}
      : { references: aliases.map((id) => ({ id, source: { name: systemOf(id) } })) }),
    ...(summary === undefined ? {} : { description: summary }),
    ...(action === undefined ? {} : { recommendation: action }),
    analysis: renderAnalysis(statement),
    affects: products.flatMap((product) => components.affected(product)),
  };
}

/** `GHSA-aaaa-bbbb-cccc` is of the system `GHSA`. */
function systemOf(id: string): string {
  return /^[A-Za-z]+/.exec(id)?.[0] ?? 'id';
}

interface Written {
  readonly purl: string;
  readonly parts: Map<string, string>;
}

/** The components by their package-URLs; what is meant within another one stands within it. */
class Components {
  readonly #subject: string | undefined;
  readonly #top = new Map<string, Written>();

  constructor(subject: string | undefined) {
    this.#subject = subject;
  }

  affected({ purl, subcomponents }: VexProduct): readonly object[] {
    if (subcomponents.length === 0) return [this.#reach(purl, undefined)];
    return subcomponents.map((part) => this.#reach(part, purl === this.#subject ? undefined : purl));
  }

  render(): readonly object[] {
    return [...this.#top.values()].map(({ purl, parts }) => ({
      ...renderComponent(purl, purl),
      ...(parts.size === 0
        ? {}
        : { components: [...parts].map(([ref, part]) => renderComponent(ref, part)) }),
    }));
  }

  #reach(said: string, within: string | undefined): object {
    const { purl, range } = takeRange(said);
    const ref = within === undefined ? purl : `${purl} in ${within}`;
    if (within !== undefined) this.#add(within).parts.set(ref, purl);
    else if (purl !== this.#subject) this.#add(purl);
    return { ref, ...(range === undefined ? {} : { versions: [{ range, status: 'affected' }] }) };
  }

  #add(purl: string): Written {
    const known = this.#top.get(purl) ?? { purl, parts: new Map<string, string>() };
    this.#top.set(purl, known);
    return known;
  }
}

function renderComponent(ref: string, purl: string): object {
  const { group, name, version } = nameOfPurl(purl);
  return {
    type: 'library',
    'bom-ref': ref,
    ...(group === undefined ? {} : { group }),
    name,
    ...(version === undefined ? {} : { version }),
    purl,
  };
}
