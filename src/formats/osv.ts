// Reads one record of an advisory database in the Open Source Vulnerability format (OSV schema 1.7.5).
// Lenient where published data is (missing schema_version, summary, published; null for empty); strict where matching
// depends on it (id, modified, affected).

import { GatehouseError } from '../kernel/errors.ts';
import { parseInstant, type Instant } from '../kernel/clock.ts';

import {
  arrayField,
  field,
  isObject,
  kindOf,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from './json.ts';

/** What one record may hold. */
export const OSV_LIMITS = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 40,
  maxAffected: 20_000,
  maxEvents: 20_000,
  maxVersions: 200_000,
  maxTextLength: 200_000,
  maxListLength: 2_000,
  maxNameLength: 512,
} as const;

export interface OsvRecord {
  readonly id: string;
  readonly modified: Instant;
  readonly published?: Instant;
  /** Present when the record is withdrawn and must not match. */
  readonly withdrawn?: Instant;
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly summary: string;
  readonly details: string;
  readonly severity: readonly OsvSeverity[];
  readonly affected: readonly OsvAffected[];
  readonly references: readonly { readonly type: string; readonly url: string }[];
  /** As published; read it with `field` and its siblings only. */
  readonly databaseSpecific: JsonObject;
}

export interface OsvSeverity {
  /** `CVSS_V2`, `CVSS_V3`, `CVSS_V4`, or a database's own. */
  readonly type: string;
  readonly score: string;
}

/** One entry of `affected` that names a package (entries without one are about source repositories alone). */
export interface OsvAffected {
  /** As written, with its suffix. */
  readonly ecosystem: string;
  readonly name: string;
  readonly severity: readonly OsvSeverity[];
  /** Without ranges of type GIT. */
  readonly ranges: readonly OsvRange[];
  readonly versions: readonly string[];
  readonly ecosystemSpecific: JsonObject;
  readonly databaseSpecific: JsonObject;
}

export interface OsvRange {
  /** `other`: a type that this reader does not know, so that nothing can be said about what it holds. */
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'other';
  /** In the order of the file, which need not be the order of versions. */
  readonly events: readonly OsvEvent[];
}

export interface OsvEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/** Parses one record. Throws `too-large` or `invalid-document`, naming the field at fault. */
export function parseOsvRecord(bytes: Uint8Array, what = 'OSV record'): OsvRecord {
  const { maxBytes, maxDepth, maxTextLength } = OSV_LIMITS;
  const json = parseJsonObject(bytes, what, { maxBytes, maxDepth });
  const id = parseId(json, what);
  const at = (name: string): string => `${what} ${id}: ${name}`;
  const modified = parseTime(json, 'modified', at);
  if (modified === undefined) throw fault(at('modified'), 'nothing', 'a timestamp');
  const published = parseTime(json, 'published', at);
  const withdrawn = parseTime(json, 'withdrawn', at);
  return {
    id,
    modified,
    ...(published === undefined ? {} : { published }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    aliases: parseIds(json, 'aliases', at),
    upstream: parseIds(json, 'upstream', at),
    related: parseIds(json, 'related', at),
    summary: (stringField(json, 'summary') ?? '').slice(0, maxTextLength),
    details: (stringField(json, 'details') ?? '').slice(0, maxTextLength),
    severity: parseSeverity(json),
    affected: parseAffectedList(json, at),
    references: parseReferences(json),
    databaseSpecific: objectField(json, 'database_specific') ?? {},
  };
}

const ID = /^[\x21-\x7e]{1,200}$/;

function parseId(json: JsonObject, what: string): string {
  const id = field(json, 'id');
  if (typeof id !== 'string') throw fault(`${what}: id`, kindOf(id), 'a string');
  if (!ID.test(id)) {
    throw fault(`${what}: id`, `${id.length} characters`, '1 to 200 printable ASCII characters');
  }
  return id;
}

function parseTime(json: JsonObject, name: string, at: (name: string) => string): Instant | undefined {
  const value = field(json, name) ?? undefined;
  if (value === undefined) return undefined;
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) throw fault(at(name), kindOf(value), 'a timestamp (RFC 3339)');
  return instant;
}

/** Strings that no record can have as its id name no record: they are passed over. */
function parseIds(json: JsonObject, name: string, at: (name: string) => string): readonly string[] {
  return parseStrings(json, name, at, OSV_LIMITS.maxListLength).filter((id) => ID.test(id));
}

function parseStrings(
  json: JsonObject,
  name: string,
  at: (name: string) => string,
  limit: number,
): readonly string[] {
  const list = parseList(json, name, at, limit);
  return list.map((value, index) => {
    if (typeof value !== 'string') throw fault(at(`${name}[${index}]`), kindOf(value), 'a string');
    if (value.length > OSV_LIMITS.maxNameLength) {
      throw fault(
        at(`${name}[${index}]`),
        `${value.length} characters`,
        `at most ${OSV_LIMITS.maxNameLength}`,
      );
    }
    return value;
  });
}

function parseList(
  json: JsonObject,
  name: string,
  at: (name: string) => string,
  limit: number,
): readonly unknown[] {
  const value = field(json, name) ?? [];
  if (!Array.isArray(value)) throw fault(at(name), kindOf(value), 'an array');
  if (value.length > limit) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${at(name)}: found ${value.length} entries, expected at most ${limit}`,
    );
  }
  return value as readonly unknown[];
}

/** Entries that are no severity are passed over: a score is a help, not what matching hangs on. */
function parseSeverity(json: JsonObject): readonly OsvSeverity[] {
  return arrayField(json, 'severity')
    .slice(0, 20)
    .flatMap((entry) => {
      if (!isObject(entry)) return [];
      const type = stringField(entry, 'type');
      const score = stringField(entry, 'score');
      return type === undefined || score === undefined || score.length > 500 ? [] : [{ type, score }];
    });
}

function parseReferences(json: JsonObject): OsvRecord['references'] {
  return arrayField(json, 'references')
    .slice(0, OSV_LIMITS.maxListLength)
    .flatMap((entry) => {
      if (!isObject(entry)) return [];
      const url = stringField(entry, 'url');
      if (url === undefined || url.length > 2_000 || !/^https?:\/\/[^\s"'<>\\]+$/i.test(url)) return [];
      return [{ type: stringField(entry, 'type') ?? 'WEB', url }];
    });
}

function parseAffectedList(json: JsonObject, at: (name: string) => string): readonly OsvAffected[] {
  const list = parseList(json, 'affected', at, OSV_LIMITS.maxAffected);
  return list.flatMap((entry, index) => {
    const place = (name: string): string => at(`affected[${index}]${name === '' ? '' : `.${name}`}`);
    if (!isObject(entry)) throw fault(place(''), kindOf(entry), 'an object');
    return parseAffected(entry, place);
  });
}

function parseAffected(json: JsonObject, at: (name: string) => string): readonly OsvAffected[] {
  const target = field(json, 'package') ?? undefined;
  if (target === undefined) return [];
  if (!isObject(target)) throw fault(at('package'), kindOf(target), 'an object');
  return [
    {
      ecosystem: parseName(target, 'ecosystem', at),
      name: parseName(target, 'name', at),
      severity: parseSeverity(json),
      ranges: parseList(json, 'ranges', at, OSV_LIMITS.maxListLength).flatMap((range, index) =>
        parseRange(range, (name) => at(`ranges[${index}]${name}`)),
      ),
      versions: parseStrings(json, 'versions', at, OSV_LIMITS.maxVersions),
      ecosystemSpecific: objectField(json, 'ecosystem_specific') ?? {},
      databaseSpecific: objectField(json, 'database_specific') ?? {},
    },
  ];
}

function parseName(target: JsonObject, name: string, at: (name: string) => string): string {
  const value = field(target, name);
  if (typeof value !== 'string') throw fault(at(`package.${name}`), kindOf(value), 'a string');
  // Neither a database nor a client could tell names with these apart.
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) {
    throw fault(at(`package.${name}`), 'control characters or half characters', 'text');
  }
  if (value === '' || value.length > OSV_LIMITS.maxNameLength) {
    throw fault(at(`package.${name}`), `${value.length} characters`, `1 to ${OSV_LIMITS.maxNameLength}`);
  }
  return value;
}

function parseRange(value: unknown, at: (name: string) => string): readonly OsvRange[] {
  if (!isObject(value)) throw fault(at(''), kindOf(value), 'an object');
  const type = field(value, 'type');
  if (typeof type !== 'string') throw fault(at('.type'), kindOf(type), 'a string');
  // Commits are no versions; the entry's other ranges still count.
  if (type === 'GIT') return [];
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return [{ type: 'other', events: [] }];
  const events = parseList(value, 'events', (name) => at(`.${name}`), OSV_LIMITS.maxEvents);
  return [{ type, events: events.flatMap((event, index) => parseEvent(event, at(`.events[${index}]`))) }];
}

const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** The schema wants one key in each event; older records put several into one, which reads as several events. */
function parseEvent(value: unknown, place: string): readonly OsvEvent[] {
  if (!isObject(value)) throw fault(place, kindOf(value), 'an object');
  const events = EVENT_KINDS.flatMap((kind) => {
    const version = field(value, kind) ?? undefined;
    if (version === undefined) return [];
    if (typeof version !== 'string') throw fault(`${place}.${kind}`, kindOf(version), 'a string');
    if (version.length > OSV_LIMITS.maxNameLength) {
      throw fault(`${place}.${kind}`, `${version.length} characters`, `at most ${OSV_LIMITS.maxNameLength}`);
    }
    return [{ kind, version }];
  });
  if (events.length === 0) throw fault(place, 'none of them', EVENT_KINDS.join(', '));
  return events;
}

function fault(place: string, found: string, expected: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read ${place}: found ${found}, expected ${expected}`);
}
