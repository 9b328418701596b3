// From an advisory that a feed's file has until a client of the live events is told that it is found: a real server, over HTTP.

import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { listenTo } from '../../test/support/event-stream.ts';
import { waitFor } from '../peers/child.ts';
import type { Gate } from '../peers/gate.ts';
import { recordOf } from './records.ts';

export const FEED = 'new';
const REST_MS = 2_500;

/** Makes the administrator by the link that the server printed; answers the session's cookie. */
export async function signIn(gate: Gate): Promise<string> {
  const findSecret = () => /\/setup#(\S+)/.exec(gate.child.output())?.[1];
  await waitFor(gate.child, async () => findSecret() !== undefined);
  const secret = findSecret();
  const answer = await fetch(`${gate.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ secret, name: 'bench', password: 'a long enough pass phrase' }),
  });
  if (!answer.ok) throw new Error(`Cannot sign in: found ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Each record is about another component that all applications have. Answers how long each took. */
export async function timeUntilTold(
  gate: Gate,
  file: string,
  rounds: number,
  applications: number,
): Promise<readonly number[]> {
  const cookie = await signIn(gate);
  const events = await listenTo(`${gate.url}/api/v1/events`, { cookie });
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const name = `pooled-${round}`;
    // One record comes to a server that has nothing else to import.
    await sleep(REST_MS);
    appendFileSync(file, recordOf(`GHSA-new-${round}`, name));
    const startedAt = performance.now();
    // It is looked for every second; what is measured is what comes after.
    await fetch(`${gate.url}/api/v1/feeds/${FEED}/refresh`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: '{}',
    });
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) throw new Error('The server ended the stream of events');
      const entry = value.data as { readonly kind?: string; readonly name?: string; readonly data?: object };
      if (entry.kind !== 'finding-opened' || entry.name !== name) continue;
      const told = (entry.data as { readonly applications: number }).applications;
      if (told < applications) throw new Error(`Told of ${told} applications, expected ${applications}`);
      break;
    }
    tookMs.push(performance.now() - startedAt);
  }
  await events.return(undefined);
  return tookMs;
}
