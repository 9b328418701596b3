// What counts how much in a score: shown, and changed by whoever looks. Kept in the page's address.

import { useState } from 'preact/hooks';

import type { WeightsItem } from '../../../src/http/api/giving-contract.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, TextField } from '../parts/field.tsx';
import { PART_NAMES, PART_TITLES, weightsText, type PartName } from '../words/giving-words.ts';

const NUMBER = /^\d{1,4}(?:\.\d{1,6})?$/;

export function WeightsForm({ weights }: { readonly weights: WeightsItem }) {
  const query = useQuery();
  const held = texts((part) => String(Number((weights[part] * 5).toFixed(3))));
  const [given, setGiven] = useState<Readonly<Record<PartName, string>>>();
  const shown = given ?? held;
  const isNumber = (part: PartName) => NUMBER.test(shown[part].trim()) && Number(shown[part]) <= 1_000;
  const isFit = PART_NAMES.every(isNumber) && PART_NAMES.some((part) => Number(shown[part]) > 0);
  const told = PART_NAMES.map(
    (part) => `${PART_TITLES[part].toLowerCase()} ${Number(weights[part].toFixed(3))}`,
  );
  const apply = () => {
    if (!isFit) return;
    query.set({ weights: weightsText(shown) });
    setGiven(undefined);
  };
  return (
    <details class="giving-weights">
      <summary>Weights: {told.join(', ')}</summary>
      <Form
        label="Weights"
        submit="Weigh so"
        isBusy={!isFit}
        isWide
        onSubmit={apply}
        more={
          query.get('weights') === undefined ? undefined : (
            <a class="button" href={query.href({ weights: undefined })}>
              All alike
            </a>
          )
        }
      >
        <div class="giving-fields">
          {PART_NAMES.map((part) => (
            <TextField
              key={part}
              label={PART_TITLES[part]}
              value={shown[part]}
              onValue={(value) => setGiven({ ...shown, [part]: value })}
              fault={isNumber(part) ? undefined : 'A number from 0 to 1000'}
            />
          ))}
        </div>
        <p class="hint">Numbers count beside each other: 2 weighs twice as much as 1, and 0 nothing.</p>
      </Form>
    </details>
  );
}

function texts(text: (part: PartName) => string): Record<PartName, string> {
  return Object.fromEntries(PART_NAMES.map((part) => [part, text(part)])) as Record<PartName, string>;
}
