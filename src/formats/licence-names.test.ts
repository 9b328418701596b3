import assert from 'node:assert/strict';
import { test } from 'node:test';

import { spdxOfName } from './licence-names.ts';

test('names in well-known spellings mean their SPDX id', () => {
  for (const [name, id] of [
    ['MIT License', 'MIT'],
    ['The MIT License', 'MIT'],
    ['The MIT License (MIT)', 'MIT'],
    ['MIT/X11', 'MIT'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['The Apache Software License, Version 2.0', 'Apache-2.0'],
    ['Apache License v2', 'Apache-2.0'],
    ['apache 2.0', 'Apache-2.0'],
    ['Eclipse Public License - v 2.0', 'EPL-2.0'],
    ['Eclipse Public License v. 2.0', 'EPL-2.0'],
    ['The BSD 3-Clause License', 'BSD-3-Clause'],
    ['BSD 3-Clause "New" or "Revised" License', 'BSD-3-Clause'],
    ['ISC License (ISCL)', 'ISC'],
    ['GNU General Public License v3 or later (GPLv3+)', 'GPL-3.0-or-later'],
    ['GPL v2', 'GPL-2.0-only'],
    ['GNU Lesser General Public License, Version 2.1', 'LGPL-2.1-only'],
    ['Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
    ['CDDL + GPLv2 with classpath exception', undefined],
    ['GPL2 w/ CPE', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['The Unlicense (Unlicense)', 'Unlicense'],
    ['Apache-2.0', 'Apache-2.0'],
  ] as const)
    assert.equal(spdxOfName(name), id, name);
});

test('addresses of licence texts mean them, however they end', () => {
  for (const [address, id] of [
    ['http://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
    ['https://www.apache.org/licenses/LICENSE-2.0', 'Apache-2.0'],
    ['https://opensource.org/licenses/MIT', 'MIT'],
    ['http://www.opensource.org/licenses/mit-license.php', 'MIT'],
    ['https://www.gnu.org/licenses/gpl-3.0.en.html', 'GPL-3.0-only'],
    ['https://www.eclipse.org/legal/epl-2.0/', 'EPL-2.0'],
    ['https://licences.example/LICENSE-2.0.txt', undefined],
    ['https://www.apache.org/licenses/', undefined],
  ] as const)
    assert.equal(spdxOfName(address), id, address);
});

test('what may mean several licences, or none, is not recognised', () => {
  for (const name of [
    'BSD',
    'BSD License',
    'Apache Software License',
    'Apache License',
    'GNU General Public License (GPL)',
    'GNU Library or Lesser General Public License (LGPL)',
    'Public Domain',
    'Other/Proprietary License',
    'see LICENSE.txt',
    'NOASSERTION',
    '__proto__',
    'constructor',
    '',
    ' ',
    'MIT License '.repeat(1_000),
  ])
    assert.equal(spdxOfName(name), undefined, name.slice(0, 40));
});
