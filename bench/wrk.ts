// One thread of wrk with 32 connections, on the client's core, for a few seconds.

import { CLIENT_CORE, pinned, runToEnd } from './peers/child.ts';

export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const SECONDS = 4;

/** Requests answered per second. Throws when any answer is an error. */
export async function requestsPerSecond({ url, headers = {} }: Load, seconds = SECONDS): Promise<number> {
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const command = ['wrk', '-t1', '-c32', `-d${seconds}s`, '--timeout', '30s', ...flags, url];
  const output = await runToEnd(pinned(command, CLIENT_CORE));
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1] ?? Number.NaN);
  if (Number.isNaN(rate) || /Non-2xx|Socket errors/.test(output)) throw new Error(`wrk ${url}:\n${output}`);
  return rate;
}

/** The median rate of each load over rounds that take turns, so that what else the machine does falls on all alike. */
export async function compareRates(loads: readonly Load[], rounds = 3): Promise<readonly number[]> {
  for (const load of loads) await requestsPerSecond(load, 1);
  const rates = loads.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, load] of loads.entries()) rates[at]?.push(await requestsPerSecond(load));
  }
  return rates.map((found) => found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN);
}
