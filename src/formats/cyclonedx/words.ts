// The closed lists of words of CycloneDX, and the versions that brought them (cyclonedx.org, schemas 1.4 to 1.7).

import type { DigestAlgorithm } from '../../kernel/digest.ts';

export const VERSIONS = ['1.4', '1.5', '1.6', '1.7'] as const;

export type CycloneDxVersion = (typeof VERSIONS)[number];

/** Each word with the first version that has it. */
type Words = Readonly<Record<string, CycloneDxVersion>>;

const from = (version: CycloneDxVersion, words: string): Words =>
  Object.fromEntries(words.split(' ').map((word) => [word, version]));

const COMPONENT_TYPES: Words = {
  ...from('1.4', 'application framework library container operating-system device firmware file'),
  ...from('1.5', 'platform device-driver machine-learning-model data'),
  ...from('1.6', 'cryptographic-asset'),
};
const HASH_ALGORITHMS: Words = {
  ...from('1.4', 'MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512'),
  ...from('1.4', 'BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3'),
  ...from('1.7', 'Streebog-256 Streebog-512'),
};

/** What CycloneDX calls the digests that are known here. */
export const ALGORITHM_NAMES: Readonly<Record<DigestAlgorithm, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

const WORDS = {
  'type of component': COMPONENT_TYPES,
  'hash algorithm': HASH_ALGORITHMS,
  scope: from('1.4', 'required optional excluded'),
  'type of patch': from('1.4', 'unofficial monkey backport cherry-pick'),
  'type of issue': from('1.4', 'defect enhancement security'),
  'direction of data': from('1.4', 'inbound outbound bi-directional unknown'),
  'encoding of a text': from('1.4', 'base64'),
  'state of an analysis': from(
    '1.4',
    'resolved resolved_with_pedigree exploitable in_triage false_positive not_affected',
  ),
  justification: {
    ...from('1.4', 'code_not_present code_not_reachable requires_configuration requires_dependency'),
    ...from('1.4', 'requires_environment protected_by_compiler protected_at_runtime'),
    ...from('1.4', 'protected_at_perimeter protected_by_mitigating_control'),
  },
  response: from('1.4', 'can_not_fix will_not_fix update rollback workaround_available'),
  'status of a version': from('1.4', 'affected unaffected unknown'),
} as const satisfies Readonly<Record<string, Words>>;

export type WordList = keyof typeof WORDS;

/** Whether the list has the word in that version. */
export function isWord(list: WordList, word: string, version: CycloneDxVersion): boolean {
  const words: Words = WORDS[list];
  const since = Object.hasOwn(words, word) ? words[word] : undefined;
  return since !== undefined && isSince(version, since);
}

export function isSince(version: CycloneDxVersion, first: CycloneDxVersion): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(first);
}

/** What `metadata` may have; the lists of the versions together. */
export const METADATA_KEYS: ReadonlySet<string> = new Set([
  'timestamp',
  'lifecycles',
  'tools',
  'authors',
  'component',
  'manufacture',
  'manufacturer',
  'supplier',
  'licenses',
  'properties',
  'distributionConstraints',
]);
