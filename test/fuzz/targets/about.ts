// Targets for what each adapter reads of a package and its people.

import assert from 'node:assert/strict';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { attempt } from '../support/attempt.ts';
import { target, type Target } from '../support/target.ts';
import { ECOSYSTEM_SEEDS } from './ecosystem-seeds.ts';
import { mutatedDocuments } from './mutated-documents.ts';

const UNREADABLE = ['upstream-invalid', 'invalid-document', 'too-large'] as const;

const ABOUT_WORDS = [
  'funding',
  'repository',
  'javascript:',
  'https://u:p@x.example/',
  'git+https://',
  '\u202e',
  '<mo@tide.example>',
];

/** Documents that no index is made of. */
const ABOUT_SEEDS: Readonly<Record<Ecosystem, Readonly<Record<string, string>>>> = {
  npm: {},
  composer: {},
  pypi: {
    'project-json': JSON.stringify({
      info: {
        version: '1.0',
        project_urls: { Funding: 'https://fund.example/' },
        author_email: '"A" <a@b.example>',
        classifiers: ['License :: OSI Approved :: MIT License'],
      },
    }),
    'core-metadata:1.0':
      'Metadata-Version: 2.1\nName: x\nLicense: a\n  b\nLicense-Expression: MIT\nClassifier: License :: OSI Approved :: MIT License\n\nLicense: no\n',
  },
  cargo: {
    'cargo-toml': '[package]\nauthors = ["A <a@b.example>"]\nrepository = "https://code.example/x.git"\n',
    'crate-api': JSON.stringify({
      crate: { homepage: 'https://x.example' },
      versions: [{ num: '1.0.0', license: 'MIT' }],
    }),
    'crate-owners': JSON.stringify({ users: [{ login: 'mo', url: 'https://code.example/mo' }] }),
  },
  maven: Object.fromEntries(
    ECOSYSTEM_SEEDS.maven.versions
      .slice(0, 1)
      .map((version) => [
        `pom:${ECOSYSTEM_SEEDS.maven.package}:${version}`,
        '<project><properties><a>${b}</a><b>${a}</b></properties><url>${a}</url><scm><url>scm:git:git@github.com:a/b</url></scm><developers><developer><name>A</name></developer></developers></project>',
      ]),
  ),
};

/** What people write into their documents is shown to others: on one line, and as an address of the web, or not at all. */
export function aboutTarget(id: Ecosystem): Target {
  const adapter = ADAPTERS[id];
  const { about } = adapter;
  const seeds = ECOSYSTEM_SEEDS[id];
  const subject = { name: adapter.names.parse(seeds.package), version: seeds.versions[0] ?? '1.0.0' };
  const upstream = new Map(
    Object.entries(seeds.upstreamDocuments).map(([key, text]) => [key, Buffer.from(text)] as const),
  );
  const seed = mutatedDocuments([...seeds.documents, ABOUT_SEEDS[id]], [...seeds.words, ...ABOUT_WORDS]);
  return target(`${id} about`, [`src/ecosystems/${id}/about.ts#about`], seed, (docs) => {
    const have = { upstream, documents: docs, missing: new Map([['none', 'it is gone']]) };
    attempt(UNREADABLE, () => about.documents(subject, have));
    const read = attempt(UNREADABLE, () => about.read(subject, have));
    if (read === undefined) return;
    const { source, version, people, funding, needs: _needs, description, licence, ...rest } = read;
    const { licenceVersion, ...addresses } = rest;
    for (const told of [description, licence]) if (told.state === 'told') assertOneLine(told.value, 600 * 6);
    for (const told of Object.values(addresses)) if (told.state === 'told') assertAddress(told.value);
    for (const { url } of funding.state === 'told' ? funding.value : []) assertAddress(url);
    for (const { name, called, url } of people.state === 'told' ? people.value : []) {
      assertOneLine(`${name}${called}`, 300 * 6);
      if (url !== undefined) assertAddress(url);
    }
    assert.ok(source !== '' && version !== '' && licenceVersion !== '');
  });
}

function assertOneLine(text: string, most: number): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  assert.ok(!/[\u0000-\u001f\u007f\u202a-\u202e]/.test(text) && text !== '' && text.length <= most);
}

function assertAddress(text: string): void {
  const { protocol, username, password } = new URL(text);
  assert.ok(protocol === 'https:' || protocol === 'http:');
  assert.equal(username + password, '');
  assert.ok(text.length <= 2_000);
}
