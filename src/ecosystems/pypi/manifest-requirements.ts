// requirements.txt and its kin as components: what pip is asked to install. It is no lock: only `==` names a version,
// everything else stays as it was asked for, and what needs what is said only in the comments of those that write such files.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { directComponent, isArchive } from './direct-component.ts';
import { withoutCredentials } from './gate-address.ts';
import { lockedComponent } from './locked-component.ts';
import { findRequirement, type PythonRequirement } from './python-requirement.ts';
import { gatherRequirements, unquote, type RequirementsFile } from './requirements-files.ts';
import type { RequirementsLine } from './requirements-lines.ts';
import { findVia, type RequirementVia } from './requirements-via.ts';
import { exactVersion, mayMean } from './specifier.ts';

const WHAT = 'requirements.txt';
const MAX_LENGTH = 16 * 1024 * 1024;
/** Constraints that name more versions of one package than this leave it open. */
const MAX_CONSTRAINED = 8;
/** A package stands in few versions for one project; without a limit each of a hostile file's lines could mean them all. */
const MAX_VERSIONS = 64;

const IS_NAMED = /^(?:.*[-_.])?requirements(?:[-_.].*)?\.txt$/i;
const IS_TEXT = /\.txt$/i;
/** What pip is told beside what it is asked for, and what people write beside it. */
const IS_BESIDE = /constraint|^(?:readme|licen[cs]e|notes?|changelog)\b/i;

export const requirementsFile: ManifestFormat = {
  id: WHAT,
  // `requirements/prod.txt` is as common as `requirements-prod.txt`.
  isNamed: (fileName, folderName) =>
    IS_NAMED.test(fileName) ||
    (folderName?.toLowerCase() === 'requirements' && IS_TEXT.test(fileName) && !IS_BESIDE.test(fileName)),
  mayBe: (fileName) => IS_TEXT.test(fileName),
  companions: (text, found) => (text.length > MAX_LENGTH ? [] : gatherRequirements(text, found).wanted),
  read: readRequirementsGraph,
};

function readRequirementsGraph(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
  for (const one of [text, ...companions.values()]) {
    if (one.length <= MAX_LENGTH) continue;
    throw new GatehouseError(
      'too-large',
      `Cannot read ${WHAT}: found ${one.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  const { files, gaps } = gatherRequirements(text, companions);
  const constraints = gatherConstraints(files.filter(({ isConstraint }) => isConstraint));
  const found = new Map<string, Asked>();
  for (const file of files) {
    if (file.isConstraint) continue;
    for (const line of file.lines) {
      const via = findVia(line.comments);
      for (const component of readLine(line, file.line ?? line.line, constraints)) {
        const { name, version, requested, source } = component;
        const key = JSON.stringify([name, version, requested, source]);
        const known = found.get(key);
        if (known === undefined) found.set(key, { component, vias: [via] });
        else known.vias.push(via);
      }
    }
  }
  const all = [...found.values()];
  return { format: WHAT, ...(connectVias(all) ?? unconnected(all)), gaps };
}

/** A component, and what each line that has it says of who asks for it. */
interface Asked {
  readonly component: Component;
  readonly vias: (RequirementVia | undefined)[];
}

type Connected = Pick<ComponentGraph, 'components' | 'roots' | 'needs'>;

function unconnected(all: readonly Asked[]): Connected {
  return {
    components: all.map(({ component }) => component),
    roots: [],
    needs: all.map(() => undefined),
  };
}

/**
 * The graph below the project that the files are for, where each line says who asks for it: one that is silent may be
 * needed by anything. Who asks and is none of the components is a project, since these files have all that is installed.
 */
function connectVias(all: readonly Asked[]): Connected | undefined {
  const root = lockedComponent({ name: '', source: 'project' });
  const needs: Set<number>[] = [new Set(), ...all.map(() => new Set<number>())];
  const positions = Map.groupBy(all.keys(), (at) => all[at]?.component.name ?? '');
  for (const [at, { component, vias }] of all.entries()) {
    const told = vias.filter((via) => via !== undefined);
    const isProject = component.source === 'project';
    if (told.length < vias.length && !isProject) return undefined;
    const names = [...new Set(told.flatMap((via) => via.names))];
    if (names.some((name) => (positions.get(name)?.length ?? 0) > MAX_VERSIONS)) return undefined;
    const askers = names.flatMap((name) => positions.get(name) ?? []).filter((asker) => asker !== at);
    for (const asker of askers) needs[asker + 1]?.add(at + 1);
    const isDirect =
      isProject || told.some((via) => via.isDirect) || names.some((name) => !positions.has(name));
    if (isDirect) needs[0]?.add(at + 1);
    else if (askers.length === 0) return undefined;
  }
  if (all.length === 0) return undefined;
  return {
    components: [root, ...all.map(({ component }) => component)],
    roots: [0],
    // What a folder asks for is told under a name that the file does not give.
    needs: needs.map((targets, at) =>
      at > 0 && all[at - 1]?.component.ecosystem === undefined ? undefined : [...targets],
    ),
  };
}

/** The versions that constraints files name, by package. */
type Constraints = ReadonlyMap<string, ReadonlySet<string>>;

function gatherConstraints(files: readonly RequirementsFile[]): Constraints {
  const constraints = new Map<string, Set<string>>();
  for (const { text } of files.flatMap(({ lines }) => lines)) {
    const found = findRequirement(splitOptions(text).asked);
    const version = found === undefined ? undefined : exactVersion(found.specifier);
    if (found === undefined || version === undefined) continue;
    const same = constraints.get(found.name) ?? new Set<string>();
    constraints.set(found.name, same.add(version));
  }
  return constraints;
}

const EDITABLE = /^(?:-e\s*=?\s*|--editable(?:\s*=\s*|\s+))(\S.*)$/s;

function readLine({ text }: RequirementsLine, line: number, constraints: Constraints): readonly Component[] {
  const editable = EDITABLE.exec(text)?.[1];
  if (editable !== undefined) return [directComponent(unquote(editable), { line, hashes: [] })];
  if (text.startsWith('-')) return [];
  const { asked, hashes } = splitOptions(text);
  const found = isArchive(asked) ? undefined : findRequirement(asked);
  if (found?.address !== undefined) {
    return [directComponent(found.address, { line, hashes, name: found.name })];
  }
  if (found !== undefined) return componentsOf(found, { line, hashes }, constraints);
  if (/^[a-z][a-z0-9+.-]*:/i.test(asked) || /[/\\]|^\./.test(asked) || isArchive(asked)) {
    return [directComponent(unquote(asked), { line, hashes })];
  }
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${JSON.stringify(withoutCredentials(asked.slice(0, 100)))} at line ${line}, expected a requirement (name==1.0), an address or an option`,
    { facts: { line } },
  );
}

/** A requirement, and the options behind it. */
function splitOptions(text: string): { readonly asked: string; readonly hashes: readonly string[] } {
  const at = text.search(/\s-/);
  if (at < 0) return { asked: text, hashes: [] };
  const hashes = [...text.slice(at).matchAll(/--hash(?:=|\s+)["']?([A-Za-z0-9]+:[0-9A-Fa-f]+)/g)];
  return { asked: text.slice(0, at).trim(), hashes: hashes.map(([, hash = '']) => hash) };
}

function componentsOf(
  { name, specifier }: PythonRequirement,
  { line, hashes }: { readonly line: number; readonly hashes: readonly string[] },
  constraints: Constraints,
): readonly Component[] {
  const exact = exactVersion(specifier);
  const held = exact === undefined ? [...(constraints.get(name) ?? [])] : [exact];
  const meant = held.length > MAX_CONSTRAINED ? [] : held.filter((version) => mayMean(specifier, version));
  const versions = exact === undefined ? meant : [exact];
  if (versions.length === 0) return [lockedComponent({ name, requested: specifier, hashes, line })];
  return versions.map((version) => lockedComponent({ name, version, hashes, line }));
}
