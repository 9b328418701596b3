// Whom identity tokens must be for. Docs: docs/adr/0008-audiences-of-trusted-publishing.md.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';

import type { RandomBytes } from '../secret.ts';
import type { InstanceStore, Issuer, TrustedPublishingStores } from './trusted-publishing-ports.ts';

const KEY = 'trusted-publishing-audience';

/** By which address a token is exchanged: two clients choose the audience themselves. */
export type ExchangeDoor = 'own' | 'npm' | 'cargo';

export interface AudienceDeps {
  readonly instance: InstanceStore;
  readonly unit: UnitOfWork<Pick<TrustedPublishingStores, 'instance'>>;
  readonly random: RandomBytes;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
}

/** This server's own audience: made when it is first asked for, and the same for all that share the database. */
export async function readAudience({ instance, unit, random }: AudienceDeps): Promise<string> {
  const known = await instance.find(KEY);
  if (known !== undefined) return known;
  const made = `gatehouse-${Buffer.from(random(16)).toString('hex')}`;
  await unit.transact((work) => work.instance.keep(KEY, made));
  return (await instance.find(KEY)) ?? made;
}

/** Every audience that is good at a door; the first is the one to ask for. */
export async function audiencesAt(
  deps: AudienceDeps,
  door: ExchangeDoor,
  issuer: Issuer,
): Promise<readonly string[]> {
  const own = issuer.audience ?? (await readAudience(deps));
  return [...chosenByClient(door, deps.publicUrl), own];
}

/** npm asks for the host of the registry that it publishes to, Cargo's action for its address: both are this server's. */
function chosenByClient(door: ExchangeDoor, publicUrl: string): readonly string[] {
  if (door === 'npm') return [`npm:${new URL(publicUrl).hostname}`];
  const address = publicUrl.replace(/^https?:\/\//, '');
  return door === 'cargo' ? [`${address}/cargo`, address] : [];
}
