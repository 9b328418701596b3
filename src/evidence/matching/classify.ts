// What sort of statement an entry of a record is: malware, vulnerability, or information.

import { arrayField, field, isObject, stringField, type JsonObject } from '../../formats/json.ts';
import type { OsvAffected, OsvRecord } from '../../formats/osv.ts';

/** "Embedded Malicious Code". */
const MALICIOUS_CODE = 'CWE-506';

/**
 * Whether the entry says that the package itself is malicious: an OpenSSF malicious-packages record, CWE-506 on the
 * record or the entry, or RustSec's category.
 */
export function isMalware(record: OsvRecord, affected: OsvAffected): boolean {
  return (
    record.id.startsWith('MAL-') ||
    Object.hasOwn(record.databaseSpecific, 'malicious-packages-origins') ||
    cwesOf(record, [affected]).includes(MALICIOUS_CODE) ||
    arrayField(affected.databaseSpecific, 'categories').includes('malicious')
  );
}

/** RustSec's `unmaintained`, `unsound` or `notice`: not a vulnerability in the usual sense. */
export function informationalOf(affected: OsvAffected): string | undefined {
  const informational = stringField(affected.databaseSpecific, 'informational');
  return informational === undefined || informational === '' ? undefined : informational.slice(0, 100);
}

/** CWE ids of the record and of those of its entries that are given. */
export function cwesOf(record: OsvRecord, affected: readonly OsvAffected[]): readonly string[] {
  const sources = [record.databaseSpecific, ...affected.map((entry) => entry.databaseSpecific)];
  const ids = sources.flatMap((source) => [...idsIn(source, 'cwe_ids'), ...idsIn(source, 'cwes')]);
  return [...new Set(ids)];
}

function idsIn(source: JsonObject, name: string): readonly string[] {
  return arrayField(source, name)
    .slice(0, 100)
    .flatMap((entry) => {
      const id = isObject(entry) ? (field(entry, 'cweId') ?? field(entry, 'id')) : entry;
      return typeof id === 'string' && /^CWE-\d{1,6}$/.test(id) ? [id] : [];
    });
}

/** Ids of databases whose every record was written or checked by its own people. */
const REVIEWED_PREFIX = /^(GHSA|RUSTSEC|DRUPAL)-/;

/** Whether the database's own people reviewed the record; what it says of itself comes first. */
export function isReviewed(record: OsvRecord): boolean {
  const said = field(record.databaseSpecific, 'github_reviewed');
  return typeof said === 'boolean' ? said : REVIEWED_PREFIX.test(record.id);
}

/** Whether the entry's open ranges are a loss of its source, which kept no upper bound that it once had. */
export function hasUncertainEnd(affected: OsvAffected): boolean {
  return field(affected.databaseSpecific, 'open_range_uncertain') === true;
}
