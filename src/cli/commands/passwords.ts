// gatehouse passwords: the list of passwords that are known from leaks.

import { resolve } from 'node:path';

import { command } from '../command.ts';
import { assertFolder } from '../desk/open-desk.ts';
import { words } from '../terminal/painted.ts';

const importList = command({
  name: 'passwords import',
  summary: 'Take in a list of leaked passwords, which nobody may choose from then on',
  details: [
    'A folder of range files, each named by the first five hexadecimal digits of SHA-1 hashes with SUFFIX:COUNT lines, or one file of SHA1:COUNT lines in order; each may be compressed (.gz). It replaces the list of before once it is whole, also while a server runs.',
  ],
  words: [{ name: 'PATH', says: 'The folder or file', completes: 'file' }],
  flags: {
    data: { value: 'FOLDER', says: 'The data folder (or GATEHOUSE_DATA)', completes: 'folder' },
    config: { value: 'FILE', says: 'The configuration, if not in the data folder', completes: 'file' },
  },
  hasJson: true,
  examples: ['gatehouse passwords import ./ranges'],
  async run({ machine, shared, out }, { words: [path = ''] }) {
    assertFolder(shared);
    const { importPasswords } = await import('../../main/import-passwords.ts');
    const passwords = await importPasswords(shared.dataDir, resolve(machine.cwd, path));
    if (shared.isJson) out.json({ passwords });
    else
      out.line(words`${out.palette.good('Imported')} ${passwords.toLocaleString('en-US')} leaked passwords`);
    return 0;
  },
});

export const passwordCommands = [importList];
