// What a trusted publisher's token is for: a package by its name, or whatever its namespace's owner has in it.

import { matchesNamePattern } from '../../kernel/name-pattern.ts';

import { isSameOwner } from '../namespaces/known-namespace.ts';
import type { OwnedPackage } from '../organisations/organisation-ports.ts';
import type { Principal } from '../principal.ts';

type Asked = Pick<OwnedPackage, 'ecosystem' | 'name' | 'owner'>;

/** Whether the principal is a trusted publisher whose token is for this package, which `owner` owns. */
export function isGranted(principal: Principal, asked: Asked): boolean {
  return grantsFor(principal, asked).length > 0;
}

/** Whether it is for all names of its namespace, and the package, which is not there yet, will be that owner's. */
export function isGrantedNewName(principal: Principal, asked: Asked): boolean {
  return grantsFor(principal, asked).some(({ owner }) => owner !== undefined);
}

function grantsFor(principal: Principal, { ecosystem, name, owner }: Asked) {
  if (principal.kind !== 'token' || principal.scope !== 'publisher') return [];
  return (principal.packages ?? []).filter(
    (granted) =>
      granted.ecosystem === ecosystem &&
      matchesNamePattern(granted.pattern, name) &&
      (granted.owner === undefined || isSameOwner(granted.owner, owner)),
  );
}
