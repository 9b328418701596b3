// The names that a new one is compared with: those that are owned here, and those that most readers fetch.

import { MINUTE_MS, type Clock } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import {
  createLikenessIndex,
  type Likeness,
  type LikenessIndex,
  type NameParts,
} from '../kernel/look-alike.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { NamesHereStore } from '../storage/names-here.ts';

/** Of each ecosystem, and of each of the two. */
const MOST_NAMES = 5_000;
/** How long what was read counts. */
const KEPT_MS = 10 * MINUTE_MS;

export interface KnownNamesDeps {
  readonly clock: Clock;
  readonly namesHere: Pick<NamesHereStore, 'thatMatter'>;
  readonly toPurl: Readonly<Record<Ecosystem, (name: PackageName) => NameParts>>;
}

interface Kept {
  readonly index: LikenessIndex;
  readonly readAt: number;
}

/** Read when something is first asked about an ecosystem, and anew when what is at hand is ten minutes old. */
export function createKnownNames({ clock, namesHere, toPurl }: KnownNamesDeps): {
  likenessesOf(ref: PackageRef): Promise<readonly Likeness[]>;
} {
  const kept = new Map<Ecosystem, Promise<Kept>>();
  const read = async (ecosystem: Ecosystem): Promise<Kept> => {
    const names = await namesHere.thatMatter(ecosystem, MOST_NAMES);
    const index = createLikenessIndex(
      names.map((name) => ({ written: name, parts: toPurl[ecosystem](name) })),
    );
    return { index, readAt: clock.now() };
  };
  const open = async (ecosystem: Ecosystem): Promise<Kept> => {
    const present = kept.get(ecosystem);
    if (present !== undefined && clock.now() - (await present).readAt < KEPT_MS) return present;
    const reading = read(ecosystem);
    kept.set(ecosystem, reading);
    // What could not be read is read again when it is asked for next.
    reading.catch(() => kept.delete(ecosystem));
    return reading;
  };
  return {
    async likenessesOf({ ecosystem, name }) {
      const { index } = await open(ecosystem);
      return index.find(name, toPurl[ecosystem](name));
    },
  };
}
