// What the POM of a version, and the parents that it inherits from, say of an artifact and its people: words of whoever
// published it. Who may publish stands in no document of a repository, nor is there a place for funding.

import type {
  AboutDocuments,
  AboutPackage,
  AboutPerson,
  AboutRequest,
  AboutRules,
  AboutSubject,
  Told,
} from '../adapter-about.ts';
import { spdxOfName } from '../../formats/licence-names.ts';
import { messageOf } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import {
  person,
  repositoryAddress,
  toldAddress,
  toldNeeds,
  toldOr,
  toldPeople,
  words,
} from '../about-words.ts';
import type { VersionNeeds } from '../adapter-dependencies.ts';
import { dependencies } from './dependencies.ts';
import { createInterpolator, isOpen, type Interpolate } from './interpolate.ts';
import { folderOf, names, splitName } from './name.ts';
import { readPomTree, type PomNode } from './read-pom.ts';
import { stemOf } from './snapshot.ts';

/** Parents that are followed. */
const MAX_LEVELS = 6;

export const about: AboutRules = {
  isLicenceIndexed: false,
  documents(subject, have) {
    const { want } = follow(subject, have);
    return want === undefined ? [] : [want];
  },
  read(subject, have) {
    const { levels, gap } = follow(subject, have);
    const fill = interpolatorOf(levels);
    return {
      ...(subject.version === undefined ? {} : { version: subject.version }),
      source: levels.length > 1 ? 'POM and its parents' : 'POM',
      ...wordsOf(levels, fill, gap),
      funding: { state: 'absent' },
      needs: toldNeeds(() => needsOf(subject, have)),
    };
  },
};

/** With the parents that are at hand, which often say that what is managed by them is for tests alone. */
function needsOf({ name, version = '' }: AboutSubject, have: AboutDocuments): VersionNeeds | undefined {
  const bytes = have.documents.get(requestFor({ ...splitName(name), version }).key);
  if (bytes === undefined) return undefined;
  const byFile = new Map(
    [...have.documents].map(([key, document]) => [key.slice(key.indexOf(':') + 1), document] as const),
  );
  return dependencies.readFile(bytes, name, version, (file) =>
    byFile.get(`${file.name}:${file.file.slice(0, file.file.indexOf('/'))}`),
  );
}

interface Followed {
  readonly levels: readonly PomNode[];
  /** What to fetch next. */
  readonly want?: AboutRequest;
  /** Why not all that is inherited is known. */
  readonly gap?: string;
}

/** The POM and its parents, as far as they are at hand. */
function follow({ name, version }: AboutSubject, have: AboutDocuments): Followed {
  if (version === undefined) return { levels: [], gap: 'no version of it is listed' };
  const levels: PomNode[] = [];
  let at: Coordinates = { ...splitName(name), version };
  while (levels.length < MAX_LEVELS) {
    const request = requestFor(at);
    const bytes = have.documents.get(request.key);
    if (bytes === undefined) {
      const why = have.missing.get(request.key);
      return why === undefined
        ? { levels, want: request, gap: `${request.key} is not at hand` }
        : { levels, gap: why };
    }
    try {
      levels.push(readPomTree(new TextDecoder().decode(bytes), request.key));
      const parent = parentOf(levels.at(-1));
      if (parent === undefined) return { levels };
      at = parent;
    } catch (error) {
      return { levels, gap: messageOf(error) };
    }
  }
  return { levels, gap: `found over ${MAX_LEVELS} parents` };
}

interface Coordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

function requestFor({ groupId, artifactId, version }: Coordinates): AboutRequest {
  const name = asPackageName(`${groupId}:${artifactId}`);
  const file = `${stemOf(name, version)}.pom`;
  return {
    key: `pom:${groupId}:${artifactId}:${version}`,
    path: `${folderOf(name)}/${file.split('/').map(encodeURIComponent).join('/')}`,
    optional: true,
    storedAs: { name, file },
  };
}

/** Throws for names that are none; undefined without a parent. */
function parentOf(project: PomNode | undefined): Coordinates | undefined {
  const parent = child(project, 'parent');
  if (parent === undefined) return undefined;
  const [groupId = '', artifactId = '', version = ''] = ['groupId', 'artifactId', 'version'].map((name) =>
    textOf(parent, name),
  );
  const name = names.parse(`${groupId}:${artifactId}`);
  if (!/^[\w.+-]{1,100}$/.test(version) || /^\.+$/.test(version)) {
    throw new Error(`the version of its parent ${groupId}:${artifactId} is not a plain one`);
  }
  return { ...splitName(name), version };
}

function wordsOf(
  levels: readonly PomNode[],
  fill: Interpolate,
  gap: string | undefined,
): Omit<AboutPackage, 'source' | 'version' | 'funding' | 'needs'> {
  const missing: Told<never> = gap === undefined ? { state: 'empty' } : { state: 'unknown', why: gap };
  const inherited = <T>(tell: (project: PomNode) => Told<T>): Told<T> => {
    for (const level of levels) {
      const told = tell(level);
      if (told.state !== 'empty') return told;
    }
    return missing;
  };
  const text =
    (...path: readonly string[]) =>
    (project: PomNode): string | undefined => {
      const found = textAt(project, path);
      return found === undefined ? undefined : fill(found);
    };
  const address = (...path: readonly string[]) => inherited((project) => toldClosed(text(...path)(project)));
  return {
    description: inherited((project) => toldOr(words(text('description')(project)))),
    homepage: address('url'),
    repository: inherited((project) => {
      const [url, connection] = [text('scm', 'url')(project), text('scm', 'connection')(project)];
      const told = toldAddress(url, repositoryAddress);
      return told.state === 'told' ? told : toldAddress(connection ?? url, repositoryAddress);
    }),
    issues: address('issueManagement', 'url'),
    licence: inherited((project) => toldOr(words(licencesOf(project, fill).join(' OR ')))),
    people: inherited((project) => toldPeople(peopleOf(project, fill))),
  };
}

/** An address that hangs on a property which is not known is no address. */
function toldClosed(text: string | undefined): Told<string> {
  return text !== undefined && isOpen(text)
    ? { state: 'unknown', why: `it hangs on a property that is not known: ${words(text, 200) ?? ''}` }
    : toldAddress(text);
}

/** Any of several may be chosen (POM reference, "Licenses"). An address that is well known says more than a name that is not. */
function licencesOf(project: PomNode, fill: Interpolate): readonly string[] {
  return childrenOf(child(project, 'licenses'), 'license').flatMap((one) => {
    const [name, url] = ['name', 'url'].map((part) => words(fill(textOf(one, part) ?? ''), 200));
    const known = [name, url].find((text) => text !== undefined && spdxOfName(text) !== undefined);
    return known ?? name ?? url ?? [];
  });
}

function* peopleOf(project: PomNode, fill: Interpolate): Iterable<AboutPerson | undefined> {
  for (const [list, called] of [
    ['developers', 'developer'],
    ['contributors', 'contributor'],
  ] as const) {
    for (const one of childrenOf(child(project, list), called)) {
      yield person(called, fill(textOf(one, 'name') ?? textOf(one, 'id') ?? ''), textOf(one, 'url'));
    }
  }
  const organisation = child(project, 'organization');
  if (organisation !== undefined) {
    yield person('organisation', fill(textOf(organisation, 'name') ?? ''), textOf(organisation, 'url'));
  }
}

/** Properties of the nearest level, and the POM's own coordinates. */
function interpolatorOf(levels: readonly PomNode[]): Interpolate {
  const properties = new Map<string, string>();
  for (const level of levels.toReversed()) {
    for (const { name, text } of child(level, 'properties')?.children ?? []) properties.set(name, text);
  }
  const [own] = levels;
  for (const name of ['groupId', 'artifactId', 'version', 'name', 'url']) {
    const text = textAt(own, [name]) ?? textAt(own, ['parent', name]);
    if (text !== undefined)
      for (const prefix of ['project', 'pom']) properties.set(`${prefix}.${name}`, text);
  }
  return createInterpolator((name) => properties.get(name));
}

function child(node: PomNode | undefined, name: string): PomNode | undefined {
  return node?.children.find((one) => one.name === name);
}

function childrenOf(node: PomNode | undefined, name: string): readonly PomNode[] {
  return node?.children.filter((one) => one.name === name) ?? [];
}

function textOf(node: PomNode | undefined, name: string): string | undefined {
  const text = child(node, name)?.text;
  return text === '' ? undefined : text;
}

function textAt(node: PomNode | undefined, path: readonly string[]): string | undefined {
  const folders = path.slice(0, -1);
  const last = path.at(-1) ?? '';
  return textOf(folders.reduce<PomNode | undefined>(child, node), last);
}
