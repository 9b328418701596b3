// What the conformance suite must be told about each ecosystem's namespaces: spellings, what lies in one, what does not.

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';

export interface NamespaceSample {
  /** Spellings of one namespace, and the canonical one. */
  readonly spellings: readonly (readonly [spelling: string, canonical: string])[];
  readonly bad: readonly string[];
  readonly holds: readonly (readonly [namespace: string, name: string])[];
  readonly holdsNot: readonly (readonly [namespace: string, name: string])[];
  readonly overlapping: readonly (readonly [one: string, other: string])[];
  readonly apart: readonly (readonly [one: string, other: string])[];
  readonly pattern: readonly [namespace: string, pattern: string];
  /** The domains that namespaces themselves spell; undefined where none does. */
  readonly domains: readonly (readonly [namespace: string, domain: string | undefined])[];
}

export const NAMESPACE_SAMPLES: Readonly<Record<Ecosystem, NamespaceSample>> = {
  npm: {
    spellings: [
      ['@acme', '@acme'],
      [' @Acme/* ', '@acme'],
    ],
    bad: ['', '@', 'acme', '@acme/tide', '@acme/', '@a cme', '@acme/*/*', '*', '@..'],
    holds: [
      ['@acme', '@acme/tide'],
      ['@acme', '@ACME/tide'],
    ],
    holdsNot: [
      ['@acme', '@acme-evil/tide'],
      ['@acme', 'acme'],
      ['@acme', 'acme-tide'],
    ],
    overlapping: [['@acme', '@Acme']],
    apart: [['@acme', '@acme-tools']],
    pattern: ['@acme', '@acme/*'],
    domains: [['@acme', undefined]],
  },
  // PEP 752, "Grant semantics".
  pypi: {
    spellings: [
      ['acme', 'acme'],
      ['Acme-*', 'acme'],
      ['google.cloud', 'google-cloud'],
      ['google__Cloud_*', 'google-cloud'],
    ],
    bad: ['', '-', '-acme', 'ac me', '*', 'ä'],
    holds: [
      ['foo', 'foo-bar'],
      ['foo', 'foo'],
      ['foo', 'Foo.Bar'],
      ['google-cloud', 'google_cloud_compute'],
    ],
    holdsNot: [
      ['foo', 'foobar'],
      ['google-cloud', 'google'],
      ['google-cloud', 'google-cloudy'],
    ],
    overlapping: [
      ['google', 'google-cloud'],
      ['google-cloud', 'google'],
    ],
    apart: [
      ['google-cloud', 'google-maps'],
      ['foo', 'foobar'],
    ],
    pattern: ['google-cloud', 'google-cloud-*'],
    domains: [['acme', undefined]],
  },
  cargo: {
    spellings: [
      ['acme', 'acme'],
      ['Acme_*', 'acme'],
      ['acme_db', 'acme-db'],
    ],
    bad: ['', '-acme', '1acme', 'ac me', 'ac.me', '*'],
    holds: [
      ['acme', 'acme'],
      ['acme', 'acme_db'],
      ['acme', 'acme-db'],
      ['acme-db', 'acme_db-core'],
    ],
    holdsNot: [
      ['acme', 'acmedb'],
      ['acme-db', 'acme'],
    ],
    overlapping: [['acme', 'acme_db']],
    apart: [['acme-db', 'acme-web']],
    pattern: ['acme-db', 'acme-db-*'],
    domains: [['acme', undefined]],
  },
  maven: {
    spellings: [
      ['com.acme', 'com.acme'],
      ['com.Acme.*', 'com.acme'],
    ],
    bad: ['', 'com', 'com.', '.acme', 'com..acme', 'com.acme:tide', 'com/acme', '*'],
    holds: [
      ['com.acme', 'com.acme:tide'],
      ['com.acme', 'com.acme.tools:tide'],
      ['com.acme', 'com.Acme:tide'],
    ],
    holdsNot: [
      ['com.acme', 'com.acmeevil:tide'],
      ['com.acme', 'com:acme'],
      ['com.acme.tools', 'com.acme:tools'],
      ['com.acme', 'org.acme:tide'],
    ],
    overlapping: [['com.acme', 'com.acme.tools']],
    apart: [['com.acme.web', 'com.acme.tools']],
    pattern: ['com.acme', 'com.acme.*'],
    domains: [
      ['com.acme', 'acme.com'],
      ['uk.co.acme.tools', 'tools.acme.co.uk'],
      ['com.acme_corp', undefined],
      ['1.0.0.127', undefined],
      ['com.acme-', undefined],
    ],
  },
  composer: {
    spellings: [
      ['acme', 'acme'],
      ['Acme/*', 'acme'],
    ],
    bad: ['', '/', 'acme/tide', '-acme', 'ac me', '*'],
    holds: [['acme', 'Acme/tide']],
    holdsNot: [
      ['acme', 'acme-evil/tide'],
      ['acme', 'tide/acme'],
    ],
    overlapping: [['acme', 'ACME']],
    apart: [['acme', 'acme-tools']],
    pattern: ['acme', 'acme/*'],
    domains: [['acme', undefined]],
  },
};
