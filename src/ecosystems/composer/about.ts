// What Composer's metadata says of a package and its people: words of its composer.json. Who may publish stands nowhere: it is
// whoever may push to the repository.

import { arrayField, field, isObject, objectField, stringField } from '../../formats/json.ts';
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
import type { AboutRules } from '../adapter-about.ts';
import { dependencies } from './dependencies.ts';
import { index, STABLE } from './index-document.ts';
import { readMetadata } from './metadata.ts';
import { readLicence } from './release-facts.ts';

const SOURCE = 'metadata';

export const about: AboutRules = {
  isLicenceIndexed: true,
  documents: ({ name }, { upstream }) =>
    index.packageDocuments(name, upstream).filter(({ key }) => key === STABLE),
  read({ name, version }, have) {
    const bytes = have.documents.get(STABLE);
    if (bytes === undefined) return unknownAbout(SOURCE, unknownFor(have, STABLE, 'its metadata'));
    const { releases } = readMetadata(bytes, name);
    // The document lists the newest first.
    const release = version === undefined ? releases[0] : releases.find((one) => one.version === version);
    if (release === undefined)
      return unknownAbout(SOURCE, { state: 'unknown', why: 'it is not among the stable versions' });
    const { document } = release;
    const role = (raw: unknown) => (isObject(raw) ? (words(field(raw, 'role'), 40) ?? 'author') : 'author');
    return {
      version: release.version,
      source: SOURCE,
      description: toldOr(words(field(document, 'description'))),
      homepage: toldAddress(field(document, 'homepage')),
      repository: toldAddress(stringField(objectField(document, 'source') ?? {}, 'url'), repositoryAddress),
      issues: toldAddress(field(objectField(document, 'support') ?? {}, 'issues')),
      licence: toldOr(words(readLicence(document))),
      people: toldPeople(arrayField(document, 'authors').map((raw) => readPerson(raw, role(raw)))),
      funding: toldFunding(
        arrayField(document, 'funding').map((one) =>
          isObject(one) ? { url: field(one, 'url'), type: field(one, 'type') } : { url: one },
        ),
      ),
      needs: toldNeeds(() => dependencies.read(have.documents, name, () => new Set([release.version]))[0]),
    };
  },
};
