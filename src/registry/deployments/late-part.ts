// Publishes a file that came right after its version was said to be whole: Maven's older deploy plugin sends attached files
// (sources, signatures) last. No other publisher may add one, nobody later, and nothing that is there changes.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { CollectedVersion, PartPlace } from '../../ecosystems/adapter-publish.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { publishTogether } from '../publish/publish-release.ts';
import type { DeployedFile, Deployment } from './deployment-ports.ts';
import { collectedFile, keptBlob, otherFiles, partRulesOf } from './kept-parts.ts';

/** Once, with the first digest that agrees; a signature at once. Throws what publishing throws. */
export async function publishLatePart(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  deployment: Deployment,
  { file }: PartPlace,
): Promise<void> {
  const { registry } = deps;
  const { files, declared } = await registry.stores.deploymentParts.of(deployment.id);
  const late = files.find((one) => one.name === ref.name && one.file === file);
  // Its second digest, which was held against what is published.
  if (late === undefined || deployment.of === undefined) return assertSame(deps, ref, deployment, file);
  const whole = await withPublished(deps, ref, deployment.of.version, late);
  const { faults } = await partRulesOf(registry, ref.ecosystem).examine(
    { ...whole, declared: [...whole.declared, ...declared.filter((one) => one.file === file)] },
    {
      signatures: false,
      description: false,
      other: otherFiles(registry, ref.ecosystem, [], publisher.place.view),
    },
  );
  if (faults.length > 0) {
    await deps.unit.transact(({ deploymentParts }) =>
      deploymentParts.removeFile(deployment.id, ref.name, file),
    );
    throw new GatehouseError('invalid-request', `Cannot publish ${file}: ${faults.slice(0, 3).join('; ')}`);
  }
  const { name } = ref;
  const release = {
    name,
    spelt: name,
    version: whole.version,
    words: {},
    files: [{ file }],
    joins: true as const,
  };
  await publishTogether(
    deps,
    publisher,
    [{ ref, release, stage: async () => [keptBlob(registry, late)] }],
    ({ deploymentParts }) => deploymentParts.removeFile(deployment.id, name, file),
  );
}

/** The version as it would be with the file. Every file that is published agrees with its digests. */
async function withPublished(
  { registry }: PublishDeps,
  ref: PackageRef,
  version: string,
  late: DeployedFile,
): Promise<CollectedVersion> {
  const artifacts = (await registry.stores.artifacts.ofPackage(ref)).filter((one) => one.version === version);
  return {
    name: ref.name,
    version,
    files: [...artifacts, late].map((one) => collectedFile(registry, one)),
    declared: artifacts.map(({ file, sha256 }) => ({ file, algorithm: 'sha256', digest: sha256 })),
  };
}

/** Digests that come after their file was published are held against it, and not kept. */
async function assertSame(
  { registry, unit }: PublishDeps,
  ref: PackageRef,
  { id, title }: Deployment,
  file: string,
): Promise<void> {
  const { declared } = await registry.stores.deploymentParts.of(id);
  const artifact = (await registry.stores.artifacts.ofPackage(ref)).find((one) => one.file === file);
  await unit.transact(({ deploymentParts }) => deploymentParts.removeFile(id, ref.name, file));
  for (const { algorithm, digest } of declared.filter((one) => one.file === file)) {
    if (artifact?.digests[algorithm] === digest) continue;
    throw new GatehouseError(
      'invalid-request',
      `Cannot publish ${title}: ${algorithm} of ${file} is not what was declared`,
    );
  }
}
