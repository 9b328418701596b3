// What the relationships of SPDX say about who needs whom: version 2's names (SPDX 2.3, section 11) and version 3's.

/** What a relationship means for the components of a bill. */
export interface Meaning {
  /** `describes`: the source is the document and the target what it is about. */
  readonly kind: 'needs' | 'describes';
  /** Whether the second element is the one that needs the first: `DEPENDENCY_OF`. */
  readonly isReversed: boolean;
  readonly isForDevelopment: boolean;
}

function needs(isReversed: boolean, isForDevelopment = false): Meaning {
  return { kind: 'needs', isReversed, isForDevelopment };
}

/**
 * Version 2. What contains a package has its code, so that it needs it: many tools say nothing else about what they found.
 * The rest (`GENERATED_FROM`, `VARIANT_OF`, …) says nothing about what is in use.
 */
export const MEANINGS_2: ReadonlyMap<string, Meaning> = new Map([
  ['DESCRIBES', { kind: 'describes', isReversed: false, isForDevelopment: false }],
  ['DESCRIBED_BY', { kind: 'describes', isReversed: true, isForDevelopment: false }],
  ['DEPENDS_ON', needs(false)],
  ['DEPENDENCY_OF', needs(true)],
  ['RUNTIME_DEPENDENCY_OF', needs(true)],
  ['OPTIONAL_DEPENDENCY_OF', needs(true)],
  ['PROVIDED_DEPENDENCY_OF', needs(true)],
  ['OPTIONAL_COMPONENT_OF', needs(true)],
  ['HAS_PREREQUISITE', needs(false)],
  ['PREREQUISITE_FOR', needs(true)],
  ['CONTAINS', needs(false)],
  ['CONTAINED_BY', needs(true)],
  ['PACKAGE_OF', needs(true)],
  ['DYNAMIC_LINK', needs(false)],
  ['STATIC_LINK', needs(false)],
  ['DEV_DEPENDENCY_OF', needs(true, true)],
  ['TEST_DEPENDENCY_OF', needs(true, true)],
  ['BUILD_DEPENDENCY_OF', needs(true, true)],
  ['DEV_TOOL_OF', needs(true, true)],
  ['TEST_TOOL_OF', needs(true, true)],
  ['BUILD_TOOL_OF', needs(true, true)],
]);

/** Version 3, where the scope of a relationship is a field of its own. */
export const MEANINGS_3: ReadonlyMap<string, Meaning> = new Map([
  ['describes', { kind: 'describes', isReversed: false, isForDevelopment: false }],
  ['dependsOn', needs(false)],
  ['hasOptionalDependency', needs(false)],
  ['hasProvidedDependency', needs(false)],
  ['hasPrerequisite', needs(false)],
  ['hasOptionalComponent', needs(false)],
  ['contains', needs(false)],
  ['packagedBy', needs(true)],
  ['hasDynamicLink', needs(false)],
  ['hasStaticLink', needs(false)],
  ['usesTool', needs(false, true)],
]);

/**
 * Scopes of version 3 in which a dependency does not come into what runs. `build` is none of them: what is built in carries
 * it too, as in the specification's own examples.
 */
export const DEVELOPMENT_SCOPES: ReadonlySet<string> = new Set(['design', 'development', 'test']);
