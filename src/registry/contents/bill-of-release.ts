// A version that is published here as a bill of materials: itself and its files, what it asks for in the words in which it asks, what
// lies inside of it, and what its publisher told of that. What is not known is left open.

import { given } from '../../kernel/given.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import type {
  BillComponent,
  BillDetails,
  BillLink,
  BillOfMaterials,
} from '../../formats/bill-of-materials.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { DeclaredNeed } from '../../ecosystems/adapter-contents.ts';
import type { RegistryDeps } from '../deps.ts';
import type { FileWithBytes, VersionContents } from './contents-of.ts';
import { ReleaseBill, type NamedComponent } from './release-bill.ts';
import type { ContentsAbout, FoundPart, ToldComponent, ToldDocument } from './release-contents.ts';

export interface BillPlace {
  readonly adapters: RegistryDeps['adapters'];
  /** The registry's own address, as `IndexView` has it. */
  readonly registryUrl: string;
}

/** The same version makes the same bill. */
export function billOfRelease(place: BillPlace, ref: PackageRef, found: VersionContents): BillOfMaterials {
  const { isSidecar } = place.adapters[ref.ecosystem].contents;
  const files = found.files.filter(({ row }) => isSidecar?.(row.file) !== true);
  const bill = new ReleaseBill();
  const subject = bill.add(subjectOf(place, ref, found, files));
  const { needs, areNeedsWhole, parts, told, gaps } = found.contents;
  if (files.length > 1)
    for (const [at, file] of files.entries()) bill.put(subject, fileOf(place, ref, file, at));
  const asked = needs.map((need, at) => bill.add(needOf(place, ref, need, at)));
  bill.needs(subject, asked, areNeedsWhole ? 'complete' : 'unknown');
  for (const [at, part] of parts.entries()) bill.put(subject, partOf(place, part, at));
  for (const [at, document] of told.entries()) mergeTold(bill, subject, document, at);
  // It is found by what tools leave behind: nobody knows whether that is all.
  bill.tellParts(subject, gaps.length > 0 ? 'incomplete' : 'unknown');
  return bill.whole();
}

function subjectOf(
  place: BillPlace,
  ref: PackageRef,
  { version: { version }, contents }: VersionContents,
  files: readonly FileWithBytes[],
): NamedComponent {
  const { about, gaps, told } = contents;
  const [only] = files.length === 1 ? files : [];
  return {
    ...namesOf(place, ref, version),
    isSubject: true,
    scope: 'unknown',
    digests: only?.record.digests ?? {},
    ...given('licence', about.licence),
    more: {
      kind: 'library',
      ...wordsOf(about),
      links: [
        ...linksOf(about),
        ...(only === undefined ? [] : [distribution(place, ref, only)]),
        ...told.filter(({ kind }) => kind === 'bill').map((document) => linkTo(place, ref, files, document)),
      ],
      properties: [['gatehouse:dependencies', 'as declared, not resolved']],
      notes: gaps,
    },
  };
}

function namesOf(
  { adapters }: BillPlace,
  ref: PackageRef,
  version: string,
): Pick<NamedComponent, 'ref' | 'name' | 'group' | 'version' | 'purl'> {
  const { namespace, name } = adapters[ref.ecosystem].names.toPurl(ref.name);
  const purl = formatPurl(adapters, ref, { version });
  return { ref: purl, name, ...given('group', namespace), version, purl };
}

const AUTHORS: ReadonlySet<string> = new Set(['author', 'developer', 'maintainer']);

function wordsOf({
  description,
  people,
}: ContentsAbout): Pick<BillDetails, 'description' | 'authors' | 'supplier'> {
  const authors = people.filter(({ called }) => AUTHORS.has(called)).map(({ name }) => name);
  const supplier = people.find(({ called }) => called === 'organisation')?.name;
  return {
    ...given('description', description),
    ...(authors.length === 0 ? {} : { authors: [...new Set(authors)] }),
    ...given('supplier', supplier),
  };
}

function linksOf({ homepage, repository, issues }: ContentsAbout): readonly BillLink[] {
  const links = [
    ['website', homepage],
    ['vcs', repository],
    ['issue-tracker', issues],
  ] as const;
  return links.flatMap(([type, url]) => (url === undefined ? [] : [{ type, url }]));
}

function distribution(place: BillPlace, ref: PackageRef, file: FileWithBytes): BillLink {
  return { type: 'distribution', url: addressOf(place, ref, file), digests: file.record.digests };
}

function addressOf({ adapters, registryUrl }: BillPlace, ref: PackageRef, { record }: FileWithBytes): string {
  const { artifacts } = adapters[ref.ecosystem];
  return `${registryUrl}/${artifacts.pathOf(ref.name, record.version, record.file).replace(/^\//, '')}`;
}

/** A bill in an archive: the archive's address, and its path in it. */
function linkTo(
  place: BillPlace,
  ref: PackageRef,
  files: readonly FileWithBytes[],
  { file, path, format, sha256 }: ToldDocument,
): BillLink {
  const within = files.find(({ row }) => row.file === file);
  const url = within === undefined ? '' : addressOf(place, ref, within);
  const address = path === file ? url : `${url}#${path.split('/').map(encodeURIComponent).join('/')}`;
  const comment = `${format ?? 'A bill of materials that could not be read'}, from its publisher`;
  return { type: 'bom', url: address, comment, digests: { sha256 } };
}

function fileOf(place: BillPlace, ref: PackageRef, file: FileWithBytes, at: number): NamedComponent {
  return {
    ref: `file-${at}`,
    isSubject: false,
    name: file.row.file.slice(file.row.file.lastIndexOf('/') + 1),
    scope: 'unknown',
    digests: file.record.digests,
    more: { kind: 'file', links: [distribution(place, ref, file)] },
  };
}

function needOf(
  { adapters }: BillPlace,
  { ecosystem }: PackageRef,
  need: DeclaredNeed,
  at: number,
): NamedComponent {
  const { name, isPackage, range, scope, isOptional, condition } = need;
  const ref = { ecosystem, name: asPackageName(name) };
  const parts = isPackage ? adapters[ecosystem].names.toPurl(ref.name) : { name };
  return {
    ref: `need-${at}`,
    isSubject: false,
    name: parts.name,
    ...given('group', 'namespace' in parts ? parts.namespace : undefined),
    ...given('requested', range),
    ...given('purl', isPackage ? formatPurl(adapters, ref) : undefined),
    scope: scope === 'runtime' || scope === 'provided' ? 'runtime' : 'development',
    digests: {},
    more: {
      ...(isOptional === true ? { isOptional } : {}),
      ...(scope === 'build' || scope === 'provided' ? { purpose: scope } : {}),
      properties: [
        ['gatehouse:scope', isOptional === true ? `${scope}, optional` : scope],
        ...(condition === undefined ? [] : [['gatehouse:condition', condition] as const]),
      ],
    },
  };
}

function partOf(place: BillPlace, part: FoundPart, at: number): NamedComponent {
  const { ecosystem, name, version, licence, digests = {}, places } = part;
  const known =
    ecosystem === undefined
      ? { name }
      : namesOfPart(place, { ecosystem, name: asPackageName(name) }, version);
  return {
    ...known,
    ref: `part-${at}`,
    isSubject: false,
    ...given('version', version),
    ...given('licence', licence),
    scope: 'runtime',
    digests,
    more: {
      ...(ecosystem === undefined ? { kind: 'file' as const } : {}),
      properties: places.map((one) => ['gatehouse:place', one] as const),
    },
  };
}

function namesOfPart(
  { adapters }: BillPlace,
  ref: PackageRef,
  version: string | undefined,
): Pick<BillComponent, 'name' | 'group' | 'purl'> {
  const { namespace, name } = adapters[ref.ecosystem].names.toPurl(ref.name);
  return { name, ...given('group', namespace), purl: formatPurl(adapters, ref, given('version', version)) };
}

/** Each component with who says so. What a lock file names lies elsewhere; what a bill names, inside. */
function mergeTold(bill: ReleaseBill, subject: string, document: ToldDocument, at: number): void {
  const { kind, file, path, components, needs } = document;
  const origin = `${path} in ${file}`.slice(0, 500);
  const refs = components.map((component, index) => {
    if (component.isSubject === true || component.purl === subject) return subject;
    const said = saidOf(component, `told-${at}-${index}`, origin);
    return kind === 'bill' ? bill.put(subject, said) : bill.add(said);
  });
  for (const [index, targets] of needs.entries()) {
    const ref = refs[index];
    if (ref === undefined || ref === subject || targets === null) continue;
    const asked = targets.flatMap((target) => refs[target] ?? []).filter((one) => one !== subject);
    bill.needs(ref, asked, 'unknown');
  }
}

function saidOf(component: ToldComponent, ref: string, origin: string): NamedComponent {
  const { isSubject: _, ...said } = component;
  return { ...said, ref, isSubject: false, more: { properties: [['gatehouse:origin', origin]] } };
}
