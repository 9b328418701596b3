// What its people settle about a package's publishing; nothing where nobody owns it here.

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { Failure } from '../parts/states.tsx';
import { useLater } from '../parts/use-later.ts';
import { ownerPath } from './visibility-choice.tsx';

const loadSettings = () => import('./package-settings.tsx');

export function PackagePublishing({ detail }: { readonly detail: PackageDetail }) {
  const mayRead = useMay('read-publishers');
  const { data: owned } = useResource<OwnedItem>(mayRead ? ownerPath(detail) : undefined);
  return owned === undefined ? null : <Settings owned={owned} />;
}

function Settings({ owned }: { readonly owned: OwnedItem }) {
  const { code, problem } = useLater(loadSettings);
  if (problem !== undefined) return <Failure problem={problem} />;
  if (code === undefined) return null;
  return <code.PackageSettings owned={owned} />;
}
