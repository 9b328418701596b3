// What has to be shown, and where: one line that is in the DNS, in a file or the name of a repository. Pure.

import type { RandomBytes } from '../secret.ts';
import type { CodeHost, Namespace, ProofPlace, ProofWay } from './namespace-ports.ts';

const CHALLENGE_BYTES = 16;
const MARK = 'gatehouse-namespace=';
/** RFC 8615. */
export const WELL_KNOWN_PATH = '/.well-known/gatehouse-namespace.txt';

/** 128 random bits: no claim can be proven by what was put up for another. Not a secret. */
export function mintChallenge(random: RandomBytes): string {
  return Buffer.from(random(CHALLENGE_BYTES)).toString('hex');
}

/** The TXT record, and the line of the file. */
export function challengeLine(challenge: string): string {
  return `${MARK}${challenge}`;
}

/** The name of the repository. */
export function challengeRepository(challenge: string): string {
  return `gatehouse-${challenge}`;
}

/** One way to prove a claim, for people. */
export interface ProofTask {
  readonly way: ProofWay;
  /** A domain, or the address of a file or repository. */
  readonly where: string;
  /** What has to stand there; of a repository nothing has. */
  readonly what?: string;
}

/** The ways that are open to a claim; none where nothing is to be proven. */
export function proofTasks(
  { place, challenge }: Pick<Namespace, 'place' | 'challenge'>,
  codeHosts: readonly CodeHost[],
): readonly ProofTask[] {
  if (place === undefined) return [];
  if (place.kind === 'domain') {
    const what = challengeLine(challenge);
    return [
      { way: 'dns', where: place.domain, what },
      { way: 'file', where: `https://${place.domain}${WELL_KNOWN_PATH}`, what },
    ];
  }
  const host = codeHosts.find(({ name }) => name === place.host);
  // A host that the operator took out of the configuration proves nothing any more.
  if (host === undefined) return [];
  return [{ way: 'repository', where: `${host.url}/${place.account}/${challengeRepository(challenge)}` }];
}

/** Whether a claim at this place can be proven so. */
export function isWayOpen(place: ProofPlace, way: ProofWay): boolean {
  return place.kind === 'repository' ? way === 'repository' : way === 'dns' || way === 'file';
}
