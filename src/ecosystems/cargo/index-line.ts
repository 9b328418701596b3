// A line of the sparse index (The Cargo Book, "Registry Index", JSON schema), written for what is published here.

import { preciseTime } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { arrayField, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import type { HostedVersionFacts, Words } from '../adapter-publish.ts';
import { DEFAULT_REGISTRY, type CrateDependency, type CrateFacts } from './crate-facts.ts';

/** What is kept of a version: its entry in the index, without what the house says itself. */
export function writeLineWords(facts: CrateFacts): Words {
  const { plain, marked } = splitFeatures(facts.features);
  return {
    name: facts.name,
    deps: facts.dependencies.map(writeDependency),
    features: plain,
    ...(Object.keys(marked).length === 0 ? {} : { features2: marked, v: 2 }),
    ...given('links', facts.links),
    ...given('rust_version', facts.rustVersion),
  };
}

/** The line of a version, as an upstream would have written it; undefined for one without its crate. */
export function writeLine(
  { version, words, files, publishedAt, yanked }: HostedVersionFacts,
  isWithdrawn: boolean,
): string | undefined {
  const [crate] = files;
  if (crate?.digests.sha256 === undefined) return undefined;
  return JSON.stringify({
    name: stringField(words, 'name'),
    vers: version,
    deps: arrayField(words, 'deps').filter(isObject),
    cksum: crate.digests.sha256,
    features: objectField(words, 'features') ?? {},
    yanked: isWithdrawn || yanked !== undefined,
    ...rest(words),
    // To the second, as registries write it.
    pubtime: `${preciseTime(publishedAt).slice(0, 19)}Z`,
  });
}

const REST = ['features2', 'v', 'links', 'rust_version'];

function rest(words: Words): JsonObject {
  return Object.fromEntries(REST.filter((key) => Object.hasOwn(words, key)).map((key) => [key, words[key]]));
}

/** In an index, no registry stands for the index's own; in a Cargo.toml it stands for the default one. */
function writeDependency(dependency: CrateDependency): JsonObject {
  return {
    name: dependency.name,
    req: dependency.requirement,
    features: dependency.features,
    optional: dependency.isOptional,
    default_features: dependency.hasDefaultFeatures,
    target: dependency.target ?? null,
    kind: dependency.kind,
    registry: dependency.from === 'here' ? null : DEFAULT_REGISTRY,
    ...given('package', dependency.package),
  };
}

/** What a cargo before 1.60 does not understand stands apart, so that it passes over the version and not over the crate. */
function splitFeatures(features: CrateFacts['features']) {
  const isMarked = ([, enables]: readonly [string, readonly string[]]) =>
    enables.some((one) => one.startsWith('dep:') || one.includes('?/'));
  const entries = Object.entries(features);
  return {
    plain: Object.fromEntries(entries.filter((one) => !isMarked(one))),
    marked: Object.fromEntries(entries.filter(isMarked)),
  };
}
