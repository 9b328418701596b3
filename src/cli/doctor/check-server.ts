// Whether the server answers, and how it says that it stands.

import { z } from 'zod';

import { feedCommand } from '../../http/api/feed-command.ts';
import { status as statusAnswer, type Status } from '../../http/api/status-contract.ts';
import { isGatehouseError, messageOf } from '../../kernel/errors.ts';
import type { Desk } from '../desk/desk.ts';
import type { Machine } from '../machine.ts';
import { shortTime } from '../terminal/printer.ts';
import { fault, note, ok, type Finding } from './finding.ts';

const TIMEOUT_MS = 10_000;
/** Beyond this, ages and ends of tokens and waivers are told wrongly. */
const MAX_SKEW_MS = 5 * 60_000;

const nobodyYet = (gateUrl: string) =>
  fault(
    'server',
    `nobody administers ${gateUrl} yet: its start printed a one-time link that makes the administrator`,
    'open that link; when it is lost or older than 24 hours, end the server and start it again: gatehouse serve',
  );

/** Asks the address that clients use, as anybody may. */
export async function checkGate(
  machine: Pick<Machine, 'fetch' | 'clock'>,
  gateUrl: string,
): Promise<readonly Finding[]> {
  const startedAt = machine.clock.now();
  try {
    const response = await machine.fetch(`${gateUrl}/api/v1/session`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const body: unknown = await response.json().catch(() => undefined);
    const told = z.object({ needsAdministrator: z.boolean() }).safeParse(body);
    if (!response.ok || !told.success) {
      return [
        fault(
          'server',
          `${gateUrl} answers, but not as a Gatehouse (status ${response.status})`,
          'give the right address: gatehouse doctor --gate URL',
        ),
      ];
    }
    return [
      ok('server', `${gateUrl} answers`),
      ...(told.data.needsAdministrator ? [nobodyYet(gateUrl)] : []),
      ...checkClock(machine.clock.now(), startedAt, response.headers.get('date'), gateUrl),
    ];
  } catch (error) {
    const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return [
      fault(
        'server',
        `${gateUrl} does not answer: ${messageOf(inner)}`,
        'start it: gatehouse serve; or give its address: gatehouse doctor --gate URL',
      ),
    ];
  }
}

/** This machine's clock beside another's, as its answer was dated. */
export function checkClock(
  now: number,
  startedAt: number,
  date: string | null,
  whose: string,
): readonly Finding[] {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return [];
  const skewMs = theirs - (now + startedAt) / 2;
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return [];
  const direction = skewMs > 0 ? 'behind' : 'ahead of';
  return [
    fault(
      'program',
      `this machine's clock is ${Math.round(Math.abs(skewMs) / 60_000)} minutes ${direction} that of ${whose}`,
      'set it: timedatectl set-ntp true',
    ),
  ];
}

/** What the server (or the folder) says of its feeds, upstreams and storage; a note where it does not tell us. */
export async function checkStatus(openDesk: () => Promise<Desk>): Promise<readonly Finding[]> {
  let desk: Desk;
  try {
    desk = await openDesk();
    const found = await desk.ask({ path: '/status', answer: statusAnswer });
    return [
      ...checkFeeds(found),
      ...checkUpstreams(found, desk.place.kind === 'server'),
      ...warningsOf(found, desk.place.kind === 'server'),
    ];
  } catch (error) {
    if (isGatehouseError(error, 'not-signed-in', 'not-allowed', 'needs-confirmation')) {
      return [
        note(
          'server',
          'feeds and upstreams were not looked at: the server tells them to its people alone',
          error.facts['needsAdministrator'] === true
            ? 'make the administrator first'
            : 'gatehouse doctor --token TOKEN',
        ),
      ];
    }
    if (isGatehouseError(error, 'upstream-unreachable')) return [];
    const isConfig = isGatehouseError(error, 'invalid-config');
    return [
      fault(
        isConfig ? 'folder' : 'server',
        messageOf(error),
        isConfig ? 'gatehouse serve, or name the folder with --data' : 'look at the log of the server',
      ),
    ];
  }
}

function checkFeeds({ feeds }: Status): readonly Finding[] {
  if (feeds.length === 0) {
    return [
      note(
        'feeds',
        'no feed is configured: malware records and advisories are not known here',
        'add [[feeds.sources]] to gatehouse.toml',
      ),
    ];
  }
  return feeds.map((feed) => {
    const { name, state, records, lastGoodAt, lastError } = feed;
    const why = lastError === undefined ? '' : `: ${lastError}`;
    if (state === 'fresh') return ok('feeds', `${name} is fresh (${records.toLocaleString('en')} records)`);
    if (state === 'loading') return note('feeds', `${name} is being loaded`);
    const text =
      state === 'stale'
        ? `${name} is stale since ${shortTime(lastGoodAt)} UTC${why}`
        : `${name} was never loaded${why}`;
    return fault('feeds', text, feedCommand(feed));
  });
}

function checkUpstreams({ upstreams }: Status, isServer: boolean): readonly Finding[] {
  if (!isServer) return [];
  return upstreams.map(({ ecosystem, name, state, url, lastError }) => {
    if (state === 'up' || state === 'unused')
      return ok(
        'upstreams',
        `${ecosystem} ${name} is ${state === 'up' ? 'up' : 'not asked since the start'}`,
      );
    const why = lastError === undefined ? '' : `: ${lastError}`;
    return fault(
      'upstreams',
      `${ecosystem} ${name} (${url}) is ${state}${why}`,
      'see whether this machine may reach it; what was fetched before is served meanwhile',
    );
  });
}

/** What the feeds and upstreams above do not tell. */
function warningsOf({ warnings }: Status, isServer: boolean): readonly Finding[] {
  return (
    warnings
      .filter(({ code }) => !/feed|upstream/.test(code))
      // Its start, which is asked for above, prints the link.
      .filter(({ code }) => isServer || code !== 'no-administrator')
      .map(({ text, command }) => fault('server', text, command ?? 'gatehouse status'))
  );
}
