// What is said of a crate and its people: by the registry's own API, where its config.json names one, and by the Cargo.toml in
// the crate, where that is stored here. The index says nothing of it. Owners are those who may publish; authors are words.

import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import {
  firstTold,
  person,
  readPerson,
  repositoryAddress,
  toldAddress,
  toldNeeds,
  toldOr,
  toldPeople,
  unknownFor,
  unreadable,
  webAddress,
  words,
} from '../about-words.ts';
import type { AboutDocuments, AboutPackage, AboutRules, AboutSubject, Told } from '../adapter-about.ts';
import { CONFIG_KEY, crateFile } from './download-address.ts';
import { dependencies } from './dependencies.ts';
import { index } from './index-document.ts';
import { readToml } from './read-toml.ts';

const CRATE = 'crate-api';
const OWNERS = 'crate-owners';
/** The key of what `packaged` takes out. */
export const MANIFEST = 'cargo-toml';
const LIMITS = { maxBytes: 32 * 1024 * 1024, maxDepth: 32 };
const MAX_MANIFEST = 1024 * 1024;
const ACCEPT = 'application/json';

type Words = Pick<AboutPackage, 'description' | 'homepage' | 'repository' | 'licence' | 'people'>;

export const about: AboutRules = {
  isLicenceIndexed: false,
  documents({ name }, { upstream }) {
    const own = index.packageDocuments(name, upstream);
    const api = apiOf(upstream.get(CONFIG_KEY));
    if (api === undefined) return own;
    const path = `${api}/api/v1/crates/${encodeURIComponent(name)}`;
    return [
      ...own,
      { key: CRATE, path, accept: ACCEPT, optional: true },
      { key: OWNERS, path: `${path}/owners`, accept: ACCEPT, optional: true },
    ];
  },
  packaged: {
    key: MANIFEST,
    isFile: (file, name, version) => file === crateFile(name, version),
    isEntry: (path) => /^[^/]+\/Cargo\.toml$/.test(path),
    maxBytes: MAX_MANIFEST,
  },
  read(subject, have) {
    const manifest = wordsOfManifest(subject, have);
    const api = wordsOfApi(subject, have);
    const { version } = subject;
    return {
      ...(version === undefined ? {} : { version }),
      source: have.documents.has(CRATE) ? 'API of the registry' : 'Cargo.toml',
      description: firstTold(api.description, manifest.description),
      homepage: firstTold(api.homepage, manifest.homepage),
      repository: firstTold(api.repository, manifest.repository),
      issues: { state: 'absent' },
      licence: firstTold(manifest.licence, api.licence),
      people: firstTold(api.people, manifest.people),
      funding: { state: 'absent' },
      needs: needsOf(subject, have),
    };
  },
};

/** The address of the registry's API; undefined where there is none (Cargo's "Index Configuration"). */
function apiOf(config: Uint8Array | undefined): string | undefined {
  if (config === undefined) return undefined;
  try {
    return webAddress(field(parseJsonObject(config, "the upstream's config.json", LIMITS), 'api'))?.replace(
      /\/$/,
      '',
    );
  } catch {
    // The reader of the index tells of it.
    return undefined;
  }
}

function needsOf({ name, version }: AboutSubject, have: AboutDocuments): AboutPackage['needs'] {
  if (version === undefined || !have.documents.has('index'))
    return unknownFor(have, 'index', 'its index file');
  return toldNeeds(() => dependencies.read(have.documents, name, () => new Set([version]))[0]);
}

function wordsOfApi({ name, version }: AboutSubject, have: AboutDocuments): Words {
  const bytes = have.documents.get(CRATE);
  if (bytes === undefined) {
    const why = have.missing.has(CRATE) ? CRATE : MANIFEST;
    return allOf(unknownFor(have, why, 'neither its Cargo.toml nor an API of the registry'));
  }
  try {
    const document = parseJsonObject(bytes, `the API's words on ${name}`, LIMITS);
    const crate = objectField(document, 'crate') ?? {};
    const release = arrayField(document, 'versions').find(
      (one) => isObject(one) && (version === undefined || field(one, 'num') === version),
    );
    return {
      description: toldOr(words(field(crate, 'description'))),
      homepage: toldAddress(field(crate, 'homepage')),
      repository: toldAddress(field(crate, 'repository'), repositoryAddress),
      licence: toldOr(words(isObject(release) ? field(release, 'license') : undefined)),
      people: ownersOf(name, have),
    };
  } catch (error) {
    return allOf(unreadable(error));
  }
}

function ownersOf(name: string, have: AboutDocuments): AboutPackage['people'] {
  const bytes = have.documents.get(OWNERS);
  if (bytes === undefined) return unknownFor(have, OWNERS, 'the list of its owners');
  const users = arrayField(parseJsonObject(bytes, `the owners of ${name}`, LIMITS), 'users');
  return toldPeople(
    users.map((one) => {
      if (!isObject(one)) return undefined;
      const owner = person('owner', stringField(one, 'login') ?? field(one, 'name'), field(one, 'url'));
      return owner === undefined ? undefined : { ...owner, mayPublish: true };
    }),
  );
}

function wordsOfManifest({ name }: AboutSubject, have: AboutDocuments): Words {
  const bytes = have.documents.get(MANIFEST);
  if (bytes === undefined) return allOf(unknownFor(have, MANIFEST, 'its Cargo.toml'));
  try {
    const document = readToml(
      new TextDecoder().decode(bytes.subarray(0, MAX_MANIFEST)),
      `the Cargo.toml of ${name}`,
    );
    return wordsOfPackage(objectField(document, 'package') ?? objectField(document, 'project') ?? {});
  } catch (error) {
    return allOf(unreadable(error));
  }
}

function wordsOfPackage(own: JsonObject): Words {
  return {
    description: toldOr(words(field(own, 'description'))),
    homepage: toldAddress(field(own, 'homepage')),
    repository: toldAddress(field(own, 'repository'), repositoryAddress),
    licence: toldOr(words(field(own, 'license'))),
    people: toldPeople(arrayField(own, 'authors').map((raw) => readPerson(raw, 'author'))),
  };
}

function allOf(told: Told<never>): Words {
  return { description: told, homepage: told, repository: told, licence: told, people: told };
}
