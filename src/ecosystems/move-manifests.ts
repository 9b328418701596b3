// What becomes of a project's manifests when packages move that they ask for, one upgrade after another, and how a person
// does the same.

import { GatehouseError } from '../kernel/errors.ts';
import { replacePlaces } from '../formats/replace-places.ts';
import { quoteToml, type TomlString } from '../formats/toml-strings.ts';
import type { FixFiles, FixSteps, Upgrade } from './adapter-fix.ts';

/** To a version that is known. */
export type ExactUpgrade = Upgrade & { readonly to: string };

export interface Manifest {
  readonly path: string;
  readonly text: string;
}

export interface MovedManifest {
  readonly text: string;
  /** Commands, and remarks that begin with `#`. */
  readonly told: readonly string[];
}

/** One client's manifests, and its words in them. */
export interface ManifestWords {
  /** What they are called in every folder. */
  readonly manifest: string;
  /** With the project's own words moved; undefined where it does not ask for the package by a version. */
  readonly require: (manifest: Manifest, upgrade: ExactUpgrade) => MovedManifest | undefined;
  /** With a rule over what everybody asks for, in the manifest beside the lock file; or why there is none. */
  readonly override: string | ((manifest: Manifest, upgrade: ExactUpgrade) => MovedManifest);
}

/** Of the upgrades that go by the project's own words, or by a rule. Throws `unsupported` where one cannot. */
export function moveManifests(
  { lock, texts }: FixFiles,
  upgrades: readonly Upgrade[],
  { manifest, require, override }: ManifestWords,
): Pick<FixSteps, 'writes'> & { readonly told: readonly string[] } {
  const writes = new Map<string, string>();
  const told: string[] = [];
  const isManifest = (path: string): boolean => path.endsWith(manifest);
  /** Whether one of the files asks for it. */
  const move = (paths: Iterable<string>, how: ManifestWords['require'], upgrade: ExactUpgrade): boolean => {
    let isMoved = false;
    for (const path of paths) {
      const text = writes.get(path) ?? texts.get(path) ?? '';
      const moved = how({ path, text }, upgrade);
      if (moved === undefined) continue;
      isMoved = true;
      if (moved.text !== text) writes.set(path, moved.text);
      told.push(...moved.told);
    }
    return isMoved;
  };
  for (const upgrade of upgrades) {
    const { name, way } = upgrade;
    if (way === 'override' && typeof override === 'string') throw cannotMove(override);
    if (way === 'lock' || !isExact(upgrade)) continue;
    const paths =
      way === 'require' ? [...texts.keys()].filter(isManifest) : [manifest].filter((path) => texts.has(path));
    if (paths.length === 0) throw cannotMove(`there is no ${manifest} beside ${lock}`);
    if (typeof override !== 'string' && way === 'override') move(paths, override, upgrade);
    else if (!move(paths, require, upgrade))
      throw cannotMove(`no ${manifest} of the project asks for ${name} by a version`);
  }
  return { writes, told };
}

function isExact(upgrade: Upgrade): upgrade is ExactUpgrade {
  return upgrade.to !== undefined;
}

/** One string of a TOML manifest, and what is to stand there. */
export interface MovedString {
  readonly place: TomlString;
  readonly value: string;
}

export function moveStrings(text: string, moved: readonly MovedString[]): string {
  return replacePlaces(
    text,
    moved.map(({ place: { start, end, quotes }, value }) => ({ start, end, text: quoteToml(value, quotes) })),
  );
}

/** A remark for a place that no command of the client changes. */
export function tellMoved(path: string, { place, value }: MovedString): string {
  return `# ${path}, line ${place.line}: "${place.value}" becomes "${value}"`;
}

/** The error of a move that its client has no way for. */
export function cannotMove(because: string): GatehouseError {
  return new GatehouseError('unsupported', `Cannot move it: ${because}`);
}
