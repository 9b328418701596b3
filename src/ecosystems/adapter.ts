// What an ecosystem must tell the house. Five rooms implement it, in the same files under the same names: what each of
// them holds, say `npm/routes.ts`, is promised in `adapter-routes.ts` beside this file.
// An adapter is pure: bytes and values in, values out. It decides nothing and fetches nothing.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { NamespaceRules } from '../kernel/namespace.ts';
import type { AboutRules } from './adapter-about.ts';
import type { AnswerRules } from './adapter-answers.ts';
import type { ArtifactRules } from './adapter-artifact.ts';
import type { AuditRules } from './adapter-audit.ts';
import type { ClientRecipe } from './adapter-client-setup.ts';
import type { FixMethod } from './adapter-fix.ts';
import type { ContentsRules } from './adapter-contents.ts';
import type { DependencyRules } from './adapter-dependencies.ts';
import type { GovernanceRules } from './adapter-governance.ts';
import type { IndexReader } from './adapter-index-document.ts';
import type { LockfileFormat } from './adapter-lockfile.ts';
import type { ManifestFormat } from './adapter-manifest.ts';
import type { NameRules } from './adapter-name.ts';
import type { PublisherConfigRules } from './adapter-publisher-configs.ts';
import type { PublishRules } from './adapter-publish.ts';
import type { RangeRules } from './adapter-range.ts';
import type { RegistryRoute } from './adapter-routes.ts';
import type { SourceRules } from './adapter-sources.ts';
import type { VersionOrder } from './adapter-version.ts';

/** One ecosystem, whole. */
export interface Adapter {
  readonly id: Ecosystem;
  /** As people write it: `PyPI`. */
  readonly title: string;
  readonly names: NameRules;
  /** In `name.ts` too: what may be claimed, and which names lie in it. */
  readonly namespaces: NamespaceRules;
  readonly versions: VersionOrder;
  readonly ranges: RangeRules;
  readonly routes: readonly RegistryRoute[];
  readonly index: IndexReader;
  readonly dependencies: DependencyRules;
  readonly contents: ContentsRules;
  readonly about: AboutRules;
  readonly artifacts: ArtifactRules;
  readonly answers: AnswerRules;
  /** How packages are published here. Absent: nothing of this ecosystem is. */
  readonly publish?: PublishRules;
  /** How its clients decide who may do what; absent: on pages alone. */
  readonly governance?: GovernanceRules;
  /** How its registry's clients add, list and end trusted publishers, by provider; absent: otherwise, or on pages alone. */
  readonly publisherConfigs?: PublisherConfigRules;
  readonly audit: AuditRules;
  readonly lockfiles: readonly LockfileFormat[];
  readonly manifests: readonly ManifestFormat[];
  /** Which packages a project's own code uses. Absent: code of this ecosystem is not looked into. */
  readonly sources?: SourceRules;
  readonly clients: readonly ClientRecipe[];
  readonly fixes: readonly FixMethod[];
}
