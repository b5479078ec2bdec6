/**
 * A `Result` is for what a person can cause and mend; an exception is for what is broken.
 * Absent is `undefined`. A full disk is never the user's fault.
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** Field name → what is wrong and how to mend it, in Vietnamese. The empty name is the form as a whole. */
export type FieldErrors = Readonly<Record<string, string>>;
