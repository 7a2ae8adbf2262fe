/** What a type declares, without the `Record<string, unknown>` that lets any other name pass. */
type Declared<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/**
 * A part of what the published client of GitLab's API says of an answer, and what is `Beyond` it: fields that are newer, each
 * named where it is used. A name that neither has, or a value of another type, is an error of the compiler.
 */
export type Published<T, Beyond = unknown> = Partial<Omit<Declared<T>, keyof Beyond>> & Beyond;
