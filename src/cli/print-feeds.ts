// The feeds as the command line shows them.

import type { FeedStatus } from '../http/api/status-contract.ts';
import type { Painted } from './terminal/painted.ts';
import { shortTime, type Printer } from './terminal/printer.ts';

export function printFeeds(out: Printer, feeds: readonly FeedStatus[]): void {
  if (feeds.length === 0) {
    out.line('No feed is configured: advisories and malware records are not known here.');
    return;
  }
  const hasErrors = feeds.some(({ lastError }) => lastError !== undefined);
  out.table(
    ['feed', 'state', 'records', 'last good', 'from', ...(hasErrors ? ['last error'] : [])],
    feeds.map(({ name, state, records, lastGoodAt, location, lastError }) => [
      name,
      paintState(out, state),
      records.toLocaleString('en'),
      shortTime(lastGoodAt),
      location === '' ? 'no source' : location,
      ...(hasErrors ? [lastError ?? '–'] : []),
    ]),
  );
}

function paintState({ palette }: Printer, state: FeedStatus['state']): Painted {
  switch (state) {
    case 'fresh':
      return palette.good(state);
    case 'loading':
      return palette.code(state);
    case 'stale':
      return palette.notice(state);
    case 'never-loaded':
      return palette.bad('never loaded');
  }
}
