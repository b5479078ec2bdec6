/** What every part of the JSON API shares: how instants, pages and refusals look on the wire. */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { type EpochMs, isoWithOffset, parseInstant } from '../../core/time.ts';
import { problem } from '../problem.ts';
import type { Env } from '../station.ts';

/** An API part: one noun, its routes validated by the schemas that also document them. A bad request is a 422. */
export const openApiPart = () =>
  new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const errors = Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join('.'), message]));
      return problem(c, 422, 'Dữ liệu gửi lên chưa đúng', 'Xem các trường trong "errors".', { errors });
    },
  });

/** RFC 9457. */
const Problem = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .openapi('Problem');

/** `responses: { 200: json(Slot, '…'), ...refusals(404, 422) }`. 401 and 403 are always possible. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** `request: { body: bodyOf(SlotDraft) }`. */
export const bodyOf = <S extends z.ZodType>(schema: S) => ({
  content: { 'application/json': { schema } },
  required: true,
});

const REFUSALS = {
  400: 'The request cannot be read',
  401: 'Nobody is signed in and no token was sent',
  403: 'This user may not do this',
  404: 'No such thing',
  408: 'Nothing more arrived',
  409: 'The state of the thing does not allow it',
  410: 'It is gone',
  413: 'Too large',
  415: 'Not a media type this route takes',
  422: 'A field is wrong; `errors` names each',
  507: 'The disk is nearly full',
} as const;

export function refusals<const S extends keyof typeof REFUSALS>(...statuses: S[]) {
  const content = { 'application/problem+json': { schema: Problem } };
  const all = [...new Set<keyof typeof REFUSALS>([401, 403, ...statuses])];
  return Object.fromEntries(all.map((status) => [status, { description: REFUSALS[status], content }])) as Record<
    S | 401 | 403,
    { description: string; content: typeof content }
  >;
}

/** ISO 8601 with an offset, in and out; `EpochMs` inside. */
export const Instant = z.string().openapi({ format: 'date-time', example: '2025-09-10T17:10:00.000+07:00' });
export const instantOf = (at: EpochMs, zone: string): string => isoWithOffset(at, zone);
export const instantOrNull = (at: EpochMs | null, zone: string): string | null =>
  at === null ? null : isoWithOffset(at, zone);

/** A query or body instant: an offset is required, so that nobody has to guess a zone. */
export const InstantIn = z
  .string()
  .transform((text, ctx) => {
    const at = parseInstant(text);
    if (at !== undefined) return at;
    ctx.addIssue({ code: 'custom', message: 'Thời điểm theo ISO 8601 có múi giờ, ví dụ 2025-09-10T17:10:00+07:00' });
    return z.NEVER;
  })
  .openapi({ type: 'string', format: 'date-time', example: '2025-09-10T17:10:00+07:00' });

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Ngày theo dạng yyyy-mm-dd')
  .openapi({ format: 'date', example: '2025-09-10' });

/** A body of bytes, sent or taken. */
export const bytes = { schema: { type: 'string', format: 'binary' } } as const;

/** `?name=true`; without it, false. */
export const flag = (description: string) => z.stringbool().default(false).openapi({ type: 'boolean', description });

export const IdParam = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: 'id', in: 'path' }, example: 12 }),
});
