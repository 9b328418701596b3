import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import type { RegistryAsker } from '../adapter-manifest.ts';
import { pom } from './manifest-pom.ts';

/** `g:a:1:scope` with more elements behind it as they stand. */
function dep(coordinates: string, more = ''): string {
  const [groupId, artifactId, version, scope] = coordinates.split(':');
  const element = (name: string, text: string | undefined) =>
    text === undefined || text === '' ? '' : `<${name}>${text}</${name}>`;
  return `<dependency>${element('groupId', groupId)}${element('artifactId', artifactId)}${element('version', version)}${element('scope', scope)}${more}</dependency>`;
}

const deps = (...all: readonly string[]) => `<dependencies>${all.join('')}</dependencies>`;
const managed = (...all: readonly string[]) => `<dependencyManagement>${deps(...all)}</dependencyManagement>`;
const excluding = (...all: readonly string[]) =>
  `<exclusions>${all
    .map((one) => one.split(':'))
    .map(([g, a]) => `<exclusion><groupId>${g}</groupId><artifactId>${a}</artifactId></exclusion>`)
    .join('')}</exclusions>`;
const bom = (coordinates: string) => dep(`${coordinates}:import`, '<type>pom</type>');
const parent = (coordinates: string, relativePath = '<relativePath/>') => {
  const [g, a, v] = coordinates.split(':');
  return `<parent><groupId>${g}</groupId><artifactId>${a}</artifactId><version>${v}</version>${relativePath}</parent>`;
};

function project(coordinates: string, ...body: readonly string[]): string {
  const [g, a, v] = coordinates.split(':');
  return `<project><groupId>${g}</groupId><artifactId>${a}</artifactId><version>${v}</version>${body.join('')}</project>`;
}

/** A registry that holds these POMs, by `g:a:v`. */
function registry(poms: Readonly<Record<string, string>>): RegistryAsker & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async document(name, version, file) {
      assert.equal(file, `${version}/${name.split(':')[1]}-${version}.pom`);
      asked.push(`${name}:${version}`);
      const body = poms[`${name}:${version}`];
      if (body === undefined) return { because: 'the registry has no such file' };
      return { text: body.startsWith('<project>') ? body : project(`${name}:${version}`, body) };
    },
    versions: async (name) =>
      Object.keys(poms).flatMap((key) => (key.startsWith(`${name}:`) ? [key.slice(name.length + 1)] : [])),
  };
}

async function resolve(
  text: string,
  poms: Readonly<Record<string, string>> = {},
  companions: Readonly<Record<string, string>> = {},
): Promise<ComponentGraph> {
  assert.ok(pom.resolve !== undefined);
  return pom.resolve(text, new Map(Object.entries(companions)), registry(poms));
}

/** `a@1` for runtime, `a@1 test` for development, in the order of the graph; the project left out. */
function tell({ components }: ComponentGraph): string {
  return components
    .slice(1)
    .map(({ name, version, requested, scope }) => {
      const said = version ?? (requested === undefined ? '?' : `[${requested}]`);
      return `${name.split(':')[1]}@${said}${scope === 'development' ? ' test' : ''}`;
    })
    .join(' ');
}

const messages = ({ gaps }: ComponentGraph) => gaps.map(({ message }) => message);

test('the nearest wins, at the same distance the first, and only winners bring what they need', async () => {
  const graph = await resolve(project('t:app:1', deps(dep('t:a:1'), dep('t:b:1'))), {
    't:a:1': deps(dep('t:far:1'), dep('t:same:1')),
    't:b:1': deps(dep('t:same:2'), dep('t:c:1')),
    't:far:1': deps(dep('t:c:2')),
    't:same:1': '',
    't:same:2': deps(dep('t:never:1')),
    't:c:1': '',
    't:c:2': deps(dep('t:never:1')),
  });
  assert.deepEqual(tellGraph(graph), [
    '1: t:app@1 runtime project -> t:a@1, t:b@1',
    '1: t:a@1 runtime registry -> t:far@1, t:same@1',
    '1: t:b@1 runtime registry -> t:c@1, t:same@1',
    't:far@1 runtime registry -> t:c@1',
    't:same@1 runtime registry',
    't:c@1 runtime registry',
  ]);
  assert.deepEqual(graph.gaps, []);
});

test('optional and test and provided dependencies of others are left out, the project’s own are not', async () => {
  const body = deps(
    dep('t:o:1', '<optional>true</optional>'),
    dep('t:t:1:test'),
    dep('t:p:1:provided'),
    dep('t:r:1:runtime'),
  );
  const poms = { 't:o:1': '', 't:t:1': '', 't:p:1': '', 't:r:1': '' };
  assert.equal(tell(await resolve(project('t:app:1', body), poms)), 'o@1 t@1 test p@1 r@1');
  const through = await resolve(project('t:app:1', deps(dep('t:a:1'))), { ...poms, 't:a:1': body });
  assert.equal(tell(through), 'a@1 r@1');
});

test('what only tests lead to is for development; another way at any distance makes it runtime', async () => {
  const graph = await resolve(project('t:app:1', deps(dep('t:u:1:test'), dep('t:a:1'))), {
    't:u:1': deps(dep('t:x:1'), dep('t:y:1')),
    't:a:1': deps(dep('t:b:1')),
    't:b:1': deps(dep('t:x:2')),
    't:x:1': '',
    't:x:2': '',
    't:y:1': '',
  });
  assert.equal(tell(graph), 'u@1 test a@1 x@1 y@1 test b@1');
});

test('exclusions hold below, wildcards too, and only on that way', async () => {
  const poms = {
    't:a:1': deps(dep('t:m:1')),
    't:m:1': deps(dep('t:x:1'), dep('o:y:1'), dep('o:z:1')),
    't:b:1': deps(dep('t:x:1')),
    't:x:1': '',
    'o:y:1': '',
    'o:z:1': '',
  };
  const excluded = (words: string, ...more: readonly string[]) =>
    resolve(project('t:app:1', deps(dep('t:a:1', excluding(words)), ...more)), poms);
  assert.equal(tell(await excluded('t:x')), 'a@1 m@1 y@1 z@1');
  assert.equal(tell(await excluded('o:*')), 'a@1 m@1 x@1');
  assert.equal(tell(await excluded('*:z')), 'a@1 m@1 x@1 y@1');
  assert.equal(tell(await excluded('*:*')), 'a@1');
  assert.equal(tell(await excluded('*:*', dep('t:b:1'))), 'a@1 b@1 x@1');
});

test('the project’s list of versions rules over all that others need, and fills in what it asks for itself', async () => {
  const list = managed(dep('t:x:9'), dep('t:own:3:test'), dep('t:late:1', excluding('t:x')));
  const poms = {
    't:a:1': managed(dep('t:x:5')) + deps(dep('t:x:1'), dep('t:late:1'), dep('t:mine')),
    't:x:9': '',
    't:x:2': '',
    't:own:3': '',
    't:late:1': deps(dep('t:x:4')),
  };
  assert.equal(
    tell(await resolve(project('t:app:1', list, deps(dep('t:own'), dep('t:a:1'))), poms)),
    'own@3 test a@1 x@9 late@1 mine@?',
  );
  assert.match(tell(await resolve(project('t:app:1', list, deps(dep('t:x:2'))), poms)), /^x@2$/);
});

test('lists that are imported: the first wins, what is declared goes before, each by its own properties', async () => {
  const list = managed(bom('t:one:1'), bom('t:two:1'), dep('t:c:7'));
  const poms = {
    't:one:1': `<properties><v>1.1</v></properties>${managed(dep('t:a:${v}'), bom('t:inner:1'))}`,
    't:two:1': managed(dep('t:a:2'), dep('t:b:2'), dep('t:c:2'), dep('t:d:2')),
    't:inner:1': managed(dep('t:d:${project.version}'), bom('t:one:1')),
    't:a:1.1': '',
    't:b:2': '',
    't:c:7': '',
    't:d:1': '',
  };
  const graph = await resolve(
    project('t:app:1', list, deps(dep('t:a'), dep('t:b'), dep('t:c'), dep('t:d'))),
    poms,
  );
  assert.equal(tell(graph), 'a@1.1 b@2 c@7 d@1');
  assert.match(
    messages(graph)[0] ?? '',
    /^Cannot read t:one:1, which t:inner:1 imports: the imports go in a circle/,
  );
});

test('properties come from parents, the child’s go first, and circles stay unknown', async () => {
  const graph = await resolve(
    project(
      't:app:1',
      parent('t:parent:2'),
      '<properties><b>2</b><loop>${pool}</loop><pool>${loop}</pool></properties>',
      deps(dep('t:a:${a}'), dep('t:b:${b}'), dep('t:c:${loop}'), dep('t:d:${nowhere}')),
    ),
    {
      't:parent:2': `<properties><a>1.\${b}</a><b>0</b></properties>${deps(dep('t:e:${project.version}'), dep('t:f:${project.parent.version}'))}`,
      't:a:1.2': '',
      't:b:2': '',
      't:e:1': '',
      't:f:2': '',
    },
  );
  assert.equal(tell(graph), 'a@1.2 b@2 c@[${loop}] d@[${nowhere}] e@1 f@2');
  const unknown = graph.components.findIndex(({ name }) => name === 't:c');
  assert.equal(graph.needs[unknown], undefined);
});

test('a parent, a list or a POM that cannot be had is a gap that says which, and what it needs is not known', async () => {
  const graph = await resolve(
    project('t:app:1', parent('t:lost:1'), managed(bom('t:gone:2')), deps(dep('t:a:1'), dep('t:b'))),
    {},
  );
  assert.deepEqual(tellGraph(graph), [
    '1: t:app@1 runtime project -> t:a@1, t:b@?',
    '1: t:a@1 runtime registry -> ?',
    '1: t:b@? runtime registry -> ?',
  ]);
  assert.deepEqual(messages(graph), [
    'Cannot read the parent t:lost:1 of t:app:1: the registry has no such file',
    'Cannot read t:gone:2, which t:app:1 imports: the registry has no such file',
    'Cannot read t:a:1, which the project needs: the registry has no such file',
  ]);
});

test('ranges take the highest that is listed, and a range found late overturns what was nearer', async () => {
  const poms = {
    't:x:1.0': '',
    't:x:1.9': '',
    't:x:2.0': '',
    't:a:1': deps(dep('t:b:1')),
    't:b:1': deps(dep('t:x:[1.0,2.0)')),
  };
  assert.equal(tell(await resolve(project('t:app:1', deps(dep('t:x:[1.0,2.0)'))), poms)), 'x@1.9');
  assert.equal(tell(await resolve(project('t:app:1', deps(dep('t:x:[1.0]'))), poms)), 'x@1.0');
  assert.equal(tell(await resolve(project('t:app:1', deps(dep('t:x:[3,)'))), poms)), 'x@[[3,)]');
  const late = await resolve(project('t:app:1', deps(dep('t:x:2.0'), dep('t:a:1'))), poms);
  assert.equal(tell(late), 'a@1 b@1 x@1.9');
  assert.deepEqual(late.needs[0]?.length, 2);
});

test('what has moved is taken from its new place', async () => {
  const graph = await resolve(project('t:app:1', deps(dep('old:x:1'), dep('t:a:1'))), {
    'old:x:1':
      '<distributionManagement><relocation><groupId>t</groupId></relocation></distributionManagement>',
    't:x:1': deps(dep('t:y:1')),
    't:a:1': deps(dep('t:x:2')),
    't:x:2': '',
    't:y:1': '',
  });
  assert.equal(tell(graph), 'x@1 a@1 y@1');
});

test('circles of needs end', async () => {
  const graph = await resolve(project('t:app:1', deps(dep('t:a:1'))), {
    't:a:1': deps(dep('t:b:1')),
    't:b:1': deps(dep('t:a:2'), dep('t:b:1')),
    't:a:2': '',
  });
  assert.equal(tell(graph), 'a@1 b@1');
});

test('profiles: those that are on by themselves count, the others are told', async () => {
  const profile = (id: string, activation: string, name: string) =>
    `<profile><id>${id}</id><activation>${activation}</activation>${deps(dep(`t:${name}:1`))}</profile>`;
  const byDefault = profile('usual', '<activeByDefault>true</activeByDefault>', 'd');
  const byAbsence = profile('absent', '<property><name>!quick</name></property>', 'n');
  const byJdk = profile('old', '<jdk>1.8</jdk>', 'j');
  const poms = { 't:d:1': '', 't:n:1': '' };
  const usual = await resolve(project('t:app:1', `<profiles>${byDefault}${byJdk}</profiles>`), poms);
  assert.equal(tell(usual), 'd@1');
  assert.deepEqual(messages(usual), [
    'Cannot tell whether the profiles "old" of t:app:1 are on: what they add is left out',
  ]);
  const other = await resolve(project('t:app:1', `<profiles>${byDefault}${byAbsence}</profiles>`), poms);
  assert.equal(tell(other), 'n@1');
});

test('modules: the parent in the folder above and the module beside are the project’s own, ${revision} and all', async () => {
  const above =
    '<project><groupId>t</groupId><artifactId>all</artifactId><version>${revision}</version>' +
    '<properties><revision>3</revision></properties><modules><module>app</module><module>core</module></modules>' +
    `${managed(dep('t:x:8'))}</project>`;
  const ofAll = (artifactId: string, body: string) =>
    `<project>${parent('t:all:${revision}', '')}<artifactId>${artifactId}</artifactId>${body}</project>`;
  const app = ofAll('app', deps(dep('t:core:${project.version}')));
  const core = ofAll('core', deps(dep('t:x')));
  const found = new Map<string, string>();
  assert.deepEqual(pom.companions?.(app, found), ['../pom.xml']);
  found.set('../pom.xml', above);
  assert.deepEqual(pom.companions?.(app, found), ['../pom.xml', '../app/pom.xml', '../core/pom.xml']);
  const graph = await resolve(app, { 't:x:8': '' }, { '../pom.xml': above, '../core/pom.xml': core });
  assert.deepEqual(tellGraph(graph), [
    '1: t:app@3 runtime project -> t:core@3',
    '1: t:core@3 runtime project -> t:x@8',
    't:x@8 runtime registry',
  ]);
  assert.deepEqual(graph.gaps, []);
});

test('with nobody to ask: what the project asks for with the versions that its own files say', () => {
  const text = `<project>\n<parent><groupId>t</groupId><artifactId>all</artifactId><version>1</version></parent><artifactId>app</artifactId>\n<dependencies>\n${dep('t:a:${v}')}\n${dep('t:b:[1,2)')}\n${dep('t:c')}\n</dependencies></project>`;
  const graph = pom.read(
    text,
    new Map([['../pom.xml', project('t:all:1', '<properties><v>5</v></properties>')]]),
  );
  assert.deepEqual(tellGraph(graph), [
    '1: t:app@1 runtime project -> t:a@5, t:b@[[1,2)], t:c@?',
    '4: t:a@5 runtime registry -> ?',
    '5: t:b@[[1,2)] runtime registry -> ?',
    '6: t:c@? runtime registry -> ?',
  ]);
  assert.deepEqual(messages(graph), [
    'Cannot tell what the dependencies need: there is nobody to ask for it',
  ]);
});

test('a long chain, a long way down and expressions that multiply cost no more than their size', async () => {
  const properties = Array.from({ length: 60 }, (_, at) => `<p${at}>\${p${at + 1}}\${p${at + 1}}</p${at}>`);
  const poms = Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => [`t:n${at}:1`, deps(dep(`t:n${at + 1}:1`))]),
  );
  const graph = await resolve(
    project(
      't:app:1',
      `<properties>${properties.join('')}</properties>`,
      deps(dep('t:x:${p0}'), dep('t:n0:1')),
    ),
    poms,
  );
  assert.equal(graph.components.length, 1 + 1 + 200);
  assert.match(messages(graph).join(), /Cannot follow what is needed over 200 steps away/);
  assert.equal(graph.needs.at(-1), undefined);
});

test('the sample is read, with a byte-order mark and Windows line ends too', () => {
  const text = readFileSync(join(import.meta.dirname, 'testdata/pom.xml'), 'utf8');
  const graph = pom.read(text, new Map());
  assert.deepEqual(tellGraph(graph), [
    '1: org.acme:shop@1.0 runtime project -> org.acme:json@2.12.3, org.acme:unit@[[1.0,2.0)]',
    '29: org.acme:json@2.12.3 runtime registry -> ?',
    '40: org.acme:unit@[[1.0,2.0)] development registry -> ?',
  ]);
  assert.deepEqual(pom.read(`\uFEFF${text.replaceAll('\n', '\r\n')}`, new Map()), graph);
});

test('hostile and broken documents are refused with what was found', () => {
  const refused = (text: string) => {
    try {
      return pom.read(text, new Map()).format;
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(
    refused('<?xml version="1.0"?>\n<!DOCTYPE project [<!ENTITY a "b">]><project/>'),
    /found a document type, expected none at line 2$/,
  );
  assert.match(
    refused('<project><artifactId>&bomb;</artifactId></project>'),
    /^Cannot read pom\.xml: .*entity/,
  );
  assert.match(refused('<project><artifactId>a</artifactId>'), /^Cannot read pom\.xml: .*unclosed/i);
  assert.match(refused(`<project>\n\n${'<a>'.repeat(100)}`), /nested over 64 deep at line 3$/);
  assert.match(refused('<html/>'), /found the element html at line 1, expected project/);
  assert.match(
    refused('<project>\n<version>1</version></project>'),
    /found no artifactId in the project at line 1/,
  );
  assert.match(
    refused('<project><artifactId>a</artifactId>\n<version>1</version>\n<version>2</version></project>'),
    /found version a second time at line 3, expected it once/,
  );
  assert.match(refused(' '.repeat(5 * 1024 * 1024)), /expected at most 4194304/);
});
