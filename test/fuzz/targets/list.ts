// Every fuzz target, in the groups that `npm run fuzz` runs side by side, each by the file of its name.

import type { Target } from '../support/target.ts';
import { adapterTargets } from './adapters.ts';
import { archiveTargets } from './archives.ts';
import { composerReleaseTargets } from './composer-releases.ts';
import { contentsTargets } from './contents.ts';
import { comparisonTargets } from './comparisons.ts';
import { factorTargets } from './factors.ts';
import { formatTargets } from './formats.ts';
import { fundingTargets } from './funding.ts';
import { identityTargets } from './identity.ts';
import { namespaceTargets } from './namespaces.ts';
import { importTargets } from './imports.ts';
import { mavenPublishingTargets } from './publishing-maven.ts';
import { publishTargets } from './publish-bodies.ts';
import { pythonPublishingTargets } from './publishing-python.ts';
import { publishingTargets } from './publishing.ts';
import { readmeTargets } from './readme.ts';
import { roomTargets } from './rooms.ts';
import { sourceTargets } from './sources.ts';
import { spdxTargets } from './spdx.ts';
import { trustedPublishingTargets } from './trusted-publishing.ts';

export const TARGETS = {
  formats: [
    ...formatTargets,
    ...spdxTargets,
    ...sourceTargets,
    ...fundingTargets,
    ...publishingTargets,
    ...mavenPublishingTargets,
    ...archiveTargets,
    ...readmeTargets,
  ],
  ecosystems: [...adapterTargets, ...pythonPublishingTargets, ...publishTargets, ...composerReleaseTargets],
  rooms: [
    ...roomTargets,
    ...contentsTargets,
    ...identityTargets,
    ...namespaceTargets,
    ...factorTargets,
    ...trustedPublishingTargets,
    ...importTargets,
    ...comparisonTargets,
  ],
} as const satisfies Record<string, readonly Target[]>;

export type TargetGroup = keyof typeof TARGETS;

export const ALL_TARGETS: readonly Target[] = Object.values(TARGETS).flat();
