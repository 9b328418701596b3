import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { COMMANDS } from './commands.ts';
import { loadCommands } from './load-commands.ts';

test('of a scan and a server the command alone is loaded, the one of the table; of all else the table', async () => {
  for (const alone of ['scan', 'serve']) {
    assert.deepEqual(
      await loadCommands([alone, '--json']),
      COMMANDS.filter(({ name }) => name === alone),
    );
  }
  for (const args of [[], ['help'], ['--help'], ['scans'], ['app', 'push']])
    assert.equal(await loadCommands(args), COMMANDS);
});

test('a scan of a folder loads neither whole ecosystems, nor other routes, nor rooms that it does not ask', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    await import('./commands/scan.ts');
    await import('./run-command-line.ts');
    await import('./desk/folder-desk.ts');
    await import('../main/open-folder.ts');
    console.log(JSON.stringify(loaded));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  const loaded = JSON.parse(printed) as readonly string[];
  const isLoaded = (file: string) => loaded.includes(new URL(file, import.meta.url).href);
  assert.ok(isLoaded('../ecosystems/scan-rules.ts'));
  const late = [
    '../ecosystems/list.ts',
    '../http/api/routes.ts',
    '../main/open-rooms.ts',
    './desk/server-desk.ts',
  ];
  assert.deepEqual(late.filter(isLoaded), []);
});
