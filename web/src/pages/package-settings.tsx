// What the people of a package settle about its publishing.

import { PackageProtection } from './package-protection.tsx';
import { PublisherSection, type PublisherSubject } from './publisher-section.tsx';

export function PackageSettings({ subject }: { readonly subject: PublisherSubject }) {
  return (
    <>
      <PackageProtection subject={subject} />
      <PublisherSection subject={subject} what="package" />
    </>
  );
}
