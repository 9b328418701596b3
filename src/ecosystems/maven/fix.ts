// How the versions of a pom.xml are moved: in their place, in the property that holds them, or by dependencyManagement. What it
// leads to is worked out again from the POMs of the registry; mvn says whether it reads what was written.

import type { PackageName } from '../../kernel/package-ref.ts';
import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { cannotMove } from '../move-manifests.ts';
import { pom } from './manifest-pom.ts';
import { readXmlElements, type XmlElement } from './xml-elements.ts';

const WHAT = 'pom.xml';
const LIMITS = { maxLength: 4 * 1024 * 1024, maxDepth: 64, code: 'invalid-document' } as const;
const MANAGED = 'project/dependencyManagement';
const ASKED = ['project/dependencies/dependency', `${MANAGED}/dependencies/dependency`] as const;
const EXPRESSION = /^\$\{([^${}]+)\}$/;

export const mavenFix: FixMethod = {
  client: 'mvn',
  format: WHAT,
  ways: ['require', 'override'],
  // log4j-core runs with the log4j-api of its own release alone; what a parent manages would hold it back.
  isReleasedWith: (one, other) => one !== other && one.split(':')[0] === other.split(':')[0],
  rulesDirect: true,
  companions: ({ lock, texts }) => {
    const found = new Map([...texts].filter(([path]) => path !== lock));
    return pom.companions?.(texts.get(lock) ?? '', found) ?? [];
  },
  copy: ({ texts }) => new Map([...texts].map(([path, text]) => [path, withoutBuild(text)])),
  // Java takes the home folder from the system's list of users unless it is told.
  environment: (_files, _target, home) => ({ MAVEN_OPTS: `-Duser.home=${home}` }),
  steps: planSteps,
};

export const fixes: readonly FixMethod[] = [mavenFix];

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const writes = new Map<string, string>();
  const told: string[] = [];
  for (const upgrade of upgrades) {
    const { name, to, way } = upgrade;
    if (to === undefined || way === 'lock') throw cannotMove('a POM names exact versions');
    const moved =
      way === 'require' ? requireIn(files, writes, name, to, told) : manageIn(files, writes, name, to, told);
    for (const [path, text] of moved) writes.set(path, text);
  }
  return {
    writes,
    runs: [{ args: ['--batch-mode', '--no-transfer-progress', '--file', files.lock, 'validate'] }],
    commands: [...told, 'mvn verify'],
  };
}

/** The version of the dependency in every POM of the project that names one, or the property that it hangs on. */
function requireIn(
  { texts }: FixFiles,
  writes: ReadonlyMap<string, string>,
  name: PackageName,
  to: string,
  told: string[],
): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const textOf = (path: string): string => moved.get(path) ?? writes.get(path) ?? texts.get(path) ?? '';
  const properties = new Set<string>();
  for (const path of texts.keys()) {
    const places = versionsOf(textOf(path), name);
    for (const { text } of places) {
      const property = EXPRESSION.exec(text)?.[1];
      if (property !== undefined) properties.add(property);
    }
    const plain = places.filter(({ text }) => !text.includes('${'));
    if (plain.length > 0) moved.set(path, setAll(textOf(path), plain, to));
    for (const { text } of plain) told.push(`# ${path}: ${name} ${text} becomes ${to}`);
  }
  for (const property of properties) {
    for (const path of texts.keys()) {
      const places = read(textOf(path), path).filter((one) => one.path === `project/properties/${property}`);
      if (places.length > 0) moved.set(path, setAll(textOf(path), places, to));
      for (const { text } of places) told.push(`# ${path}: the property ${property} ${text} becomes ${to}`);
    }
  }
  if (moved.size === 0)
    throw cannotMove(`no POM of the project names a version of ${name} that stands in it`);
  return moved;
}

/** `dependencyManagement` of the project's own POM: it goes before what the dependencies ask for. */
function manageIn(
  { lock, texts }: FixFiles,
  writes: ReadonlyMap<string, string>,
  name: PackageName,
  to: string,
  told: string[],
): ReadonlyMap<string, string> {
  const text = writes.get(lock) ?? texts.get(lock) ?? '';
  if (versionsOf(text, name).length > 0) throw cannotMove(`${lock} names a version of ${name} itself`);
  const elements = read(text, lock);
  told.push(`# ${lock}: dependencyManagement names ${name} ${to}`);
  const [groupId = '', artifactId = ''] = name.split(':');
  const lines = (depth: number): readonly string[] => [
    `${pad(text, depth)}<dependency>`,
    `${pad(text, depth + 1)}<groupId>${groupId}</groupId>`,
    `${pad(text, depth + 1)}<artifactId>${artifactId}</artifactId>`,
    `${pad(text, depth + 1)}<version>${to}</version>`,
    `${pad(text, depth)}</dependency>`,
  ];
  const list = elements.find(({ path }) => path === `${MANAGED}/dependencies`);
  if (list !== undefined && list.innerEnd < list.end)
    return new Map([[lock, insertInto(text, list, lines(3))]]);
  const managed = elements.find(({ path }) => path === MANAGED);
  if (managed !== undefined) throw cannotMove(`the dependencyManagement of ${lock} has no list to add to`);
  const project = elements.find(({ path }) => path === 'project');
  if (project === undefined) throw cannotMove(`${lock} has no project`);
  const added = [
    `${pad(text, 1)}<dependencyManagement>`,
    `${pad(text, 2)}<dependencies>`,
    ...lines(3),
    `${pad(text, 2)}</dependencies>`,
    `${pad(text, 1)}</dependencyManagement>`,
  ];
  return new Map([[lock, insertInto(text, project, added)]]);
}

/** Lines at the end of an element, before its closing tag's own line. */
function insertInto(text: string, { innerEnd }: XmlElement, lines: readonly string[]): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lineStart = text.lastIndexOf('\n', innerEnd - 1) + 1;
  const isOwnLine = /^[ \t]*$/.test(text.slice(lineStart, innerEnd));
  const at = isOwnLine ? lineStart : innerEnd;
  const block = lines.map((line) => `${line}${lineEnd}`).join('');
  return `${text.slice(0, at)}${isOwnLine ? '' : lineEnd}${block}${text.slice(at)}`;
}

function pad(text: string, depth: number): string {
  const indent = /\n([ \t]+)</.exec(text)?.[1] ?? '  ';
  return indent.repeat(depth);
}

/** The `version` elements of its dependencies, asked for and managed. */
function versionsOf(text: string, name: PackageName): readonly XmlElement[] {
  const elements = read(text, WHAT);
  const dependencies = elements.filter(({ path }) => ASKED.some((asked) => path === asked));
  return dependencies.flatMap((dependency) => {
    const inside = (tag: string): XmlElement | undefined =>
      elements.find(
        (one) =>
          one.path === `${dependency.path}/${tag}` &&
          one.start > dependency.start &&
          one.end < dependency.end,
      );
    const version = inside('version');
    const isIt = `${inside('groupId')?.text}:${inside('artifactId')?.text}` === name;
    return isIt && version !== undefined ? [version] : [];
  });
}

function setAll(text: string, places: readonly XmlElement[], to: string): string {
  const replacements = places.map(({ innerStart, innerEnd }): Replacement => ({
    start: innerStart,
    end: innerEnd,
    text: to,
  }));
  return replacePlaces(text, replacements);
}

/** What is built says nothing of what is depended on, and brings extensions whose code mvn would run. */
function withoutBuild(text: string): string {
  const builds = read(text, WHAT).filter(({ path }) => /^project(?:\/profiles\/profile)?\/build$/.test(path));
  return replacePlaces(
    text,
    builds.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

function read(text: string, what: string): readonly XmlElement[] {
  return readXmlElements(text, what, LIMITS);
}
