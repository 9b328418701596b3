// The POMs that are at hand while a project is resolved, and those that are wanted next. Nothing is fetched here.

import { isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { readPom, type Pom } from './read-pom.ts';

export interface Coordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** A POM that was read. `place`: its path relative to the folder of the file that is read; absent when it was asked for. */
export interface ShelvedPom {
  readonly pom: Pom;
  readonly place?: string;
}

/** A POM, or why there is none. */
export type Found = ShelvedPom | { readonly because: string };

const MOST_POMS = 10_000;

export class PomShelf {
  readonly #byCoordinates = new Map<string, Found>();
  readonly #byPlace = new Map<string, ShelvedPom>();
  readonly #byArtifactId: ReadonlyMap<string, readonly ShelvedPom[]>;
  readonly #wanted = new Map<string, Coordinates>();

  /** `files`: those of the project by their paths. One that cannot be read says so where it is read itself. */
  constructor(files: ReadonlyMap<string, string>) {
    for (const [place, text] of files) {
      const found = readAsFound(text, place);
      if ('pom' in found) this.#byPlace.set(place, { pom: found.pom, place });
    }
    this.#byArtifactId = Map.groupBy(this.#byPlace.values(), ({ pom }) => pom.artifactId);
  }

  /** The project's own POMs of that artifactId. */
  ownPoms(artifactId: string): readonly ShelvedPom[] {
    return this.#byArtifactId.get(artifactId) ?? [];
  }

  at(place: string): ShelvedPom | undefined {
    return this.#byPlace.get(place);
  }

  /** Undefined while it is not known; it is wanted then. */
  find(coordinates: Coordinates): Found | undefined {
    const key = tellCoordinates(coordinates);
    const found = this.#byCoordinates.get(key);
    if (found !== undefined) return found;
    if (this.#byCoordinates.size + this.#wanted.size >= MOST_POMS) {
      return { because: `found over ${MOST_POMS} POMs that it hangs on` };
    }
    this.#wanted.set(key, coordinates);
    return undefined;
  }

  /** What was looked for in vain since the last time. */
  takeWanted(): readonly Coordinates[] {
    const wanted = [...this.#wanted.values()];
    this.#wanted.clear();
    return wanted;
  }

  /** Answers a want. */
  put(coordinates: Coordinates, answer: { readonly text: string } | { readonly because: string }): void {
    const key = tellCoordinates(coordinates);
    this.#byCoordinates.set(key, 'text' in answer ? readAsFound(answer.text, `the POM ${key}`) : answer);
  }
}

function readAsFound(text: string, what: string): Found {
  try {
    return { pom: readPom(text, what) };
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return { because: messageOf(error) };
  }
}

export function tellCoordinates({ groupId, artifactId, version }: Coordinates): string {
  return `${groupId}:${artifactId}:${version}`;
}
