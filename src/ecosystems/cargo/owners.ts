// `cargo owner`: who may publish a crate (The Cargo Book, "Registry Web API", Owners).

import { createHash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, parseJsonObject } from '../../formats/json.ts';
import type { HostedPeople, HostedPerson } from '../adapter-publish.ts';
import { jsonAnswer } from '../json-answer.ts';

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 };
const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 256;

/** The names in the body of a change. Throws `invalid-request`, `invalid-document`, `too-large`. */
export function parseOwners(body: Uint8Array): readonly string[] {
  const users = arrayField(parseJsonObject(body, 'the list of owners', LIMITS), 'users');
  const names = users.filter((one) => typeof one === 'string' && one.length <= MAX_NAME_LENGTH);
  if (names.length > 0 && names.length === users.length && names.length <= MAX_NAMES)
    return names as string[];
  throw new GatehouseError(
    'invalid-request',
    `Cannot change owners: expected "users", a list of 1 to ${MAX_NAMES} names of accounts here`,
  );
}

/** Cargo prints `login (name)`: the name says as what somebody is there. */
export function renderPeople({ owner, people }: HostedPeople) {
  return jsonAnswer({ users: people.map((person) => describeOwner(person, owner)) });
}

function describeOwner({ accountId, name, roles }: HostedPerson, owner: string): object {
  const [kind, organisation = ''] = owner.split(':');
  return {
    id: numberOf(accountId),
    login: name,
    name: kind === 'organisation' ? `${roles.join(' and ')} of ${organisation}` : roles.join(' and '),
  };
}

/** Cargo reads a whole number of 32 bits, and makes nothing of it. */
export function numberOf(accountId: string): number {
  return createHash('sha256').update(accountId).digest().readUInt32LE(0);
}
