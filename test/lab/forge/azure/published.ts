/**
 * A part of what the published client of Azure DevOps says of an answer, as it is sent: enumerations are words there, and dates are
 * texts. A name that it does not have, or a value of another type, is an error of the compiler.
 */
export type Wire<T> = 0 extends 1 & T
  ? unknown // `any`
  : T extends Date
    ? string
    : T extends number
      ? `${number}` extends `${T}`
        ? number
        : string
      : T extends readonly (infer Entry)[]
        ? readonly Wire<Entry>[]
        : T extends object
          ? { readonly [K in keyof T]?: Wire<T[K]> | null }
          : T;
