// What the people of a package settle about its publishing.

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import { PackageProtection } from './package-protection.tsx';
import { PackageState } from './package-state.tsx';
import { PublisherSection } from './publisher-section.tsx';

export function PackageSettings({ owned: { ecosystem, name, may } }: { readonly owned: OwnedItem }) {
  const subject = { ecosystem, name };
  return (
    <>
      <PackageState subject={subject} maySettle={may.includes('manage-settings')} />
      <PackageProtection subject={subject} />
      <PublisherSection subject={subject} what="package" />
    </>
  );
}
