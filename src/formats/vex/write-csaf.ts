// Writes CSAF 2.0 of the profile VEX (OASIS, section 4.5).

import type { VexProduct, VexStatus } from './vex-statement.ts';
import { nameOfPurl } from './product-purl.ts';
import { inOrder, reasonsOf, versionOf, type WrittenStatement, type WrittenVex } from './written-vex.ts';

const CVE = /^CVE-[0-9]{4}-[0-9]{4,}$/;

const LISTS: Readonly<Record<VexStatus, string>> = {
  not_affected: 'known_not_affected',
  affected: 'known_affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
};

/** The document, to be written as JSON. `statements` must not be empty: the schema wants a product. */
export function renderCsaf(vex: WrittenVex): object {
  const { title, author, namespace, statements } = vex;
  const tree = new ProductTree();
  const groups = Map.groupBy(inOrder(statements), ({ vulnerability }) => vulnerability);
  const vulnerabilities = [...groups.values()].map((group) => renderVulnerability(group, tree));
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      lang: 'en',
      publisher: { category: 'vendor', name: author, namespace },
      title,
      tracking: renderTracking(vex),
    },
    product_tree: tree.render(),
    vulnerabilities,
  };
}

/** Minor versions may leave gaps (section 6.1.21), so that counted seconds stand there. */
function renderTracking(vex: WrittenVex): object {
  const { name, time, tool, statements } = vex;
  const first = statements.map((one) => one.time).reduce((a, b) => (a < b ? a : b), time);
  const version = `1.${versionOf(vex)}.0`;
  const latest = { date: time, number: version, summary: 'As it stands now' };
  return {
    id: name,
    status: 'final',
    version,
    current_release_date: time,
    initial_release_date: first,
    revision_history:
      first === time ? [latest] : [{ date: first, number: '1.0.0', summary: 'The first statement' }, latest],
    generator: { engine: { name: tool.name, version: tool.version } },
  };
}

function renderVulnerability(group: readonly WrittenStatement[], tree: ProductTree): object {
  const [first] = group;
  const names = [...new Set(group.flatMap(({ vulnerability, aliases }) => [vulnerability, ...aliases]))];
  const cve = names.find((name) => CVE.test(name));
  const others = names.filter((name) => name !== cve);
  const status: Record<string, string[]> = {};
  const told = group.map((statement) => ({ statement, ids: tree.idsOf(statement.products) }));
  for (const { statement, ids } of told) (status[LISTS[statement.status]] ??= []).push(...ids);
  const parts = {
    flags: told.flatMap(({ statement, ids }) => flagsOf(statement, ids)),
    threats: told.flatMap(({ statement, ids }) => threatsOf(statement, ids)),
    remediations: told.flatMap(({ statement, ids }) => remediationsOf(statement, ids)),
  };
  return {
    ...(cve === undefined ? {} : { cve }),
    ...(others.length === 0 ? {} : { ids: others.map((text) => ({ system_name: systemOf(text), text })) }),
    notes: [{ category: 'description', text: first?.summary ?? first?.vulnerability ?? '' }],
    product_status: status,
    ...Object.fromEntries(Object.entries(parts).filter(([, list]) => list.length > 0)),
  };
}

/** `GHSA-aaaa-bbbb-cccc` is of the system `GHSA`. */
function systemOf(id: string): string {
  return /^[A-Za-z]+/.exec(id)?.[0] ?? 'id';
}

function flagsOf(statement: WrittenStatement, ids: readonly string[]): readonly object[] {
  const { justification } = reasonsOf(statement);
  return justification === undefined ? [] : [{ label: justification, product_ids: ids }];
}

function threatsOf(statement: WrittenStatement, ids: readonly string[]): readonly object[] {
  const { impact } = reasonsOf(statement);
  return impact === undefined ? [] : [{ category: 'impact', details: impact, product_ids: ids }];
}

/** `none_available` says in the schema's words that nothing is to be had. */
function remediationsOf(statement: WrittenStatement, ids: readonly string[]): readonly object[] {
  const { action } = reasonsOf(statement);
  if (action === undefined) return [];
  const category = statement.action === undefined ? 'none_available' : 'mitigation';
  return [{ category, details: action, product_ids: ids }];
}

/** Products by their package-URLs, and parts of products as relationships; ids are the package-URLs themselves. */
class ProductTree {
  readonly #products = new Map<string, object>();
  readonly #relationships = new Map<string, object>();

  idsOf(products: readonly VexProduct[]): readonly string[] {
    return products.flatMap(({ purl, subcomponents }) => {
      this.#add(purl);
      return subcomponents.length === 0 ? [purl] : subcomponents.map((part) => this.#relate(part, purl));
    });
  }

  render(): object {
    return {
      full_product_names: [...this.#products.values()],
      ...(this.#relationships.size === 0 ? {} : { relationships: [...this.#relationships.values()] }),
    };
  }

  #add(purl: string): void {
    this.#products.set(purl, {
      name: nameOfPurl(purl).full,
      product_id: purl,
      product_identification_helper: { purl },
    });
  }

  #relate(part: string, whole: string): string {
    this.#add(part);
    const id = `${part} in ${whole}`;
    this.#relationships.set(id, {
      category: 'default_component_of',
      product_reference: part,
      relates_to_product_reference: whole,
      full_product_name: {
        name: `${nameOfPurl(part).full} in ${nameOfPurl(whole).full}`,
        product_id: id,
      },
    });
    return id;
  }
}
