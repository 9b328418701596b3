// Builds of snapshots, request by request as the deploy plugin sends them.

import { createHash } from 'node:crypto';

import { ask, type Answer } from './ask.ts';
import { packZip } from './zip.ts';

export const SNAPSHOT = '1.0-SNAPSHOT';

/** The name of a build of that day of November 2026. */
export function buildOf(day: number, buildNumber: number, base = '1.0'): string {
  return `${base}-202611${String(day).padStart(2, '0')}.150825-${buildNumber}`;
}

/** What it is a build of. */
export function snapshotOf(build: string): string {
  return build.replace(/-\d{8}\.\d{6}-\d+$/, '-SNAPSHOT');
}

export function pomOf(version: string, artifactId = 'tide', more = ''): string {
  return `<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>${more}</project>`;
}

/** Its bytes are of this build alone. */
export function jarOf(build: string, version = snapshotOf(build)): Buffer {
  return packZip([
    { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' },
    {
      name: 'META-INF/maven/org.acme/tide/pom.properties',
      content: `groupId=org.acme\nartifactId=tide\nversion=${version}\n`,
    },
    { name: 'tide.txt', content: build },
  ]);
}

/** As the deploy plugin writes it. */
export function snapshotMetadataOf(build: string, artifactId = 'tide'): string {
  const [, timestamp = '', buildNumber = ''] = /-(\d{8}\.\d{6})-(\d+)$/.exec(build) ?? [];
  const updated = timestamp.replace('.', '');
  const files = ['jar', 'pom'].map(
    (extension) =>
      `<snapshotVersion><extension>${extension}</extension><value>${build}</value><updated>${updated}</updated></snapshotVersion>`,
  );
  return `<metadata modelVersion="1.1.0"><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><versioning><lastUpdated>${updated}</lastUpdated><snapshot><timestamp>${timestamp}</timestamp><buildNumber>${buildNumber}</buildNumber></snapshot><snapshotVersions>${files.join('')}</snapshotVersions></versioning><version>${snapshotOf(build)}</version></metadata>`;
}

/** The list of versions of org.acme:tide, as the deploy plugin sends it after a snapshot's own. */
export function listOf(...versions: readonly string[]): string {
  return listOfArtifact('tide', versions);
}

function listOfArtifact(artifactId: string, versions: readonly string[]): string {
  const list = versions.map((version) => `<version>${version}</version>`).join('');
  return `<metadata><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><versioning><versions>${list}</versions></versioning></metadata>`;
}

/** Requests about an artifact of org.acme, by a token. */
export function mavenRequests(mavenUrl: string, token: string, artifactId = 'tide') {
  const authorization = `Basic ${Buffer.from(`token:${token}`).toString('base64')}`;
  const put = (path: string, body: string | Buffer): Promise<Answer> =>
    ask(`${mavenUrl}/org/acme/${artifactId}${path}`, { method: 'PUT', headers: { authorization }, body });
  const get = (path: string): Promise<Answer> =>
    ask(`${mavenUrl}/org/acme/${artifactId}${path}`, { headers: { authorization } });
  /** A file with its digest. */
  const send = async (path: string, bytes: string | Buffer): Promise<Answer> => {
    const sent = await put(path, bytes);
    if (sent.status >= 400) return sent;
    return put(`${path}.sha1`, createHash('sha1').update(bytes).digest('hex'));
  };
  /** All that mvn sends of a build; answers the first refusal, else what the snapshot's metadata was answered. */
  const deploy = async (
    build: string,
    { jar = jarOf(build), pom = pomOf(snapshotOf(build), artifactId) } = {},
  ): Promise<Answer> => {
    const folder = snapshotOf(build);
    for (const [ending, bytes] of [
      ['jar', jar],
      ['pom', pom],
    ] as const) {
      const sent = await send(`/${folder}/${artifactId}-${build}.${ending}`, bytes);
      if (sent.status >= 400) return sent;
    }
    const whole = await put(`/${folder}/maven-metadata.xml`, snapshotMetadataOf(build, artifactId));
    if (whole.status >= 400) return whole;
    const listed = await put('/maven-metadata.xml', listOfArtifact(artifactId, [folder]));
    return listed.status >= 400 ? listed : whole;
  };
  return { put, get, send, deploy };
}

/** What a snapshot's metadata says. */
export function toldOf({ text }: Pick<Answer, 'text'>) {
  const textsOf = (tag: string) =>
    [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, one = '']) => one);
  return {
    newest: `${textsOf('timestamp').join()}-${textsOf('buildNumber').join()}`,
    files: textsOf('extension').map((extension, at) => `${extension} ${textsOf('value')[at] ?? ''}`),
  };
}
