// What stands in the cells of the list of people.

import type { PersonItem } from '../../../src/http/api/identity-contract.ts';

type Role = PersonItem['role'];

/** What each may do. */
export const ROLES = {
  reader: 'Reads packages, decisions and policy.',
  auditor: 'Reads who has what and the journal, too.',
  reviewer: 'Waives, quarantines and reserves, too.',
  administrator: 'Changes policy and people, too.',
} as const satisfies Readonly<Record<Role, string>>;

export function RoleChoice({
  person,
  setRole,
}: {
  readonly person: PersonItem;
  readonly setRole: (role: string) => void;
}) {
  return (
    <select
      class="select is-small"
      aria-label={`Role of ${person.name}`}
      value={person.role}
      onChange={(event) => setRole(event.currentTarget.value)}
    >
      {Object.keys(ROLES).map((role) => (
        <option key={role} value={role} selected={role === person.role}>
          {role}
        </option>
      ))}
    </select>
  );
}

const FACTOR_WORDS = { totp: 'authenticator', passkey: 'passkey' } as const;

export function Factors({
  person: { name, strongestFactor },
  takeOff,
}: {
  readonly person: PersonItem;
  readonly takeOff: (() => void) | undefined;
}) {
  if (strongestFactor === undefined) return <span class="muted">none</span>;
  if (takeOff === undefined) return <span>{FACTOR_WORDS[strongestFactor]}</span>;
  return (
    <button
      type="button"
      class="button is-small"
      aria-label={`Take the factors off ${name}`}
      title="For a person who lost them and showed you who they are: their sessions end, and they are told"
      onClick={takeOff}
    >
      Take off
    </button>
  );
}

export function Address({ email }: { readonly email: PersonItem['email'] }) {
  if (email === undefined) return <span class="muted">none</span>;
  const state =
    email.lapsedAt !== undefined ? 'lapsed' : email.verifiedAt === undefined ? 'not verified' : undefined;
  return (
    <span>
      {email.address} {state === undefined ? null : <span class="muted">({state})</span>}
    </span>
  );
}

export function State({ person }: { readonly person: PersonItem }) {
  if (person.deletedAt !== undefined) return <span class="muted">deleted by its person</span>;
  if (person.disabledAt !== undefined) return <span class="muted">disabled</span>;
  return person.hasPassword ? (
    <span>may sign in</span>
  ) : (
    <span class="muted">has not chosen a password yet</span>
  );
}
