// Reads the catalogue of known exploited vulnerabilities (KEV) as CISA publishes it in JSON.

import { GatehouseError } from '../kernel/errors.ts';

import { field, isObject, kindOf, parseJsonObject, stringField, type JsonObject } from './json.ts';

export interface KevCatalogue {
  /** `2026.08.07`; empty when the file does not say. */
  readonly version: string;
  readonly entries: readonly KevEntry[];
  /** Entries that were no entry, with their place and fault. */
  readonly faults: readonly string[];
}

export interface KevEntry {
  /** `CVE-2021-44228`. */
  readonly cve: string;
  /** `2021-12-10`. */
  readonly dateAdded: string;
  readonly dueDate?: string;
  readonly knownRansomwareUse: boolean;
}

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 12 } as const;
const MAX_ENTRIES = 200_000;

/** Parses the whole catalogue; a bad entry is named in `faults`. Throws `too-large` or `invalid-document`. */
export function parseKev(bytes: Uint8Array, what = 'KEV catalogue'): KevCatalogue {
  const json = parseJsonObject(bytes, what, LIMITS);
  const list = field(json, 'vulnerabilities');
  if (!Array.isArray(list) || list.length > MAX_ENTRIES) {
    const found = Array.isArray(list) ? `${list.length} entries` : kindOf(list);
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: vulnerabilities: found ${found}, expected an array of at most ${MAX_ENTRIES}`,
    );
  }
  const entries: KevEntry[] = [];
  const faults: string[] = [];
  for (const [index, value] of (list as readonly unknown[]).entries()) {
    const entry = isObject(value) ? parseEntry(value) : undefined;
    if (entry === undefined) faults.push(`vulnerabilities[${index}]: expected cveID and dateAdded`);
    else entries.push(entry);
  }
  return { version: (stringField(json, 'catalogVersion') ?? '').slice(0, 100), entries, faults };
}

function parseEntry(json: JsonObject): KevEntry | undefined {
  const cve = stringField(json, 'cveID');
  const dateAdded = stringField(json, 'dateAdded');
  const dueDate = stringField(json, 'dueDate');
  if (cve === undefined || !/^CVE-\d{4}-\d{4,19}$/.test(cve)) return undefined;
  if (dateAdded === undefined || !isDate(dateAdded)) return undefined;
  return {
    cve,
    dateAdded,
    ...(dueDate !== undefined && isDate(dueDate) ? { dueDate } : {}),
    knownRansomwareUse: stringField(json, 'knownRansomwareCampaignUse') === 'Known',
  };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
