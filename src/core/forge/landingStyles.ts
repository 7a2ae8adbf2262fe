/** The ways in which a pull request may land. */
export type LandingStyle = 'merge' | 'squash' | 'rebase';

/** The styles that a forge allows; nothing where it does not tell of one of them (GitHub tells only who may push). */
export function landingStyles(
  allowed: Readonly<Record<LandingStyle, boolean | null | undefined>>,
): readonly LandingStyle[] | undefined {
  const styles = ['merge', 'squash', 'rebase'] as const;
  if (styles.some((style) => typeof allowed[style] !== 'boolean')) return undefined;
  return styles.filter((style) => allowed[style] === true);
}
