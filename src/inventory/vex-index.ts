// Finds what VEX documents say about a component and a vulnerability.

import type { PackageRef } from '../kernel/package-ref.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { parsePurl, type ParsedPurl, type PurlRules } from '../formats/purl.ts';
import type { VexDocument, VexStatement } from '../formats/vex/vex-statement.ts';

/** A package, with a version where one is known. */
export interface NamedPackage {
  readonly ref: PackageRef;
  readonly version?: string;
}

/** What is asked about. */
export interface VexQuestion {
  /** Every id of the vulnerability. */
  readonly vulnerabilities: readonly string[];
  readonly component: NamedPackage;
  /** The projects that the component is in: statements about a part of one of them apply, too. */
  readonly projects: readonly NamedPackage[];
}

export interface FoundVex {
  readonly statement: VexStatement;
  readonly document: VexDocument;
}

interface Entry extends FoundVex {
  readonly products: readonly { readonly whole: ParsedPurl; readonly parts: readonly ParsedPurl[] }[];
}

/** The statements of documents, by vulnerability. */
export class VexIndex {
  readonly #entries = new Map<string, Entry[]>();

  constructor(rules: PurlRules, documents: readonly VexDocument[]) {
    for (const document of documents) {
      for (const statement of document.statements) this.#add(rules, document, statement);
    }
  }

  /** The latest statement that applies; of equally late ones the last. Undefined when none does. */
  find({ vulnerabilities, component, projects }: VexQuestion): FoundVex | undefined {
    const candidates = new Set(vulnerabilities.flatMap((id) => this.#entries.get(keyOf(id)) ?? []));
    let found: Entry | undefined;
    for (const entry of candidates) {
      if (!entry.products.some((product) => applies(product, component, projects))) continue;
      if (found === undefined || (entry.statement.at ?? 0) >= (found.statement.at ?? 0)) found = entry;
    }
    return found;
  }

  #add(rules: PurlRules, document: VexDocument, statement: VexStatement): void {
    const products = statement.products.flatMap(({ purl, subcomponents }) => {
      const whole = understand(rules, purl);
      const parts = subcomponents.flatMap((part) => understand(rules, part) ?? []);
      // Parts that are not understood are not the whole.
      return whole === undefined || (subcomponents.length > 0 && parts.length === 0)
        ? []
        : [{ whole, parts }];
    });
    if (products.length === 0) return;
    const entry = { statement, document, products };
    for (const id of statement.vulnerabilities) {
      const known = this.#entries.get(keyOf(id));
      if (known === undefined) this.#entries.set(keyOf(id), [entry]);
      else known.push(entry);
    }
  }
}

/** Ids are told apart by their letters, not by their case (`cve-2021-44228`). */
function keyOf(id: string): string {
  return id.toUpperCase();
}

/** Undefined for ecosystems that are none of ours (`pkg:apk/…`): nothing of theirs is found here either. */
function understand(rules: PurlRules, purl: string): ParsedPurl | undefined {
  try {
    return parsePurl(rules, purl);
  } catch (error) {
    if (!isGatehouseError(error, 'invalid-purl')) throw error;
    return undefined;
  }
}

function applies(
  { whole, parts }: Entry['products'][number],
  component: NamedPackage,
  projects: readonly NamedPackage[],
): boolean {
  if (parts.length === 0) return isMeant(whole, component);
  return (
    projects.some((project) => isMeant(whole, project)) && parts.some((part) => isMeant(part, component))
  );
}

/** One without a version means every version; qualifiers that are given must be met, and none is known of a component. */
function isMeant(purl: ParsedPurl, { ref, version }: NamedPackage): boolean {
  return (
    purl.ref.ecosystem === ref.ecosystem &&
    purl.ref.name === ref.name &&
    purl.qualifiers.size === 0 &&
    (purl.version === undefined || purl.version === version)
  );
}
