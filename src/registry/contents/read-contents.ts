// Reads what is inside the files of one version. Pure, and heavy: it runs in a thread of its own.

import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { AboutPackage, Told } from '../../ecosystems/adapter-about.ts';
import type { OwnContents } from '../../ecosystems/adapter-contents.ts';
import type { FileOfPackage } from '../../ecosystems/adapter-dependencies.ts';
import { findParts, isSign, type ContentsAdapters } from './find-parts.ts';
import { createArchiveOpener, type ArchiveOpener, type OpenedArchive } from './open-archives.ts';
import { isTold, readTold } from './read-told.ts';
import type { ContentsQuestion } from './contents-ports.ts';
import type { ContentsAbout, ReleaseContents } from './release-contents.ts';

const MAX_LACKS = 60;

/** Throws nothing for what is in the files: what cannot be read is told as a gap. */
export async function readContents(
  adapters: ContentsAdapters,
  question: ContentsQuestion,
): Promise<ReleaseContents> {
  const { ref, version } = question;
  const { contents } = adapters[ref.ecosystem];
  const opener = createArchiveOpener(
    (path) =>
      contents.isOwnEntry(path) || isTold(path) || contents.isLock?.(path) === true || isSign(adapters, path),
    (path) => isSign(adapters, path),
  );
  for (const gap of question.gaps) opener.tell(gap);
  const opened: OpenedArchive[] = [];
  for (const { file, bytes } of question.files) {
    const packing = contents.packingOf(file) ?? (isTold(file) ? 'plain' : undefined);
    if (packing !== undefined) opened.push(await opener.open(file, bytes, packing));
  }
  const own = readOwn(adapters, question, opened, opener);
  return {
    about: readAbout(adapters, question, own, opener),
    ...given('readme', own.readme),
    needs: own.needs,
    areNeedsWhole: own.areNeedsWhole,
    parts: findParts(adapters, { ref, version }, opened, opener),
    told: readTold(adapters, ref, opened, opener),
    lacks: own.leansOn.slice(0, MAX_LACKS),
    gaps: opener.gaps,
  };
}

const NOTHING: OwnContents = { needs: [], areNeedsWhole: false, documents: new Map(), leansOn: [] };

function readOwn(
  adapters: ContentsAdapters,
  { ref, version, words, beside }: ContentsQuestion,
  opened: readonly OpenedArchive[],
  { tell }: ArchiveOpener,
): OwnContents {
  const { contents } = adapters[ref.ecosystem];
  const others = new Map(beside.map((one) => [keyOf(one), one.bytes]));
  try {
    return contents.read({
      name: ref.name,
      version,
      words,
      opened: opened.map(({ file, entries }) => ({
        file,
        entries: new Map([...entries].filter(([path]) => contents.isOwnEntry(path))),
      })),
      beside: (file) => others.get(keyOf(file)),
    });
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    tell(`What it says of itself could not be read: ${error.message}`);
    return NOTHING;
  }
}

function readAbout(
  adapters: ContentsAdapters,
  { ref, version, documents }: ContentsQuestion,
  own: OwnContents,
  { tell }: ArchiveOpener,
): ContentsAbout {
  try {
    const about = adapters[ref.ecosystem].about.read(
      { name: ref.name, version },
      { upstream: new Map(), documents: new Map([...documents, ...own.documents]), missing: new Map() },
    );
    return aboutOf(about);
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    tell(`Its words on itself could not be read: ${error.message}`);
    return { people: [] };
  }
}

function aboutOf(about: AboutPackage): ContentsAbout {
  return {
    ...given('description', valueOf(about.description)),
    ...given('homepage', valueOf(about.homepage)),
    ...given('repository', valueOf(about.repository)),
    ...given('issues', valueOf(about.issues)),
    ...given('licence', valueOf(about.licence)),
    people: valueOf(about.people) ?? [],
  };
}

function valueOf<T>(told: Told<T>): T | undefined {
  return told.state === 'told' ? told.value : undefined;
}

function keyOf({ name, file }: FileOfPackage): string {
  return `${name}\n${file}`;
}
