// A bill of materials as a table that a test can hold: one line for each component, those that it needs behind an arrow.

import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';

/** `3: app@1.0.0 runtime subject -> dep@2.0.0, other@1.0.0`; `-> ?` where the document does not say. */
export function tellBill({ components, dependencies }: BillOfMaterials): readonly string[] {
  const names = new Map(components.map((component) => [component.ref, tellName(component)]));
  return components.map((component) => {
    const refs = component.ref === undefined ? undefined : dependencies.get(component.ref);
    const targets = refs?.map((ref) => names.get(ref) ?? `(${ref})`).sort();
    const arrow = targets === undefined ? ' -> ?' : targets.length === 0 ? '' : ` -> ${targets.join(', ')}`;
    const line = component.line === undefined ? '' : `${component.line}: `;
    const subject = component.isSubject ? ' subject' : '';
    return `${line}${tellName(component)} ${component.scope}${subject}${arrow}`;
  });
}

function tellName({ group, name, version }: BillComponent): string {
  return `${group === undefined ? '' : `${group}/`}${name}@${version ?? '?'}`;
}
