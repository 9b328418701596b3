// gatehouse feeds: the sources of advisories and malware records.

import { feedCommand } from '../../http/api/feed-command.ts';
import { feedList, type FeedStatus } from '../../http/api/status-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import type { Desk } from '../desk/desk.ts';
import { printFeeds } from '../print-feeds.ts';
import { createProgress } from '../terminal/progress.ts';

const list = command({
  name: 'feeds',
  summary: 'Say how the feeds of advisories and malware records stand',
  details: ['Exits 1 when one was never loaded or is stale.'],
  hasJson: true,
  usesData: true,
  async run(context) {
    const { items } = await (await context.openDesk()).ask({ path: '/feeds', answer: feedList });
    return report(context, items);
  },
});

const refresh = command({
  name: 'feeds refresh',
  summary: 'Load a feed again, or all of them, and wait for it',
  words: [{ name: 'NAME', says: 'The feed (else every one)', isOptional: true }],
  hasJson: true,
  usesData: true,
  examples: ['gatehouse feeds refresh kev'],
  async run(context, { words: [name] }) {
    const desk = await context.openDesk();
    const { items } = await desk.ask({ path: '/feeds', answer: feedList });
    const asked = items.filter((feed) => name === undefined || feed.name === name);
    if (name !== undefined && asked.length === 0) throw unknownFeed(name, items);
    const names = asked.filter(({ location }) => location !== '').map((feed) => feed.name);
    const [only] = asked;
    if (name !== undefined && names.length === 0 && only !== undefined) throw withoutSource(only);
    for (const feed of names) await refreshOne(context, desk, feed);
    const after = await desk.ask({ path: '/feeds', answer: feedList });
    return report(
      context,
      after.items.filter((feed) => names.includes(feed.name)),
    );
  },
});

export const feedCommands = [list, refresh];

function unknownFeed(name: string, feeds: readonly FeedStatus[]): GatehouseError {
  const known = feeds.map((feed) => feed.name).join(', ');
  return new GatehouseError('not-found', `Cannot refresh feed ${name}: expected one of ${known}`, {
    facts: { command: 'gatehouse feeds' },
  });
}

function withoutSource(feed: FeedStatus): GatehouseError {
  return new GatehouseError(
    'not-found',
    `Cannot refresh feed ${feed.name}: it is not configured here, and has no source to look at; import a newer file into it`,
    { facts: { command: feedCommand(feed) } },
  );
}

async function refreshOne({ machine }: CommandContext, desk: Desk, name: string): Promise<void> {
  const { clock, errors } = machine;
  const startedAt = clock.now();
  const progress = createProgress(
    errors,
    () => clock.now(),
    `Loading ${name}`,
    (seconds) => `${seconds} s`,
  );
  const timer = setInterval(() => progress.show(Math.round((clock.now() - startedAt) / 1000)), 200);
  try {
    await desk.refreshFeed(name);
  } catch (error) {
    // The feed's state says what went wrong, and the others are loaded all the same.
    if (!(error instanceof GatehouseError) || error.code !== 'feed-unavailable') throw error;
  } finally {
    clearInterval(timer);
    progress.end();
  }
}

function report({ out, shared }: CommandContext, feeds: readonly FeedStatus[]): number {
  if (shared.isJson) out.json({ items: feeds });
  else printFeeds(out, feeds);
  return feeds.every(({ state }) => state === 'fresh' || state === 'loading') ? 0 : 1;
}
