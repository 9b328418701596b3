// Names that were used to deceive, and honest neighbours, through each ecosystem's own rules for names.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../src/ecosystems/list.ts';
import { ECOSYSTEMS } from '../src/kernel/ecosystem.ts';
import { createLikenessIndex } from '../src/kernel/look-alike.ts';
import { NEIGHBOURS, SQUATS } from './support/name-squats.ts';

/** What comparing names cannot find: another word for the same thing, or a name that nobody's is like. */
const MISSED: readonly string[] = [
  'node-opensl',
  'smb',
  'eslint-config-airbnb-compat',
  'apidev-coop',
  'bzip',
  'django-server',
  'pwd',
  'telnet',
  'python-ftp',
  'urllib',
  'faster_log',
  'xrvrv',
  'serd',
  'com.github.codingandcoding:maven-compiler-plugin',
];

for (const ecosystem of ECOSYSTEMS) {
  const { names } = ADAPTERS[ecosystem];
  const look = (name: string, known: string) =>
    createLikenessIndex([{ written: names.parse(known), parts: names.toPurl(names.parse(known)) }]).find(
      names.parse(name),
      names.toPurl(names.parse(name)),
    );

  test(`${ecosystem}: names that were used to deceive look like those that they were taken for`, () => {
    const missed = SQUATS[ecosystem]
      .filter(([name, known]) => look(name, known).length === 0)
      .map(([name]) => name);
    assert.deepEqual(
      missed,
      SQUATS[ecosystem].map(([name]) => name).filter((name) => MISSED.includes(name)),
    );
  });

  test(`${ecosystem}: honest neighbours do not`, () => {
    for (const [name, known] of NEIGHBOURS[ecosystem])
      assert.deepEqual(look(name, known), [], `${name}, ${known}`);
  });
}
