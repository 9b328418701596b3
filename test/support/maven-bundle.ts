// Bundles for Maven's portal: versions that have all that is asked of one, and others.

import { createHash } from 'node:crypto';

import { packZip, type ZipEntry } from './zip.ts';

/** All that a POM must tell people. */
export const TOLD =
  '<name>Tide</name><description>Of the sea</description><url>https://acme.example</url><licenses><license><name>MIT</name></license></licenses><developers><developer><id>ada</id></developer></developers><scm><url>https://acme.example/git</url></scm>';

/** What a bundle is to have or lack. */
export interface BundleWish {
  readonly version?: string;
  readonly artifactId?: string;
  readonly told?: string;
  /** Endings of files that are left out. */
  readonly without?: readonly string[];
  /** Files beside those, by path. */
  readonly more?: Readonly<Record<string, string>>;
}

/** The files of one version in their layout, with their digests. */
export function bundleEntries({
  version = '1.0.0',
  artifactId = 'tide',
  told = TOLD,
  without = [],
  more = {},
}: BundleWish): ZipEntry[] {
  const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>${told}</project>`;
  const jar = packZip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }]);
  const stem = `org/acme/${artifactId}/${version}/${artifactId}-${version}`;
  const files: readonly (readonly [string, string | Buffer])[] = [
    [`${stem}.pom`, pom],
    ...['.jar', '-sources.jar', '-javadoc.jar'].map((ending) => [`${stem}${ending}`, jar] as const),
    ...Object.entries(more),
  ];
  return files
    .flatMap(([name, content]): (readonly [string, string | Buffer])[] => [
      [name, content],
      [`${name}.md5`, createHash('md5').update(content).digest('hex')],
      [`${name}.sha1`, createHash('sha1').update(content).digest('hex')],
    ])
    .filter(([name]) => !without.some((ending) => name.endsWith(ending)))
    .map(([name, content]) => ({ name, content }));
}

/** A form with the archive of these entries, as the portal's clients send it. */
export function bundleForm(entries: readonly ZipEntry[]): { readonly type: string; readonly body: Buffer } {
  const head =
    '--tide\r\nContent-Disposition: form-data; name="bundle"; filename="bundle.zip"\r\nContent-Type: application/octet-stream\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), packZip(entries), Buffer.from('\r\n--tide--\r\n')]);
  return { type: 'multipart/form-data; boundary=tide', body };
}
