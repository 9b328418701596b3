// Which home Java's programs take: the account's own, as the system knows it, and not the variable HOME.

import { resolve } from 'node:path';

import type { Machine } from '../machine.ts';

/** The machine, as far as it says where Java looks. */
export type JavaPlace = Pick<Machine, 'environment' | 'home'> & Partial<Pick<Machine, 'accountHome'>>;

/** What each client reads in its home, and the variable by which its Java is told of another one. */
const JAVA_CLIENTS: Readonly<Record<string, { readonly options: string; readonly folder?: string }>> = {
  mvn: { options: 'MAVEN_OPTS' },
  gradle: { options: 'GRADLE_OPTS', folder: 'GRADLE_USER_HOME' },
};

/** Variables that every Java reads. */
const ALL_JAVA = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS'];

/** A client that does not read the file of the user's that was written for it. */
export interface ElsewhereHome {
  readonly text: string;
  readonly fix: string;
}

/** Undefined where the client looks into the same home as everybody else. */
export function findElsewhereHome(place: JavaPlace, client: string): ElsewhereHome | undefined {
  const java = JAVA_CLIENTS[client];
  const { accountHome, home, environment } = place;
  if (java === undefined || accountHome === undefined) return undefined;
  if (resolve(accountHome) === resolve(home)) return undefined;
  if (java.folder !== undefined && (environment[java.folder] ?? '') !== '') return undefined;
  const isTold = [java.options, ...ALL_JAVA].some((name) =>
    (environment[name] ?? '').split(/\s+/).includes(`-Duser.home=${home}`),
  );
  if (isTold) return undefined;
  return {
    text: `${client} does not look into ${home}, which HOME names: Java takes the account's own home, ${accountHome}`,
    fix: `export ${java.options}="-Duser.home=${home}"`,
  };
}
