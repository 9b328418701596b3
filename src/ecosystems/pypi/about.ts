// What PyPI's JSON about a project says of it and its people: words of whoever uploaded its newest release. Who may upload
// stands in no document of the registry.

import {
  arrayField,
  field,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import {
  firstTold,
  person,
  repositoryAddress,
  toldAddress,
  toldFunding,
  toldNeeds,
  toldOr,
  toldPeople,
  unknownAbout,
  unknownFor,
  words,
} from '../about-words.ts';
import type { AboutRules, Told } from '../adapter-about.ts';
import { dependencies } from './dependencies.ts';
import { index } from './index-document.ts';

const KEY = 'project-json';
const SOURCE = 'project JSON';
const LIMITS = { maxBytes: 128 * 1024 * 1024, maxDepth: 64 };
/** A whole licence text stands in the field where its name should: that is no name. */
const MAX_LICENCE = 120;
const OSI = /^License :: (?:OSI Approved :: )?(.+)$/;

/** Labels of addresses, in small letters without anything else ("Well-known Project URLs in Metadata", PyPA). */
const LABELS = {
  homepage: ['homepage'],
  repository: ['source', 'repository', 'sourcecode', 'github', 'code'],
  issues: ['issues', 'bugs', 'issue', 'tracker', 'issuetracker', 'bugtracker'],
  funding: ['funding', 'sponsor', 'sponsors', 'sponsoring', 'donate', 'donation', 'donations'],
} as const;

export const about: AboutRules = {
  documents: ({ name }) => index.packageDocuments(name, new Map()).filter(({ key }) => key === KEY),
  read({ name }, have) {
    const bytes = have.documents.get(KEY);
    if (bytes === undefined)
      return unknownAbout(SOURCE, unknownFor(have, KEY, "the registry's JSON about it"));
    const info = objectField(parseJsonObject(bytes, `the JSON of ${name}`, LIMITS), 'info') ?? {};
    const version = words(field(info, 'version'));
    return {
      ...(version === undefined ? {} : { version }),
      source: SOURCE,
      description: toldOr(words(field(info, 'summary'))),
      homepage: firstTold(toldAddress(field(info, 'home_page')), labelled(info, 'homepage')),
      repository: labelled(info, 'repository', repositoryAddress),
      issues: firstTold(labelled(info, 'issues'), toldAddress(field(info, 'bugtrack_url'))),
      licence: toldOr(readLicence(info)),
      people: toldPeople([
        person('maintainer', field(info, 'maintainer') ?? nameIn(info, 'maintainer_email')),
        person('author', filled(info, 'author') ?? nameIn(info, 'author_email')),
      ]),
      funding: toldFunding(urlsUnder(info, 'funding').map(([type, url]) => ({ type, url }))),
      needs: toldNeeds(() => dependencies.read(have.documents, name, (all) => new Set(all))[0]),
    };
  },
};

function filled(info: JsonObject, key: string): string | undefined {
  const text = stringField(info, key);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** `Name <mail>`: newer projects have their people's names here alone. */
function nameIn(info: JsonObject, key: string): string | undefined {
  return /^\s*"?([^"<,]+?)"?\s*</.exec(stringField(info, key)?.slice(0, 1_000) ?? '')?.[1];
}

function urlsUnder(info: JsonObject, kind: keyof typeof LABELS): readonly (readonly [string, unknown])[] {
  const labels: readonly string[] = LABELS[kind];
  return Object.entries(objectField(info, 'project_urls') ?? {}).filter(([label]) =>
    labels.includes(
      label
        .slice(0, 100)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, ''),
    ),
  );
}

function labelled(
  info: JsonObject,
  kind: keyof typeof LABELS,
  read?: (raw: unknown) => string | undefined,
): Told<string> {
  return firstTold(...tellAll(urlsUnder(info, kind).map(([, url]) => toldAddress(url, read))));
}

function tellAll(all: readonly Told<string>[]): [Told<string>, ...Told<string>[]] {
  const [first = { state: 'empty' }, ...others] = all;
  return [first, ...others];
}

function readLicence(info: JsonObject): string | undefined {
  const expression = words(field(info, 'license_expression'));
  if (expression !== undefined) return expression;
  const name = stringField(info, 'license')?.trim() ?? '';
  if (name !== '' && name.length <= MAX_LICENCE && !name.includes('\n')) return words(name);
  const classified = arrayField(info, 'classifiers').flatMap((one) => {
    const found = typeof one === 'string' ? OSI.exec(one)?.[1] : undefined;
    return found === undefined ? [] : [found];
  });
  return words(classified.slice(0, 10).join(' OR '));
}
