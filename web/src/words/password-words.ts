// What is wrong with a password that is being chosen, before it is sent.

export const MIN_PASSWORD = 12;

/** `again`: the same, typed a second time. */
export function faultsOfPassword(
  password: string,
  again: string,
): { readonly password?: string; readonly again?: string } {
  return {
    ...(password.length < MIN_PASSWORD
      ? { password: `At least ${MIN_PASSWORD} characters; a sentence is good.` }
      : {}),
    ...(again === password ? {} : { again: 'The two passwords differ.' }),
  };
}
