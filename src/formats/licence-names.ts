// Licences by the names and addresses that people write where an SPDX id should stand: trove classifiers, names and URLs in
// POMs. Only what stands in the table is recognised, and only what means one licence stands in it: "BSD License" and
// "Apache Software License" do not say which one.

import { isSpdxLicenceId } from './spdx-licence-ids.ts';

/**
 * By SPDX id, the names that mean it, separated by `|`. Case, commas, quotes, a dash between words, "The" in front, and "v" or
 * "version" before a number do not count.
 */
const NAMES: Readonly<Record<string, string>> = {
  '0BSD': 'BSD Zero Clause License|Zero-Clause BSD (0BSD)',
  'AGPL-3.0-only':
    'GNU Affero General Public License 3|GNU Affero General Public License 3.0|AGPL 3|AGPL 3.0|AGPLv3',
  'AGPL-3.0-or-later':
    'GNU Affero General Public License 3 or later (AGPLv3+)|GNU Affero General Public License 3.0 or later|AGPLv3+',
  'Apache-1.1': 'Apache Software License 1.1|Apache License 1.1',
  'Apache-2.0':
    'Apache License 2.0|Apache License 2|Apache Software License 2.0|Apache Software License 2|Apache Public License 2.0|Apache 2.0 License|Apache 2 License|Apache-2.0 License|Apache 2.0|Apache 2|Apache-2|Apache2|Apache2.0|Apache License 2.0 January 2004|ASL 2.0|ASL 2|AL 2.0|ALv2',
  'Artistic-2.0': 'Artistic License 2.0',
  'BSD-2-Clause':
    'BSD 2-Clause License|BSD 2-Clause|BSD 2 Clause|BSD 2 Clause License|2-Clause BSD License|2-Clause BSD|BSD-2-Clause License|Simplified BSD License|Simplified BSD|FreeBSD License|BSD 2-Clause Simplified License',
  'BSD-3-Clause':
    'BSD 3-Clause License|BSD 3-Clause|BSD 3 Clause|BSD 3 Clause License|3-Clause BSD License|3-Clause BSD|BSD-3-Clause License|New BSD License|New BSD|BSD New|Modified BSD License|Modified BSD|Revised BSD License|Revised BSD|BSD 3-Clause New or Revised License|Eclipse Distribution License 1.0|EDL 1.0',
  'BSL-1.0': 'Boost Software License 1.0 (BSL-1.0)|Boost Software License 1.0',
  'CC-BY-4.0': 'Creative Commons Attribution 4.0 International|CC BY 4.0',
  'CC0-1.0':
    'CC0 1.0 Universal (CC0 1.0) Public Domain Dedication|CC0 1.0 Universal|CC0 1.0|CC0|Public Domain per Creative Commons CC0',
  'CDDL-1.0':
    'Common Development and Distribution License 1.0 (CDDL-1.0)|Common Development and Distribution License (CDDL) 1.0|Common Development and Distribution License 1.0|CDDL 1.0',
  'CDDL-1.1':
    'Common Development and Distribution License (CDDL) 1.1|Common Development and Distribution License 1.1|CDDL 1.1',
  'CPL-1.0': 'Common Public License 1.0|CPL 1.0',
  'EPL-1.0': 'Eclipse Public License 1.0 (EPL-1.0)|Eclipse Public License 1.0|EPL 1.0',
  'EPL-2.0': 'Eclipse Public License 2.0 (EPL-2.0)|Eclipse Public License 2.0|EPL 2.0',
  'EUPL-1.1': 'European Union Public License 1.1 (EUPL 1.1)|EUPL 1.1',
  'EUPL-1.2': 'European Union Public License 1.2 (EUPL 1.2)|EUPL 1.2',
  'GPL-2.0-only':
    'GNU General Public License 2 (GPLv2)|GNU General Public License 2|GNU General Public License 2.0 only|GPL 2|GPLv2',
  'GPL-2.0-or-later':
    'GNU General Public License 2 or later (GPLv2+)|GNU General Public License 2.0 or later|GPLv2+',
  'GPL-2.0-only WITH Classpath-exception-2.0':
    'GNU General Public License 2 (GPL2) with the classpath exception|GNU General Public License 2 with the GNU Classpath Exception|GNU General Public License 2 with the classpath exception|GPL2 w/ CPE|GPLv2 with Classpath Exception|GPLv2+CE',
  'GPL-3.0-only':
    'GNU General Public License 3 (GPLv3)|GNU General Public License 3|GNU General Public License 3.0 only|GPL 3|GPLv3|GNU GPLv3|GNU GPL 3',
  'GPL-3.0-or-later':
    'GNU General Public License 3 or later (GPLv3+)|GNU General Public License 3.0 or later|GPLv3+',
  HPND: 'Historical Permission Notice and Disclaimer (HPND)|Historical Permission Notice and Disclaimer',
  ISC: 'ISC License (ISCL)|ISC License|ISCL',
  'LGPL-2.1-only':
    'GNU Lesser General Public License 2.1|GNU Lesser General Public License 2.1 only|LGPL 2.1|LGPLv2.1',
  'LGPL-2.1-or-later': 'GNU Lesser General Public License 2.1 or later|LGPLv2.1+',
  'LGPL-3.0-only':
    'GNU Lesser General Public License 3 (LGPLv3)|GNU Lesser General Public License 3|GNU Lesser General Public License 3.0 only|LGPL 3|LGPL 3.0|LGPLv3',
  'LGPL-3.0-or-later':
    'GNU Lesser General Public License 3 or later (LGPLv3+)|GNU Lesser General Public License 3.0 or later|LGPLv3+',
  MIT: 'MIT License|MIT License (MIT)|MIT/X11|MIT/X11 License|MIT-License|Expat License|Expat',
  'MIT-0': 'MIT No Attribution License (MIT-0)|MIT No Attribution',
  'MPL-1.1': 'Mozilla Public License 1.1 (MPL 1.1)|Mozilla Public License 1.1|MPL 1.1',
  'MPL-2.0':
    'Mozilla Public License 2.0 (MPL 2.0)|Mozilla Public License 2.0|MPL 2.0|MPL 2|MPL2|MPLv2|MPLv2.0',
  'MulanPSL-2.0': 'Mulan Permissive Software License 2 (MulanPSL-2.0)',
  'OFL-1.1': 'SIL Open Font License 1.1 (OFL-1.1)|SIL Open Font License 1.1|SIL OFL 1.1',
  'PSF-2.0': 'Python Software Foundation License|Python Software Foundation License 2',
  Unlicense: 'Unlicense (Unlicense)|Unlicense|Unlicense License',
  'UPL-1.0': 'Universal Permissive License (UPL)|Universal Permissive License 1.0|UPL 1.0',
  'ZPL-2.1': 'Zope Public License 2.1|ZPL 2.1',
  Zlib: 'zlib/libpng License|zlib License',
};

/** By SPDX id, addresses of its text without scheme, `www.`, ending and slash. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'AGPL-3.0-only': 'gnu.org/licenses/agpl-3.0 opensource.org/licenses/agpl-3.0',
  'Apache-2.0':
    'apache.org/licenses/license-2.0 opensource.org/licenses/apache-2.0 opensource.org/licenses/apache2.0 opensource.org/license/apache-2-0 spdx.org/licenses/apache-2.0',
  'BSD-2-Clause':
    'opensource.org/licenses/bsd-2-clause opensource.org/license/bsd-2-clause spdx.org/licenses/bsd-2-clause',
  'BSD-3-Clause':
    'opensource.org/licenses/bsd-3-clause opensource.org/license/bsd-3-clause spdx.org/licenses/bsd-3-clause eclipse.org/org/documents/edl-v10',
  'BSL-1.0': 'boost.org/license_1_0 opensource.org/licenses/bsl-1.0',
  'CC0-1.0': 'creativecommons.org/publicdomain/zero/1.0 creativecommons.org/publicdomain/zero/1.0/legalcode',
  'CDDL-1.0': 'opensource.org/licenses/cddl-1.0',
  'EPL-1.0':
    'eclipse.org/legal/epl-v10 eclipse.org/org/documents/epl-v10 opensource.org/licenses/eclipse-1.0 opensource.org/licenses/epl-1.0',
  'EPL-2.0':
    'eclipse.org/legal/epl-2.0 eclipse.org/legal/epl-v20 eclipse.org/org/documents/epl-2.0 opensource.org/licenses/epl-2.0 spdx.org/licenses/epl-2.0',
  'GPL-2.0-only':
    'gnu.org/licenses/old-licenses/gpl-2.0 gnu.org/licenses/gpl-2.0 opensource.org/licenses/gpl-2.0',
  'GPL-2.0-only WITH Classpath-exception-2.0':
    'gnu.org/software/classpath/license openjdk.java.net/legal/gplv2+ce openjdk.org/legal/gplv2+ce',
  'GPL-3.0-only': 'gnu.org/licenses/gpl-3.0 opensource.org/licenses/gpl-3.0',
  ISC: 'opensource.org/licenses/isc opensource.org/licenses/isc-license',
  'LGPL-2.1-only':
    'gnu.org/licenses/old-licenses/lgpl-2.1 gnu.org/licenses/lgpl-2.1 opensource.org/licenses/lgpl-2.1',
  'LGPL-3.0-only': 'gnu.org/licenses/lgpl-3.0 opensource.org/licenses/lgpl-3.0',
  MIT: 'opensource.org/licenses/mit opensource.org/licenses/mit-license opensource.org/license/mit spdx.org/licenses/mit',
  'MIT-0': 'spdx.org/licenses/mit-0 opensource.org/licenses/mit-0',
  'MPL-1.1': 'mozilla.org/mpl/mpl-1.1 mozilla.org/mpl/1.1',
  'MPL-2.0': 'mozilla.org/mpl/2.0 mozilla.org/en-us/mpl/2.0 opensource.org/licenses/mpl-2.0',
  Unlicense: 'unlicense.org',
  'UPL-1.0': 'opensource.org/licenses/upl oss.oracle.com/licenses/upl',
};

const BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([id, names]) => names.split('|').map((name) => [spell(name), id] as const)),
);
const BY_ADDRESS = new Map(
  Object.entries(ADDRESSES).flatMap(([id, all]) => all.split(' ').map((address) => [address, id] as const)),
);

/** Longer than any entry. */
const MOST = 200;

/** The SPDX expression that a name, an id or an address means; undefined for what is not well known. */
export function spdxOfName(text: string): string | undefined {
  const raw = text.trim();
  if (raw === '' || raw.length > MOST) return undefined;
  if (isSpdxLicenceId(raw)) return raw;
  const address = /^https?:\/\/(?:www\.)?(.+)$/i.exec(raw)?.[1];
  if (address === undefined) return BY_NAME.get(spell(raw));
  return BY_ADDRESS.get(
    address.toLowerCase().replace(/(?:\.en|-standalone)?(?:\.txt|\.html?|\.php)?\/*$/, ''),
  );
}

function spell(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[,"“”]/g, ' ')
    .replaceAll(' - ', ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('licence', 'license')
    .replaceAll(/\b(?:version|ver\.?|v\.?) ?(?=\d)/g, '')
    .trim()
    .replace(/^the /, '')
    .replace(/\.$/, '');
}
