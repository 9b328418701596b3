// Core metadata under the names that the registry's JSON has for its fields.

import type { Words } from '../adapter-publish.ts';
import type { CoreMetadata } from './parse-metadata.ts';

const ONE = {
  author: 'author',
  'author-email': 'author_email',
  description: 'description',
  'description-content-type': 'description_content_type',
  'download-url': 'download_url',
  'home-page': 'home_page',
  keywords: 'keywords',
  license: 'license',
  'license-expression': 'license_expression',
  maintainer: 'maintainer',
  'maintainer-email': 'maintainer_email',
  'requires-python': 'requires_python',
  summary: 'summary',
} as const;
const MANY = {
  dynamic: 'dynamic',
  'license-file': 'license_files',
  platform: 'platform',
  'provides-extra': 'provides_extra',
  'requires-dist': 'requires_dist',
} as const;

export function wordsOf({ one, many }: CoreMetadata): Words {
  const urls = (many.get('project-url') ?? []).flatMap((line) => {
    const comma = line.indexOf(',');
    return comma < 0 ? [] : [[line.slice(0, comma).trim(), line.slice(comma + 1).trim()] as const];
  });
  return {
    ...Object.fromEntries(Object.entries(ONE).map(([field, name]) => [name, one.get(field) ?? null])),
    ...Object.fromEntries(Object.entries(MANY).map(([field, name]) => [name, many.get(field) ?? null])),
    classifiers: many.get('classifier') ?? [],
    project_urls: urls.length === 0 ? null : Object.fromEntries(urls),
  };
}
