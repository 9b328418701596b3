// Reads a POM as it is written (Maven's manual, "POM reference"): nothing inherited, nothing replaced.
// What Maven takes its dependencies from is kept, and the lines where they stand.

import { GatehouseError } from '../../kernel/errors.ts';
import { readXmlElements } from './xml-elements.ts';

/** A dependency as it is written: every text may hold expressions. */
export interface PomDependency {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version?: string;
  readonly type: string;
  readonly classifier: string;
  readonly scope?: string;
  readonly optional?: string;
  /** `groupId:artifactId`, either of them `*` for any. */
  readonly exclusions: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface PomParent {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  /** '' when the parent is not to be looked for in the folders above. */
  readonly relativePath: string;
}

/** What a POM and its profiles may both say. */
export interface PomBase {
  readonly properties: ReadonlyMap<string, string>;
  readonly dependencies: readonly PomDependency[];
  readonly managed: readonly PomDependency[];
  readonly modules: readonly string[];
}

export interface PomProfile extends PomBase {
  readonly id: string;
  readonly isActiveByDefault: boolean;
  /** A property that decides, with the value that it must have. */
  readonly property?: { readonly name: string; readonly value: string };
  /** Whether it hangs on the machine: the JDK, the system, a file. */
  readonly needsMachine: boolean;
  readonly line: number;
}

export interface Pom extends PomBase {
  readonly groupId?: string;
  readonly artifactId: string;
  readonly version?: string;
  readonly packaging: string;
  readonly parent?: PomParent;
  readonly profiles: readonly PomProfile[];
  /** Where the artifact has moved to; what is absent stays as it was. */
  readonly relocation?: {
    readonly groupId?: string;
    readonly artifactId?: string;
    readonly version?: string;
  };
}

const LIMITS = { maxLength: 4 * 1024 * 1024, maxDepth: 64, code: 'invalid-document' } as const;

/** Throws `invalid-document` for what is no POM: not well-formed, with a document type, an element twice; `too-large`. */
export function readPom(text: string, what = 'pom.xml'): Pom {
  if (text.length > LIMITS.maxLength) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${LIMITS.maxLength}`,
    );
  }
  const reader = new PomReader(what);
  return reader.pom(readPomTree(text, what));
}

/** An element of a POM. */
export interface PomNode {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly children: PomNode[];
}

/** Letters that Maven's own reader knows by name, without any document type: old POMs have them in people's names. */
const LETTERS =
  /&(?:[A-Za-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash|caron)|[a-zA-Z]{2}lig|nbsp|copy|reg|eth|thorn);/g;

/** The elements of a POM as they stand, its `project` first. Throws as `readPom` does. */
export function readPomTree(text: string, what: string): PomNode {
  const root = readTree(text, what);
  if (root?.name === 'project') return root;
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${what}: found the element ${(root?.name ?? '').slice(0, 100)} at line ${root?.line ?? 1}, expected project`,
  );
}

function readTree(raw: string, what: string): PomNode | undefined {
  const text = raw
    .replace(/^\uFEFF/, ' ')
    .trimStart()
    .replaceAll(LETTERS, '?');
  let line = 1 + countLines(raw.slice(0, raw.length - raw.replace(/^\uFEFF/, '').trimStart().length));
  let counted = 0;
  const open: { readonly node: PomNode; readonly end: number }[] = [];
  let root: PomNode | undefined;
  for (const element of readXmlElements(text, what, LIMITS)) {
    line += countLines(text.slice(counted, element.start));
    counted = element.start;
    const name = element.path.slice(element.path.lastIndexOf('/') + 1);
    const node: PomNode = { name, text: element.text, line, children: [] };
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= element.start) open.pop();
    open.at(-1)?.node.children.push(node);
    open.push({ node, end: element.end });
    root ??= node;
  }
  return root;
}

function countLines(text: string): number {
  let lines = 0;
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) lines += end.length > 0 ? 1 : 0;
  return lines;
}

class PomReader {
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  pom(project: PomNode): Pom {
    const parent = this.#child(project, 'parent');
    const relocation = this.#child(this.#child(project, 'distributionManagement'), 'relocation');
    const artifactId = this.#text(project, 'artifactId');
    if (artifactId === undefined) throw this.#lacks('artifactId', project);
    return {
      ...this.#optional(project, 'groupId', 'version'),
      artifactId,
      packaging: this.#text(project, 'packaging') ?? 'jar',
      ...(parent === undefined ? {} : { parent: this.#parent(parent) }),
      ...this.#base(project),
      profiles: this.#list(project, 'profiles', 'profile').map((profile) => this.#profile(profile)),
      ...(relocation === undefined
        ? {}
        : { relocation: this.#optional(relocation, 'groupId', 'artifactId', 'version') }),
    };
  }

  #parent(parent: PomNode): PomParent {
    const [groupId, artifactId, version] = ['groupId', 'artifactId', 'version'].map((name) => {
      const text = this.#text(parent, name);
      if (text === undefined) throw this.#lacks(name, parent);
      return text;
    });
    const relativePath = this.#child(parent, 'relativePath')?.text ?? '../pom.xml';
    return { groupId: groupId ?? '', artifactId: artifactId ?? '', version: version ?? '', relativePath };
  }

  #base(node: PomNode): PomBase {
    const management = this.#child(node, 'dependencyManagement');
    return {
      properties: new Map(this.#child(node, 'properties')?.children.map(({ name, text }) => [name, text])),
      dependencies: this.#dependencies(node),
      managed: management === undefined ? [] : this.#dependencies(management),
      modules: this.#list(node, 'modules', 'module').map(({ text }) => text),
    };
  }

  #dependencies(node: PomNode): readonly PomDependency[] {
    return this.#list(node, 'dependencies', 'dependency').map((dependency) => {
      const [groupId, artifactId] = ['groupId', 'artifactId'].map((name) => this.#text(dependency, name));
      if (groupId === undefined) throw this.#lacks('groupId', dependency);
      if (artifactId === undefined) throw this.#lacks('artifactId', dependency);
      return {
        groupId,
        artifactId,
        type: this.#text(dependency, 'type') ?? 'jar',
        classifier: this.#text(dependency, 'classifier') ?? '',
        ...this.#optional(dependency, 'version', 'scope', 'optional'),
        exclusions: this.#list(dependency, 'exclusions', 'exclusion').map(
          (one) => `${this.#text(one, 'groupId') ?? '*'}:${this.#text(one, 'artifactId') ?? '*'}`,
        ),
        line: dependency.line,
      };
    });
  }

  #profile(profile: PomNode): PomProfile {
    const activation = this.#child(profile, 'activation');
    const property = this.#child(activation, 'property');
    const name = property === undefined ? undefined : this.#text(property, 'name');
    return {
      id: this.#text(profile, 'id') ?? 'default',
      isActiveByDefault: activation !== undefined && this.#text(activation, 'activeByDefault') === 'true',
      ...(property === undefined || name === undefined
        ? {}
        : { property: { name, value: this.#text(property, 'value') ?? '' } }),
      needsMachine: ['jdk', 'os', 'file'].some((one) => this.#child(activation, one) !== undefined),
      line: profile.line,
      ...this.#base(profile),
    };
  }

  #list(node: PomNode, list: string, item: string): readonly PomNode[] {
    return this.#child(node, list)?.children.filter(({ name }) => name === item) ?? [];
  }

  /** The child of that name. Maven takes none twice. */
  #child(node: PomNode | undefined, name: string): PomNode | undefined {
    const found = node?.children.filter((child) => child.name === name) ?? [];
    const [first, second] = found;
    if (second === undefined) return first;
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found ${name} a second time at line ${second.line}, expected it once`,
    );
  }

  /** Its text; nothing and blanks are no text. */
  #text(node: PomNode, name: string): string | undefined {
    const text = this.#child(node, name)?.text;
    return text === undefined || text === '' ? undefined : text;
  }

  #optional<Name extends string>(
    node: PomNode,
    ...names: readonly Name[]
  ): { readonly [K in Name]?: string } {
    const found: { [K in Name]?: string } = {};
    for (const name of names) {
      const text = this.#text(node, name);
      if (text !== undefined) found[name] = text;
    }
    return found;
  }

  #lacks(name: string, { name: element, line }: PomNode): GatehouseError {
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found no ${name} in the ${element.slice(0, 100)} at line ${line}, expected one`,
    );
  }
}
