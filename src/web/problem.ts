/** Errors of the JSON API as RFC 9457 problem documents. */
import type { Context, TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { FieldErrors } from '../core/result.ts';

type Problem = { type: string; title: string; status: number; detail?: string; errors?: Record<string, string> };

/** `extra` are extension members, e.g. `{ errors: { startTime: '…' } }` with the words for each field. */
export function problem<S extends ContentfulStatusCode>(
  c: Context,
  status: S,
  title: string,
  detail?: string,
  extra: Readonly<Record<string, unknown>> = {},
): Response & TypedResponse<Problem, S, 'json'> {
  const document: Problem = { type: 'about:blank', title, status, ...(detail && { detail }), ...extra };
  return c.json(document, status, { 'Content-Type': 'application/problem+json' });
}

/** What a rule of the station refused, field by field as in the forms; `''` is about the whole. */
export const refused = (c: Context, errors: FieldErrors) =>
  problem(c, 422, 'Dữ liệu gửi lên chưa đúng', errors[''] ?? 'Xem các trường trong "errors".', { errors });

export const isApi = (c: Context): boolean => c.req.path.startsWith('/api/');
