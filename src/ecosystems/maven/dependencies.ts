// What the POMs that were fetched say of who needs whom, together with the parents and lists of versions that they hang on, as
// far as those are at hand. Where one is not, it may say that a dependency is for tests alone, and nobody knows whether it does.

import type { BesideFiles, DependencyRules, FileNeeds, FileOfPackage } from '../adapter-dependencies.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { PomModeller, type Dependency, type EffectivePom } from './effective-pom.ts';
import { isOpen } from './interpolate.ts';
import { names } from './name.ts';
import { PomShelf, type Coordinates } from './pom-shelf.ts';
import { readPom } from './read-pom.ts';

const LEFT_OUT: ReadonlySet<string> = new Set(['test', 'provided', 'system', 'import']);
const NOTHING_BESIDE: BesideFiles = () => undefined;

export const dependencies: DependencyRules = {
  /** maven-metadata.xml lists versions alone. */
  read: () => [],
  isTelling: (file) => file.endsWith('.pom'),
  readFile(bytes, name, version, beside = NOTHING_BESIDE) {
    const { model, isWhole, leansOn } = modelPom(bytes, `the POM of ${name} ${version}`, beside);
    const asked = model.dependencies.flatMap((one) => needOf(one, isWhole));
    return { ...gatherNeeds(version, asked, names), leansOn };
  },
};

export interface ModelledPom {
  readonly model: EffectivePom;
  /** Nothing that it hangs on is missing. */
  readonly isWhole: boolean;
  /** What is missing, and might be had. */
  readonly leansOn: FileNeeds['leansOn'];
}

/** What a POM says with those `beside` it that it hangs on. Throws what reading it throws. */
export function modelPom(bytes: Uint8Array, what: string, beside: BesideFiles): ModelledPom {
  const pom = readPom(new TextDecoder().decode(bytes), what);
  const shelf = new PomShelf(new Map());
  return modelWith(shelf, () => new PomModeller(shelf).find({ pom }), beside);
}

/** Each round wants at least one POM more, and the shelf bounds their number. */
function modelWith(shelf: PomShelf, find: () => EffectivePom | undefined, beside: BesideFiles): ModelledPom {
  const leansOn: FileOfPackage[] = [];
  for (;;) {
    const model = find();
    if (model !== undefined) return { model, isWhole: model.gaps.length === 0, leansOn };
    for (const wanted of shelf.takeWanted()) {
      const file = fileOf(wanted);
      const bytes = file === undefined ? undefined : beside(file);
      if (bytes !== undefined) shelf.put(wanted, { text: new TextDecoder().decode(bytes) });
      else {
        if (file !== undefined) leansOn.push(file);
        shelf.put(wanted, { because: 'it is not at hand' });
      }
    }
  }
}

/** Undefined for coordinates that no file can have. */
function fileOf({ groupId, artifactId, version }: Coordinates): FileOfPackage | undefined {
  try {
    const name: PackageName = names.parse(`${groupId}:${artifactId}`);
    return { name, file: `${version}/${artifactId}-${version}.pom` };
  } catch (error) {
    if (isGatehouseError(error, 'invalid-name')) return undefined;
    throw error;
  }
}

/** What says its scope itself needs nobody else's word. */
function needOf(
  { groupId, artifactId, version, scope, optional }: Dependency,
  isWhole: boolean,
): readonly (readonly [name: string, range: string | undefined, isPerhaps: boolean])[] {
  if (LEFT_OUT.has(scope ?? 'compile') || optional === 'true') return [];
  const range = version === undefined || isOpen(version) ? undefined : version;
  return [[`${groupId}:${artifactId}`, range, scope === undefined && !isWhole]];
}
