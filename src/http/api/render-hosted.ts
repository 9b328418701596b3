// What is published here, as the API shows it.

import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { absenceOf } from '../../registry/load-package.ts';
import type { HostedFile, HostedVersion } from '../../registry/hosted/hosted-ports.ts';
import type { ArtifactRecord } from '../../registry/ports.ts';
import type { ApiDeps } from './deps.ts';
import type { HostedPackageShown } from './hosted-contract.ts';

/** Throws `not-found` for what is not published here. `showsPeople`: whether it says who published. */
export async function renderHosted(
  { registry }: Pick<ApiDeps, 'registry'>,
  ref: PackageRef,
  showsPeople: boolean,
): Promise<HostedPackageShown> {
  const { hosted, artifacts } = registry.stores;
  const found = await hosted.find(ref);
  if (found === undefined) throw absenceOf(registry, ref);
  const [versions, files, kept] = await Promise.all([
    hosted.versions(ref),
    hosted.files(ref),
    artifacts.ofPackage(ref),
  ]);
  const records = new Map(kept.map((record) => [record.file, record]));
  const ofVersion = Map.groupBy(files, ({ versionKey }) => versionKey);
  return {
    ...ref,
    spelt: found.spelt,
    status: found.status,
    statusReason: found.statusReason,
    createdAt: formatInstant(found.createdAt),
    updatedAt: formatInstant(found.updatedAt),
    tags: Object.fromEntries(found.tags),
    versions: versions.map((version) =>
      renderVersion(version, { files: ofVersion.get(version.key) ?? [], records, showsPeople }),
    ),
  };
}

function renderVersion(
  version: HostedVersion,
  {
    files,
    records,
    showsPeople,
  }: {
    readonly files: readonly HostedFile[];
    readonly records: ReadonlyMap<string, ArtifactRecord>;
    readonly showsPeople: boolean;
  },
): HostedPackageShown['versions'][number] {
  const { removedAt, imported } = version;
  return {
    version: version.version,
    publishedAt: formatInstant(version.publishedAt),
    ...(showsPeople ? { publishedBy: version.publishedBy } : {}),
    ...(version.provenBy === undefined ? {} : { provenBy: { ...version.provenBy } }),
    // Who published it elsewhere is told to those who may know who did here.
    ...(imported === undefined || !showsPeople
      ? {}
      : {
          imported: {
            origin: imported.origin,
            at: formatInstant(imported.at),
            ...given('publisher', imported.publisher),
          },
        }),
    ...given('yanked', version.yanked),
    ...given('deprecated', version.deprecated),
    ...given('removedAt', removedAt === undefined ? undefined : formatInstant(removedAt)),
    files: files.flatMap(({ file }) => {
      const record = records.get(file);
      return record === undefined ? [] : [{ file, sizeBytes: record.sizeBytes, sha256: record.sha256 }];
    }),
  };
}
