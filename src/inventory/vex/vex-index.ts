// Finds what VEX documents say about a component and a vulnerability.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { isWithinVers, parseVers } from '../../formats/vers.ts';
import { parsePurl, type ParsedPurl } from '../../formats/purl.ts';
import type { VexDocument, VexStatement } from '../../formats/vex/vex-statement.ts';
import type { Application } from '../ports.ts';

/** What is asked of an ecosystem to recognise its products. */
export type VexRules = Readonly<
  Record<
    Ecosystem,
    {
      readonly names: Pick<Adapter['names'], 'toPurl' | 'fromPurl'>;
      readonly versions: Pick<Adapter['versions'], 'compare' | 'isValid'>;
    }
  >
>;

/** A package, with a version where one is known. */
export interface NamedPackage {
  readonly ref: PackageRef;
  readonly version?: string;
}

/** Where a component is: statements about something that it is a part of apply there. */
export interface VexPlace {
  /** The projects that the component is in. */
  readonly projects: readonly NamedPackage[];
  /** The application that they are. */
  readonly application?: Pick<Application, 'name' | 'environment' | 'formerly' | 'nameSince'>;
  /**
   * Whether the component is here only as a part of a package, in the versions that are meant: each way that leads to it
   * leads through one of them. Absent where ways are not known.
   */
  readonly isOnlyWithin?: (ref: PackageRef, isMeant: (one: NamedPackage) => boolean) => boolean;
}

/** What is asked about. */
export interface VexQuestion {
  /** Every id of the vulnerability. */
  readonly vulnerabilities: readonly string[];
  readonly component: NamedPackage;
  readonly place: VexPlace;
}

export interface FoundVex {
  readonly statement: VexStatement;
  readonly document: VexDocument;
}

/** A package-URL of a document, or an application that is known here by a name. */
type Meant = { readonly purl: ParsedPurl } | { readonly application: string; readonly environment?: string };

/** Where something is asked about, and when it was said. */
interface SaidOf {
  readonly place: VexPlace;
  readonly at: Instant | undefined;
}

interface MeantProduct {
  readonly whole: Meant;
  readonly parts: readonly Meant[];
}

interface Entry extends FoundVex {
  readonly products: readonly MeantProduct[];
  /** Its place among all. */
  readonly order: number;
  /** When the document was given; absent for what stands beside what it is about. */
  readonly addedAt: Instant | undefined;
}

/** The statements of documents, by vulnerability. */
export class VexIndex {
  readonly #entries = new Map<string, Entry[]>();
  readonly #rules: VexRules;
  readonly #addedAt: ReadonlyMap<VexDocument, Instant>;
  #count = 0;

  /** `addedAt`: of documents that are kept. */
  constructor(
    rules: VexRules,
    documents: readonly VexDocument[],
    addedAt: ReadonlyMap<VexDocument, Instant> = new Map(),
  ) {
    this.#rules = rules;
    this.#addedAt = addedAt;
    for (const document of documents) {
      for (const statement of document.statements) this.#add(document, statement);
    }
  }

  /** Whether nothing is said that is understood. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** All that is said of a vulnerability about products that are understood, in order. */
  about(vulnerabilities: readonly string[]): readonly FoundVex[] {
    const keys = new Set(vulnerabilities.map(keyOf));
    const found = new Set([...keys].flatMap((key) => this.#entries.get(key) ?? []));
    return [...found].sort((a, b) => a.order - b.order);
  }

  /** The latest statement that applies; of equally late ones the last. Undefined when none does. */
  find({ vulnerabilities, component, place }: VexQuestion): FoundVex | undefined {
    let found: Entry | undefined;
    for (const id of new Set(vulnerabilities.map(keyOf))) {
      for (const entry of this.#entries.get(id) ?? []) {
        if (found !== undefined && !isLater(entry, found)) continue;
        if (entry.products.some((one) => this.#applies(one, component, { place, at: entry.addedAt })))
          found = entry;
      }
    }
    return found;
  }

  #add(document: VexDocument, statement: VexStatement): void {
    const products = statement.products.flatMap(({ purl, subcomponents }) => {
      const whole = this.#understand(purl);
      const parts = subcomponents.flatMap((part) => this.#understand(part) ?? []);
      // Parts that are not understood are not the whole.
      return whole === undefined || (subcomponents.length > 0 && parts.length === 0)
        ? []
        : [{ whole, parts }];
    });
    if (products.length === 0) return;
    const addedAt = this.#addedAt.get(document);
    const entry = { statement, document, products, order: this.#count++, addedAt };
    for (const id of new Set(statement.vulnerabilities.map(keyOf))) {
      const known = this.#entries.get(id);
      if (known === undefined) this.#entries.set(id, [entry]);
      else known.push(entry);
    }
  }

  /** Undefined for ecosystems that are none of ours (`pkg:apk/…`): nothing of theirs is found here either. */
  #understand(purl: string): Meant | undefined {
    const [, application, qualifiers] = APPLICATION.exec(purl) ?? [];
    if (application !== undefined) return understandApplication(application, qualifiers);
    try {
      return { purl: parsePurl(this.#rules, purl) };
    } catch (error) {
      if (!isGatehouseError(error, 'invalid-purl')) throw error;
      return undefined;
    }
  }

  #applies({ whole, parts }: MeantProduct, component: NamedPackage, { place, at }: SaidOf): boolean {
    const isMeant = (one: NamedPackage) => this.#isMeant(whole, one);
    // What a product is not affected by, none of its parts brings into it.
    if (parts.length === 0 && isMeant(component)) return true;
    if (parts.length > 0 && !parts.some((part) => this.#isMeant(part, component))) return false;
    if (isApplication(whole, place, at) || place.projects.some(isMeant)) return true;
    return 'purl' in whole && place.isOnlyWithin?.(whole.purl.ref, isMeant) === true;
  }

  /** One without a version means every version; qualifiers that are given must be met, and none is known of a component. */
  #isMeant(meant: Meant, { ref, version }: NamedPackage): boolean {
    if (!('purl' in meant)) return false;
    const { purl } = meant;
    if (purl.ref.ecosystem !== ref.ecosystem || purl.ref.name !== ref.name) return false;
    const { versions } = this.#rules[ref.ecosystem];
    for (const [key, value] of purl.qualifiers) {
      if (key === 'vers' && version !== undefined && isWithin(value, ref.ecosystem, version, versions))
        continue;
      // Maven's writers say what is so in any case.
      if (key === 'type' && value === 'jar' && ref.ecosystem === 'maven') continue;
      return false;
    }
    return purl.version === undefined || isSame(purl.version, version, versions);
  }
}

/** How our own documents name an application: `pkg:generic/shop?environment=prod`. */
const APPLICATION = /^pkg:generic\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})(?:\?([^#@]*))?$/;

function understandApplication(application: string, qualifiers: string | undefined): Meant | undefined {
  const given = new URLSearchParams(qualifiers ?? '');
  const environment = given.get('environment');
  given.delete('environment');
  if (given.size > 0) return undefined;
  return environment === null ? { application } : { application, environment };
}

/** A name means who has it, or had it when that was said. */
function isApplication(meant: Meant, { application }: VexPlace, at: Instant | undefined): boolean {
  if (!('application' in meant) || application === undefined) return false;
  if (meant.environment !== undefined && meant.environment !== application.environment) return false;
  const { name, nameSince, formerly = [] } = application;
  if (name === meant.application && (at === undefined || at > (nameSince ?? -Infinity))) return true;
  return (
    at !== undefined &&
    formerly.some((one) => one.name === meant.application && at > (one.since ?? -Infinity) && at <= one.until)
  );
}

/** Ids are told apart by their letters, not by their case (`cve-2021-44228`). */
function keyOf(id: string): string {
  return id.toUpperCase();
}

function isLater(entry: Entry, other: Entry): boolean {
  const [at, before] = [entry.statement.at ?? 0, other.statement.at ?? 0];
  return at === before ? entry.order > other.order : at > before;
}

type Order = VexRules[Ecosystem]['versions'];

/** `1.0` is `1.0.0` where the ecosystem says so; builds of one version (`1.0.0+a`) are told apart. */
function isSame(said: string, version: string | undefined, { compare, isValid }: Order): boolean {
  if (said === version) return true;
  if (version === undefined || said.includes('+') || version.includes('+')) return false;
  return isValid(said) && isValid(version) && compare(said, version) === 0;
}

/** A range that is none, or is of another ecosystem, holds no version. */
function isWithin(text: string, ecosystem: Ecosystem, version: string, { compare, isValid }: Order): boolean {
  const range = parseVers(text);
  if (range === undefined || !SCHEMES[ecosystem].includes(range.scheme)) return false;
  const isOrdered = isValid(version) && range.constraints.every((one) => isValid(one.version));
  return isOrdered && isWithinVers(range, version, compare);
}

const SCHEMES: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ['npm', 'semver'],
  pypi: ['pypi'],
  cargo: ['cargo', 'semver'],
  maven: ['maven'],
  composer: ['composer'],
};
