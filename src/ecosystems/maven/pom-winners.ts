// Artifacts that were chosen, what leads from one to another, and what follows from that: exclusions and scopes.

import type { Dependency } from './effective-pom.ts';
import { joinScopes, scopeBelow } from './pom-scopes.ts';
import { tellCoordinates } from './pom-shelf.ts';

/** What may not come in below a dependency: its own exclusions, and those above it. */
export interface Exclusions {
  readonly own: ReadonlySet<string>;
  readonly above: Exclusions | undefined;
}

/** The one artifact of its key that counts. */
export interface Winner {
  readonly at: number;
  readonly dependency: Dependency;
  readonly version: string | undefined;
  readonly exclusions: Exclusions | undefined;
  /** Undefined: what it needs is not known. */
  edges: Edge[] | undefined;
  scope: string | undefined;
  /** A direct dependency's scope is what the project says. */
  readonly isDirect: boolean;
  readonly isOwn: boolean;
}

export interface Edge {
  readonly to: Winner;
  readonly scope: string;
  /** The project's own list of versions may fix the scope. */
  readonly isManaged: boolean;
}

export function excludeBelow(above: Exclusions | undefined, own: readonly string[]): Exclusions | undefined {
  return own.length === 0 ? above : { own: new Set(own), above };
}

export function isExcluded({ groupId, artifactId }: Dependency, exclusions: Exclusions | undefined): boolean {
  const words = [`${groupId}:${artifactId}`, `${groupId}:*`, `*:${artifactId}`, '*:*'];
  for (let at = exclusions; at !== undefined; at = at.above) {
    const { own } = at;
    if (words.some((word) => own.has(word))) return true;
  }
  return false;
}

/** From what the project needs down to the rest: a scope only ever widens, and so this ends. */
export function spreadScopes(direct: readonly Edge[]): void {
  for (const { to, scope } of direct) to.scope = scope;
  const waiting = direct.map(({ to }) => to);
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    for (const { to, scope, isManaged } of from.edges ?? []) {
      if (to.isDirect) continue;
      const below = isManaged ? scope : scopeBelow(from.scope ?? 'compile', scope);
      const joined = to.scope === undefined ? below : joinScopes(to.scope, below);
      if (joined === to.scope) continue;
      to.scope = joined;
      waiting.push(to);
    }
  }
}

export function tellWinner({ dependency: { groupId, artifactId }, version = '?' }: Winner): string {
  return tellCoordinates({ groupId, artifactId, version });
}
