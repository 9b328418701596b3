// Whether a project's own code uses a component, as far as its imports tell. It sorts and labels, and clears nothing:
// what was not seen may run all the same.

export interface ImportPlace {
  /** Relative to what was scanned. */
  readonly file: string;
  readonly line: number;
}

export type Reach =
  /** A file of the project imports it. `places`: the first few of `count`. */
  | { readonly state: 'imported'; readonly places: readonly ImportPlace[]; readonly count: number }
  /** What the project imports needs it, or what that needs. */
  | { readonly state: 'below-imported'; readonly below: string; readonly places: readonly ImportPlace[] }
  /** Nothing said so, in files that could all be read: that is no proof. */
  | { readonly state: 'not-seen'; readonly because: string }
  /** `about`: whether the reason is one of this component, or holds for all of them. */
  | { readonly state: 'unknown'; readonly because: string; readonly about: 'component' | 'project' };

const ORDER: readonly Reach['state'][] = ['imported', 'below-imported', 'unknown', 'not-seen'];

/** Of what several files say about one component, what reaches it most. */
export function strongestReach(all: readonly Reach[]): Reach | undefined {
  return [...all].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))[0];
}

/** For people: `imported at src/app.js:3`. */
export function describeReach(reach: Reach): string {
  switch (reach.state) {
    case 'imported': {
      const left = reach.count - reach.places.length;
      return `imported at ${describePlaces(reach.places)}${left > 0 ? ` and in ${left} more` : ''}`;
    }
    case 'below-imported':
      return `below ${reach.below}, imported at ${describePlaces(reach.places)}`;
    case 'not-seen':
      return reach.because;
    case 'unknown':
      return `not known whether it is imported: ${reach.because}`;
  }
}

function describePlaces(places: readonly ImportPlace[]): string {
  return places.map(({ file, line }) => `${file}:${line}`).join(', ');
}
