// The worker thread that reads who needs whom from documents, so that a large one never holds the server's event loop.

import type { FileOfPackage, VersionNeeds } from '../ecosystems/adapter-dependencies.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import type { DependencyQuestion, ReadNeeds } from './dependency-thread.ts';
import { answerQuestions } from './question-thread.ts';

/** Versions of one package that are told: those that were fetched, and the newest. */
const MOST_VERSIONS = 20;

// Whatever the document holds: the server tells that it cannot be read.
answerQuestions(readNeeds, 'invalid-document');

function readNeeds({
  ref: { ecosystem, name },
  documents,
  files,
  beside,
  fetched,
}: DependencyQuestion): ReadNeeds {
  const { dependencies, versions } = ADAPTERS[ecosystem];
  const choose = (all: readonly string[]): ReadonlySet<string> => {
    const releases = all.filter((one) => versions.isValid(one) && !versions.isPrerelease(one));
    const newest = releases.reduce<string | undefined>(
      (best, one) => (best === undefined || versions.compare(one, best) > 0 ? one : best),
      undefined,
    );
    const here = all.filter((one) => fetched.includes(one)).sort((a, b) => versions.compare(b, a));
    return new Set([...(newest === undefined ? [] : [newest]), ...here.slice(0, MOST_VERSIONS)]);
  };
  const told = new Map<string, VersionNeeds>(
    dependencies.read(documents, name, choose).map((one) => [one.version, one]),
  );
  const others = new Map(beside.map((one) => [keyOf(one), one.bytes]));
  const leansOn = new Map<string, FileOfPackage>();
  for (const { version, bytes } of files.slice(0, MOST_VERSIONS)) {
    const { leansOn: missing, ...needs } = dependencies.readFile(bytes, name, version, (file) =>
      others.get(keyOf(file)),
    );
    told.set(version, needs);
    for (const file of missing) leansOn.set(keyOf(file), file);
  }
  return { needs: [...told.values()], leansOn: [...leansOn.values()] };
}

function keyOf({ name, file }: FileOfPackage): string {
  return `${name}\n${file}`;
}
