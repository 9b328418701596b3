// What is told of imports with a push: of each component of the project whose ecosystem's code is read, as a scan has it.

import { formatPurl } from '../../formats/purl.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { PUSH_MOST_REACHES, PUSH_MOST_REASON, type PushedReach } from '../../http/api/reach-contract.ts';
import { componentKeyOf, keyOfComponent } from '../../inventory/component-key.ts';
import type { ComponentKey } from '../../inventory/ports.ts';
import type { ComponentPlace } from '../../inventory/reach/find-reach.ts';
import type { Reach } from '../../inventory/reach/reach.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { findProjectReach } from '../scan/find-project-reach.ts';
import { MOST_WORDS } from './describe-snapshot.ts';

/** `path`: of what was read. What is alike is told once; what is beyond the bounds of a push is left out, and so not known. */
export async function describeReaches(project: Project, path: string): Promise<readonly PushedReach[]> {
  const asked = [...placesOf(project).values()];
  if (asked.length === 0) return [];
  const reaches = await findProjectReach(
    project,
    path,
    asked.map(({ key: { ecosystem }, places }) => ({ ecosystem, places })),
  );
  const told = new Map<string, PushedReach>();
  for (const [at, { key }] of asked.entries()) {
    const reach = reaches[at];
    if (reach === undefined) continue;
    const words = JSON.stringify(reach);
    const purl = formatPurl(SCAN_RULES, key, { version: key.version });
    const known = told.get(words);
    if (known !== undefined) known.components.push(purl);
    else if (told.size < PUSH_MOST_REACHES) told.set(words, pushed(reach, purl));
  }
  return [...told.values()];
}

interface Asked {
  readonly key: ComponentKey;
  readonly places: ComponentPlace[];
}

/** Components that are pushed with a version, where code can tell of them. */
function placesOf({ files }: Project): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const file of files) {
    for (const [at, component] of file.graph.components.entries()) {
      const key = keyOfComponent(component);
      if (key === undefined || SCAN_RULES[key.ecosystem].sources === undefined) continue;
      // A longer version is cut short in the snapshot, and is another one there.
      if (key.version.length > MOST_WORDS) continue;
      const text = componentKeyOf(key);
      const known = asked.get(text) ?? { key, places: [] };
      asked.set(text, known);
      known.places.push({ file, at });
    }
  }
  return asked;
}

function pushed(reach: Reach, purl: string): PushedReach {
  const components = [purl];
  switch (reach.state) {
    case 'imported':
      return { ...reach, places: reach.places.map((one) => ({ ...one })), components };
    case 'below-imported': {
      const below = reach.below.slice(0, PUSH_MOST_REASON);
      return { ...reach, below, places: reach.places.map((one) => ({ ...one })), components };
    }
    case 'not-seen':
    case 'unknown':
      return { ...reach, because: reach.because.slice(0, PUSH_MOST_REASON), components };
  }
}
