// The warnings of the status as the command line shows them: feeds and upstreams together, their errors left to the tables.

import { feedCommand } from '../http/api/feed-command.ts';
import type { FeedStatus, Status, UpstreamStatus } from '../http/api/status-contract.ts';

type Warning = Pick<Status['warnings'][number], 'text' | 'command'>;

/** Most urgent first. What is wrong with a feed or an upstream stands in its table, once. */
export function summarizeWarnings({
  warnings,
  feeds,
  upstreams,
}: Pick<Status, 'warnings' | 'feeds' | 'upstreams'>): readonly Warning[] {
  const seen = new Set<string>();
  return warnings.flatMap((warning): readonly Warning[] => {
    const [subject = ''] = warning.code.split('-', 1);
    if (subject !== 'feed' && subject !== 'upstream') return [warning];
    if (seen.has(subject)) return [];
    seen.add(subject);
    return subject === 'feed' ? aboutFeeds(feeds) : aboutUpstreams(upstreams);
  });
}

function aboutFeeds(feeds: readonly FeedStatus[]): readonly Warning[] {
  const absent = feeds.filter(({ state }) => state === 'never-loaded');
  const stale = feeds.filter(({ state }) => state === 'stale');
  const isOsv = absent.some(({ kind }) => kind === 'osv');
  const isOne = absent.length === 1;
  return [
    ...told(
      absent,
      'never loaded',
      isOsv
        ? `what ${isOne ? 'it knows' : 'they know'} of malware and vulnerabilities is not applied`
        : `${isOne ? 'its' : 'their'} facts are missing`,
    ),
    ...told(stale, 'stale', 'what is new since the last load is not known'),
  ];
}

function told(feeds: readonly FeedStatus[], state: string, so: string): readonly Warning[] {
  if (feeds.length === 0) return [];
  const [one] = feeds;
  const byHand = feeds.find(({ location }) => location === '');
  const isAlone = feeds.length === 1 || feeds.every(({ location }) => location === '');
  const command = isAlone && one !== undefined ? feedCommand(byHand ?? one) : 'gatehouse feeds refresh';
  const text = `${feeds.length === 1 ? 'feed' : 'feeds'} ${state}: ${feeds.map(({ name }) => name).join(', ')}; ${so}`;
  return [{ text, command }];
}

function aboutUpstreams(upstreams: readonly UpstreamStatus[]): readonly Warning[] {
  const ill = upstreams.filter(({ state }) => state === 'failing' || state === 'down');
  if (ill.length === 0) return [];
  const names = ill.map(({ ecosystem, name }) => `${ecosystem} ${name}`).join(', ');
  const text = `${ill.length === 1 ? 'upstream' : 'upstreams'} in trouble: ${names}; what was fetched before is served meanwhile`;
  return [{ text, command: 'gatehouse doctor' }];
}
