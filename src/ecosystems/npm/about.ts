// What a packument says of a package and its people. `maintainers` are those who may publish: the registry writes them. All
// else is written by whoever published the version.

import { arrayField, field, isObject, stringField, type JsonObject } from '../../formats/json.ts';
import {
  readPerson,
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
import type {
  AboutDocuments,
  AboutPackage,
  AboutPerson,
  AboutRules,
  AboutSubject,
} from '../adapter-about.ts';
import { dependencies } from './dependencies.ts';
import { index } from './index-document.ts';
import { readLicence } from './manifest-facts.ts';
import { Packument } from './packument.ts';

const KEY = 'packument';

export const about: AboutRules = {
  isLicenceIndexed: true,
  documents: ({ name }) => index.packageDocuments(name, new Map()),
  read,
};

function read({ name, version }: AboutSubject, have: AboutDocuments): AboutPackage {
  const bytes = have.documents.get(KEY);
  if (bytes === undefined) return unknownAbout(KEY, unknownFor(have, KEY, 'its packument'));
  const packument = new Packument(bytes, name);
  const latest = stringField(packument.objectField('dist-tags'), 'latest');
  const chosen = version ?? latest;
  const found = chosen === undefined ? undefined : packument.manifest(chosen);
  const manifest = isObject(found) ? found : {};
  // The packument repeats some fields of its latest version.
  const whole = (key: string): unknown =>
    field(manifest, key) ?? (chosen === latest || !isObject(found) ? packument.field(key) : undefined);
  return {
    ...(isObject(found) && chosen !== undefined ? { version: chosen } : {}),
    source: KEY,
    description: toldOr(words(whole('description'))),
    homepage: toldAddress(whole('homepage')),
    repository: toldAddress(addressIn(whole('repository')), repositoryAddress),
    issues: toldAddress(addressIn(whole('bugs'))),
    licence: toldOr(words(readLicence(manifest) ?? words(packument.field('license')))),
    people: toldPeople(peopleOf(packument, manifest)),
    funding: toldFunding(fundingLinks(field(manifest, 'funding'))),
    needs: toldNeeds(
      () => dependencies.read(have.documents, name, () => new Set(chosen === undefined ? [] : [chosen]))[0],
    ),
  };
}

function addressIn(value: unknown): unknown {
  return isObject(value) ? field(value, 'url') : value;
}

function* peopleOf(packument: Packument, manifest: JsonObject): Iterable<AboutPerson | undefined> {
  const maintainers = packument.field('maintainers');
  for (const raw of Array.isArray(maintainers) ? (maintainers as readonly unknown[]) : []) {
    const found = readPerson(raw, 'maintainer');
    yield found === undefined ? undefined : { ...found, mayPublish: true };
  }
  yield readPerson(field(manifest, 'author'), 'author');
  for (const raw of arrayField(manifest, 'contributors')) yield readPerson(raw, 'contributor');
}

/** An address, an object with one, or a list of either. */
function fundingLinks(raw: unknown): readonly { readonly url: unknown; readonly type?: unknown }[] {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : raw === undefined || raw === null ? [] : [raw];
  return list.map((one) =>
    isObject(one) ? { url: field(one, 'url'), type: field(one, 'type') } : { url: one },
  );
}
