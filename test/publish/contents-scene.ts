// A gate to which a person publishes in every ecosystem, and what is asked of what is inside.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';

import type { ReleaseContentsItem, TracedNeedsItem } from '../../src/http/api/contents-contract.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { ask, type Answer } from '../support/ask.ts';
import { crateBody, type CrateWish } from '../support/crate-body.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type GateOptions } from '../support/gate.ts';
import { packZip } from '../support/zip.ts';
import { npmBody, type NpmWish } from './npm-body.ts';
import { makeUpload, type UploadWish } from './pypi-upload.ts';

export const OWN_PACKAGES = [
  { ecosystem: 'npm', pattern: '@acme/*' },
  { ecosystem: 'pypi', pattern: 'acme-*' },
  { ecosystem: 'cargo', pattern: 'tide-*' },
  { ecosystem: 'maven', pattern: 'org.acme:*' },
  { ecosystem: 'composer', pattern: 'acme/*' },
] as const;

export interface MavenWish {
  readonly artifactId?: string;
  readonly version?: string;
  /** Within `<project>`, behind the coordinates. */
  readonly pom?: string;
  readonly jar?: Buffer;
  /** More files by what follows `tide-1.0.0`: `-cyclonedx.json`. */
  readonly more?: Readonly<Record<string, string | Buffer>>;
}

export async function publishScene(test: Pick<TestContext, 'after'>, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'yank', 'unpublish'],
    packages: OWN_PACKAGES.map((one) => ({ ...one })),
  });
  const bearer = { authorization: `Bearer ${token}` };
  const basic = { authorization: `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}` };
  const sent = (answer: Answer) => assert.ok(answer.status < 300, answer.text);
  const publish = {
    async npm(wish: NpmWish = {}) {
      const name = wish.name ?? '@acme/tide';
      const headers = { ...bearer, 'content-type': 'application/json' };
      const path = `${gate.urls.npm}/${name.replace('/', '%2f')}`;
      sent(await ask(path, { method: 'PUT', headers, body: await npmBody(wish) }));
    },
    async pypi(wish: UploadWish = {}) {
      const { contentType, body } = await makeUpload(wish);
      const headers = { ...basic, 'content-type': contentType };
      sent(await ask(`${gate.urls.pypi}/legacy/`, { method: 'POST', headers, body }));
    },
    async cargo(wish: CrateWish = {}) {
      const body = await crateBody(wish);
      const headers = { authorization: token };
      sent(await ask(`${gate.urls.cargo}/api/v1/crates/new`, { method: 'PUT', headers, body }));
    },
    async maven({ artifactId = 'tide', version = '1.0.0', pom = '', jar, more = {} }: MavenWish = {}) {
      const files: Readonly<Record<string, string | Buffer>> = {
        '.pom': `<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>${pom}</project>`,
        ...(pom.includes('<packaging>pom') ? {} : { '.jar': jar ?? JAR }),
        ...more,
      };
      const root = `${gate.urls.maven}/org/acme/${artifactId}`;
      const put = async (path: string, body: string | Buffer) =>
        sent(await ask(`${root}/${path}`, { method: 'PUT', headers: basic, body }));
      for (const [ending, bytes] of Object.entries(files)) {
        const path = `${version}/${artifactId}-${version}${ending}`;
        await put(path, bytes);
        await put(`${path}.sha1`, createHash('sha1').update(bytes).digest('hex'));
      }
      await put(
        'maven-metadata.xml',
        `<metadata><groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><versioning><versions><version>${version}</version></versions></versioning></metadata>`,
      );
    },
    async composer({
      name = 'acme/tide',
      version = '1.0.0',
      manifest = {},
      files = {},
    }: {
      readonly name?: string;
      readonly version?: string;
      readonly manifest?: object;
      readonly files?: Readonly<Record<string, string>>;
    } = {}) {
      const composer = JSON.stringify({ name, description: 'Of the sea', license: 'MIT', ...manifest });
      const body = packZip(
        Object.entries({ 'composer.json': composer, 'src/Tide.php': '<?php\n', ...files }).map(
          ([path, content]) => ({ name: path, content }),
        ),
      );
      const headers = { ...bearer, 'content-type': 'application/zip' };
      sent(await ask(`${gate.urls.composer}/packages/${name}/${version}`, { method: 'PUT', headers, body }));
    },
  };
  const place = (ecosystem: Ecosystem, name: string, version = '1.0.0') =>
    `/api/v1/hosted/${ecosystem}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
  return {
    gate,
    person,
    token,
    publish,
    place,
    contents: async (ecosystem: Ecosystem, name: string, version?: string): Promise<ReleaseContentsItem> => {
      const answer = await gate.ask(place(ecosystem, name, version));
      assert.equal(answer.status, 200, answer.text);
      return JSON.parse(answer.text) as ReleaseContentsItem;
    },
    dependencies: async (ecosystem: Ecosystem, name: string): Promise<TracedNeedsItem> => {
      const answer = await gate.ask(`${place(ecosystem, name)}/dependencies`);
      assert.equal(answer.status, 200, answer.text);
      return JSON.parse(answer.text) as TracedNeedsItem;
    },
  };
}

export type PublishScene = Awaited<ReturnType<typeof publishScene>>;

const JAR = packZip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }]);
