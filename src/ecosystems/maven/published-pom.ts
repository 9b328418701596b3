// The POM of a version that is to be published: whose it says that it is, and what it tells people, parents included.

import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import { messageOf } from '../../kernel/errors.ts';
import { spdxOfName } from '../../formats/licence-names.ts';
import type { PartDemands } from '../adapter-publish.ts';
import { createInterpolator, isOpen } from './interpolate.ts';
import { names, splitName } from './name.ts';
import { readPom, readPomTree, type Pom, type PomNode } from './read-pom.ts';
import { decodeXml } from './xml-elements.ts';

/** Parents that are followed. */
const MAX_PARENTS = 8;

/** A POM that was read, and what is wrong with it, a sentence each. */
export interface PublishedPom {
  readonly packaging: string;
  readonly licence?: string;
  readonly faults: readonly string[];
  /** Coordinates that nothing in it settles, a sentence each. */
  readonly unsettled: readonly string[];
  /** Whether anything can be said of it at all. */
  readonly isReadable: boolean;
}

/** Never throws for what the POM says: that is its fault. */
export function readPublishedPom(
  bytes: Uint8Array,
  name: PackageName,
  version: string,
  what: string,
): PublishedPom {
  try {
    const pom = readPom(decodeXml(bytes, what, 'invalid-document'), what);
    const fill = interpolatorOf(pom);
    const [licence] = licencesOf(readPomTree(textOf(bytes), what));
    const faults = [...coordinateFaults(pom, fill, name, version, what)];
    return {
      packaging: fill(pom.packaging),
      isReadable: true,
      ...(licence === undefined ? {} : { licence: fill(licence) }),
      faults: faults.filter(({ isOpen: leavesOpen }) => !leavesOpen).map(({ says }) => says),
      unsettled: faults.filter(({ isOpen: leavesOpen }) => leavesOpen).map(({ says }) => says),
    };
  } catch (error) {
    return { packaging: 'jar', faults: [messageOf(error)], unsettled: [], isReadable: false };
  }
}

/** Group and version come from the parent where the POM has none (POM reference, "Inheritance"). */
function* coordinateFaults(
  pom: Pom,
  fill: (text: string) => string,
  name: PackageName,
  version: string,
  what: string,
): Iterable<{ readonly says: string; readonly isOpen: boolean }> {
  const own = splitName(name);
  const said = {
    groupId: pom.groupId ?? pom.parent?.groupId,
    artifactId: pom.artifactId,
    version: pom.version ?? pom.parent?.version,
  };
  for (const [part, expected] of Object.entries({ ...own, version })) {
    const raw = said[part as keyof typeof said];
    const found = raw === undefined ? undefined : fill(raw);
    if (found === expected) continue;
    const words = `${what} says ${part} ${found?.slice(0, 100) ?? ''}`;
    if (found === undefined)
      yield { isOpen: false, says: `${what} says no ${part}, and has no parent to take it from` };
    else if (isOpen(found))
      yield { isOpen: true, says: `${words}, which nothing in it settles: publish a flattened POM` };
    else yield { isOpen: false, says: `${words}, expected ${expected}` };
  }
}

/** By the POM alone: values of its parents are not looked for. */
function interpolatorOf(pom: Pom): (text: string) => string {
  const own = new Map<string, string | undefined>([
    ['groupId', pom.groupId ?? pom.parent?.groupId],
    ['artifactId', pom.artifactId],
    ['version', pom.version ?? pom.parent?.version],
    ['parent.groupId', pom.parent?.groupId],
    ['parent.version', pom.parent?.version],
  ]);
  return createInterpolator((expression) => {
    const [, ofProject] = /^(?:project|pom)\.(.+)$/.exec(expression) ?? [];
    return pom.properties.get(expression) ?? (ofProject === undefined ? undefined : own.get(ofProject));
  });
}

/** What is to be said of a version for people, each by a place in the POM. A name is nobody's but its own. */
const TOLD: readonly (readonly [what: string, isInherited: boolean, path: readonly string[]])[] = [
  ['name', false, ['name']],
  ['description', true, ['description']],
  ['url', true, ['url']],
  ['licenses', true, ['licenses', 'license', 'name|url']],
  ['developers', true, ['developers', 'developer', 'name|id|email|organization']],
  ['scm', true, ['scm', 'url|connection|developerConnection']],
];

/** What the POM and its parents leave unsaid, a sentence each. */
export async function describingFaults(
  bytes: Uint8Array,
  what: string,
  other: PartDemands['other'],
): Promise<readonly string[]> {
  const { levels, gap } = await lineageOf(bytes, what, other);
  const end = gap === undefined ? '' : `; ${gap}`;
  return TOLD.flatMap(([told, isInherited, path]) => {
    const among = isInherited ? levels : levels.slice(0, 1);
    return among.some((level) => hasText(level, path)) ? [] : [`${what} says no ${told}${end}`];
  });
}

/** The POM and its parents, the nearest first, as far as they are to be had. */
async function lineageOf(
  bytes: Uint8Array,
  what: string,
  other: PartDemands['other'],
): Promise<{ readonly levels: readonly PomNode[]; readonly gap?: string }> {
  const levels: PomNode[] = [];
  let next: { readonly bytes: Uint8Array; readonly what: string } = { bytes, what };
  try {
    for (;;) {
      levels.push(readPomTree(textOf(next.bytes), next.what));
      const { parent } = readPom(textOf(next.bytes), next.what);
      if (parent === undefined) return { levels };
      if (levels.length > MAX_PARENTS)
        return { levels, gap: `more than ${MAX_PARENTS} parents stand above it` };
      const { groupId, artifactId, version } = parent;
      const name = names.parse(asPackageName(`${groupId}:${artifactId}`));
      const file = `${version}/${artifactId}-${version}.pom`;
      const found = await other(name, { version, file });
      if (found === undefined) return { levels, gap: `its parent ${name} ${version} is not to be had` };
      next = { bytes: found, what: `the POM of its parent ${name} ${version}` };
    }
  } catch (error) {
    return { levels, gap: messageOf(error) };
  }
}

/** Whether some element at the path has text; `a|b` is either. */
function hasText(node: PomNode, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return node.text !== '';
  const wanted = step.split('|');
  return node.children.some((child) => wanted.includes(child.name) && hasText(child, rest));
}

function licencesOf(project: PomNode): readonly string[] {
  const lists = project.children.filter(({ name }) => name === 'licenses');
  return lists.flatMap(({ children }) =>
    children.flatMap((licence) => {
      const said = licence.children.filter(({ name, text }) => /^(?:name|url)$/.test(name) && text !== '');
      const known = said.map(({ text }) => spdxOfName(text)).find((id) => id !== undefined);
      return known ?? said[0]?.text.slice(0, 200) ?? [];
    }),
  );
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
