// docs/scan.md is held to what the program takes: every command line in it, and every file that it says is read.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { load } from 'js-yaml';

import { COMMANDS } from '../src/cli/commands.ts';
import { findCommand, parseInvocation } from '../src/cli/parse-command-line.ts';
import { ADAPTERS } from '../src/ecosystems/list.ts';
import { billFormat } from '../src/inventory/bills/bill-format.ts';

const PAGE = readFileSync(new URL('../docs/scan.md', import.meta.url), 'utf8');

interface Snippet {
  readonly language: string;
  readonly text: string;
}

function snippets(): readonly Snippet[] {
  return [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** The arguments of each command of ours; none of them holds a quoted word. */
function commandLines({ text }: Snippet): readonly (readonly string[])[] {
  return [...text.matchAll(/(?<=^|\s|')gatehouse ((?:\w+ )?[^'"\n]*?)(?=\s+(?:#|\|\||>>)|'|$)/gm)].map(
    ([, line = '']) => line.trim().split(/\s+/),
  );
}

test('each command line of the page is one that the command line takes', () => {
  const lines = snippets().flatMap(commandLines);
  for (const line of lines) {
    const { command, rest } = findCommand(COMMANDS, line);
    assert.doesNotThrow(() => parseInvocation(command, rest), line.join(' '));
  }
  assert.equal(lines.filter(([name]) => name === 'scan').length, 11);
  assert.equal(lines.length, 12);
});

test('each CI snippet scans with SARIF or Markdown into a file or summary, and fails by the policy once', () => {
  for (const heading of ['GitHub Actions', 'GitLab CI', 'Jenkins']) {
    const section = PAGE.split(`### ${heading}\n`)[1]?.split('\n### ')[0] ?? '';
    assert.match(section, /gatehouse scan \. --format sarif --output scan\.sarif(?:'?)$/m, heading);
    assert.match(section, /gatehouse scan \. --format markdown .*--fail-on nothing/, heading);
  }
});

test('the YAML of the page is YAML', () => {
  const yaml = snippets().filter(({ language }) => language === 'yaml');
  assert.equal(yaml.length, 3);
  for (const { text } of yaml) assert.equal(typeof load(text), 'object');
});

test('each file that the page says is read is one that a format claims', () => {
  const table = PAGE.split('| file |')[1]?.split('\n\n')[0] ?? '';
  const files = table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  assert.ok(files.length > 5);
  const formats = [...Object.values(ADAPTERS).flatMap(({ manifests }) => manifests), billFormat(ADAPTERS)];
  for (const file of files) {
    const [name = '', folder] = file.split('/').toReversed();
    assert.ok(
      formats.some((format) => format.isNamed(name, folder)),
      file,
    );
  }
});
