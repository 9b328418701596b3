// A project that was read, as one bill of materials: what its files say together, whatever format it is then written in.

import type { Component, ComponentGraph, ComponentScope } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { BillComponent, BillOfMaterials } from '../../formats/bill-of-materials.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { Project, ReadFile } from '../scan/read-project.ts';

type Rules = Readonly<Record<Ecosystem, Pick<Adapter, 'names'>>>;

/** The ref of the project itself. */
const PROJECT = 'project';

/**
 * One package with one version is one component, and its ref is its package-URL, however many files have it. `title` is the
 * project's name where its files do not say one. Time grows with the number of components and edges.
 */
export function billOfProject({ files }: Project, rules: Rules, title: string): BillOfMaterials {
  const components = new Map<string, BillComponent>();
  const dependencies = new Map<string, Set<string>>();
  const roots = files.flatMap((file) => file.graph.roots.map((at) => ({ file, at })));
  const only = roots.length === 1 ? roots[0] : undefined;
  components.set(PROJECT, subject(only?.file.graph.components[only.at], title));
  for (const file of files) {
    const refs = file.graph.components.map((component, at) =>
      file === only?.file && at === only.at ? PROJECT : refOf(file, component, at, rules),
    );
    for (const [at, component] of file.graph.components.entries()) {
      const ref = refs[at] ?? PROJECT;
      if (ref === PROJECT) continue;
      const said = toBill(component, ref, rules);
      const known = components.get(ref);
      components.set(ref, known === undefined ? said : merge(known, said));
    }
    connect(file.graph, refs, dependencies);
  }
  // Where a file does not say what its project asks for, what the whole needs is not known.
  if (only === undefined && files.length > 0 && files.every(({ graph }) => graph.roots.length > 0))
    dependencies.set(PROJECT, new Set(roots.map(({ file, at }) => `${file.path}#${at}`)));
  return {
    format: 'project',
    components: [...components.values()],
    dependencies: new Map([...dependencies].map(([ref, targets]) => [ref, [...targets]])),
    gaps: [],
  };
}

function subject(root: Component | undefined, title: string): BillComponent {
  const name = root === undefined || root.name === '' ? title : root.name;
  const version = root?.version;
  return {
    ref: PROJECT,
    isSubject: true,
    name,
    ...(version === undefined ? {} : { version }),
    scope: 'unknown',
    digests: {},
  };
}

/** Projects and what has no package-URL are told apart by where they stand. */
function refOf({ path }: ReadFile, component: Component, at: number, rules: Rules): string {
  const purl = component.source === 'project' ? undefined : purlOf(component, rules);
  return purl ?? `${path}#${at}`;
}

function purlOf({ ecosystem, name, version, purl }: Component, rules: Rules): string | undefined {
  if (ecosystem === undefined) return purl;
  const ref = { ecosystem, name: asPackageName(name) };
  return formatPurl(rules, ref, version === undefined ? {} : { version });
}

function toBill(component: Component, ref: string, rules: Rules): BillComponent {
  const { ecosystem, name, version, requested, source, scope, digests, licence } = component;
  const isSubject = source === 'project';
  const parts = ecosystem === undefined ? { name } : rules[ecosystem].names.toPurl(asPackageName(name));
  const group = 'namespace' in parts ? parts.namespace : undefined;
  const purl = isSubject ? undefined : purlOf(component, rules);
  return {
    ref,
    isSubject,
    name: parts.name === '' ? ref : parts.name,
    ...(group === undefined ? {} : { group }),
    ...(version === undefined ? {} : { version }),
    ...(requested === undefined ? {} : { requested }),
    ...(purl === undefined ? {} : { purl }),
    scope,
    digests: digests ?? {},
    ...(licence === undefined ? {} : { licence }),
  };
}

/** What runs counts before what is not known, and that before what only builds; else the first word stands. */
const SCOPES: readonly ComponentScope[] = ['runtime', 'unknown', 'development'];

function merge(known: BillComponent, said: BillComponent): BillComponent {
  const scope = SCOPES.find((one) => one === known.scope || one === said.scope) ?? 'unknown';
  const hasDigests = Object.keys(known.digests).length > 0;
  return { ...said, ...known, scope, digests: hasDigests ? known.digests : said.digests };
}

/** What one file says is added to what the others say; what none says stays absent. */
function connect(
  { needs }: ComponentGraph,
  refs: readonly string[],
  dependencies: Map<string, Set<string>>,
): void {
  for (const [at, targets] of needs.entries()) {
    const ref = refs[at];
    if (ref === undefined || targets === undefined) continue;
    const known = dependencies.get(ref) ?? new Set();
    dependencies.set(ref, known);
    for (const target of targets) {
      const to = refs[target];
      if (to !== undefined && to !== ref) known.add(to);
    }
  }
}
