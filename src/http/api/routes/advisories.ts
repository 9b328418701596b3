// Advisories and records of malicious packages, to browse.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { z } from 'zod';

import type { CveFacts } from '../../../evidence/advisory-ports.ts';
import { decodeBody, decodeHeader } from '../../../evidence/advisory-record.ts';
import type { AdvisoryPosition, ListedAdvisory } from '../../../evidence/list-advisories.ts';
import { rangeInWords } from '../../../evidence/matching/range-words.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { advisoryPage, type AdvisoryItem } from '../advisory-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { after, ecosystem, limit, searchText } from '../query.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';

const kind = z.enum(['vulnerability', 'malware', 'informational']);

/** Records that one page may look through for what its filters let pass. */
const SCANNED_AT_ONCE = 100;
const MAX_SCANNED = 2_000;

interface Filter {
  readonly ecosystem?: Ecosystem | undefined;
  readonly kind?: AdvisoryItem['kind'] | undefined;
}

interface Found {
  readonly records: readonly ListedAdvisory[];
  readonly next?: AdvisoryPosition;
}

const listRoute = route({
  method: 'GET',
  url: '/api/v1/advisories',
  summary: 'Advisories, newest first; or by the beginning of an id, alias or package name',
  access: 'read-packages',
  query: z.object({
    text: searchText,
    ecosystem: ecosystem.optional(),
    kind: kind.optional(),
    after,
    limit,
  }),
  answer: advisoryPage,
  async handle(deps, { query }) {
    const text = query.text.trim();
    const found =
      text === ''
        ? await browse(deps, query, parsePosition(query.after), query.limit)
        : { records: await search(deps, text, query, query.limit) };
    const facts = await deps.advisories.cveFacts([...new Set(found.records.flatMap(cvesOf))]);
    return {
      items: found.records.map((record) => renderAdvisory(deps, record, facts)),
      ...('next' in found && found.next !== undefined ? { next: formatPosition(found.next) } : {}),
    };
  },
});

export const advisoryRoutes = [listRoute];

/** Looks through so many records at most; a page may be short, or empty, and still have a next one. */
async function browse(
  deps: ApiDeps,
  filter: Filter,
  after: AdvisoryPosition | undefined,
  limit: number,
): Promise<Found> {
  const records: ListedAdvisory[] = [];
  let place = after;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += SCANNED_AT_ONCE) {
    const chunk = await deps.advisories.newest({
      limit: SCANNED_AT_ONCE,
      ...(place === undefined ? {} : { after: place }),
    });
    for (const record of chunk) {
      place = positionOf(record);
      if (passes(record, filter)) records.push(record);
      if (records.length === limit) return { records, next: place };
    }
    if (chunk.length < SCANNED_AT_ONCE) return { records };
    // The embedded database answers without letting others have their turn.
    await yieldToOthers();
  }
  return place === undefined ? { records } : { records, next: place };
}

async function search(
  deps: ApiDeps,
  text: string,
  filter: Filter,
  limit: number,
): Promise<readonly ListedAdvisory[]> {
  const [byId, byName] = await Promise.all([
    deps.advisories.byId(asRecordId(text), limit),
    deps.advisories.byPackage(text, filter.ecosystem, limit),
  ]);
  const merged = new Map([...byId, ...byName].map((record) => [`${record.feed}\n${record.id}`, record]));
  return [...merged.values()].filter((record) => passes(record, filter)).slice(0, limit);
}

/** Ids are upper case, but for what follows `GHSA-`. */
function asRecordId(text: string): string {
  const upper = text.toUpperCase();
  return upper.startsWith('GHSA-') ? `GHSA-${text.slice(5).toLowerCase()}` : upper;
}

function passes(record: ListedAdvisory, filter: Filter): boolean {
  const { packages } = record;
  if (filter.ecosystem !== undefined && !packages.some(({ ecosystem }) => ecosystem === filter.ecosystem)) {
    return false;
  }
  return filter.kind === undefined || kindOf(record) === filter.kind;
}

function kindOf({ packages }: ListedAdvisory): AdvisoryItem['kind'] {
  const bodies = packages.map(({ body }) => decodeBody(body));
  if (bodies.some(({ malware }) => malware)) return 'malware';
  const isInformational =
    bodies.length > 0 && bodies.every(({ informational }) => informational !== undefined);
  return isInformational ? 'informational' : 'vulnerability';
}

function cvesOf(record: ListedAdvisory): readonly string[] {
  return [record.id, ...decodeHeader(record.header).aliases].filter((id) => id.startsWith('CVE-'));
}

function renderAdvisory(
  deps: ApiDeps,
  record: ListedAdvisory,
  facts: ReadonlyMap<string, CveFacts>,
): AdvisoryItem {
  const { aliases, summary, url, severity, recordedAt } = decodeHeader(record.header);
  const own = cvesOf(record).map((cve) => facts.get(cve));
  const scores = own.flatMap((fact) => (fact?.epss === undefined ? [] : [fact.epss]));
  return {
    id: record.id,
    kind: kindOf(record),
    summary,
    aliases: [...aliases],
    ...(severity === undefined ? {} : { score: severity.score }),
    isKev: own.some((fact) => fact?.kev !== undefined),
    ...(scores.length === 0 ? {} : { epss: Math.max(...scores) }),
    publishedAt: formatInstant(recordedAt),
    modifiedAt: formatInstant(record.modified),
    ...timeField('withdrawnAt', record.withdrawnAt),
    feed: record.feed,
    packages: record.packages.map(({ ecosystem, name, body }) => {
      const { intervals, versions } = decodeBody(body);
      const order = deps.registry.adapters[ecosystem].versions;
      return { ecosystem, name, ranges: rangeInWords(intervals, versions.slice(0, 50), order) };
    }),
    ...(url === undefined ? {} : { url }),
  };
}

function positionOf({ modified, feed, id }: AdvisoryPosition): AdvisoryPosition {
  return { modified, feed, id };
}

function formatPosition({ modified, feed, id }: AdvisoryPosition): string {
  return `${modified}:${encodeURIComponent(feed)}:${encodeURIComponent(id)}`;
}

/** A cursor that cannot be read begins anew. */
function parsePosition(text: string | undefined): AdvisoryPosition | undefined {
  const match = /^(\d{1,15}):([^:]+):([^:]+)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, modified = '', feed = '', id = ''] = match;
  try {
    return { modified: Number(modified), feed: decodeURIComponent(feed), id: decodeURIComponent(id) };
  } catch {
    // A bad percent-escape: not written here.
    return undefined;
  }
}
