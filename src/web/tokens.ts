/**
 * API tokens: made by their owner, shown once, kept as a hash, good for at most a year. One made with another can do no
 * more, and lasts no longer, than that. The pages (own-account.ts, people.ts), the API and the terminal end here.
 */
import { z } from '@hono/zod-openapi';
import type { ApiToken } from '../core/account.ts';
import type { User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { isWithin, SCOPES } from '../core/scopes.ts';
import { after, durationMs, HOUR } from '../core/time.ts';
import { text } from './forms.ts';
import { passwordComplaint } from './passwords.ts';
import { hashToken, newToken } from './session.ts';
import type { Station } from './station.ts';

const MOST_DAYS = 366;
const WRONG_DAYS = `Chọn từ 1 đến ${MOST_DAYS} ngày`;

export const tokenInput = z.object({
  name: text('Ghi mã này dùng để làm gì', 80),
  days: z.int(WRONG_DAYS).min(1, WRONG_DAYS).max(MOST_DAYS, WRONG_DAYS),
  scopes: z
    .array(z.enum(SCOPES, { error: 'Chọn phạm vi trong danh sách' }))
    .min(1, 'Chọn ít nhất một phạm vi')
    .nullable()
    .describe('null: whatever its owner may do'),
  password: z.string().max(1000).default('').describe('Asked of a browser; a token makes tokens without it'),
});
export type TokenInput = z.output<typeof tokenInput>;

/** `caller`: the token that asks, if one does. Answers the token itself, which nobody will see again. */
export async function makeToken(
  station: Station,
  user: User,
  { name, days, scopes, password }: TokenInput,
  caller?: ApiToken,
): Promise<Result<ApiToken & { readonly secret: string }, FieldErrors>> {
  const createdAt = station.clock();
  const expiresAt = after(createdAt, durationMs(days * 24 * HOUR));
  if (caller) {
    const isMore = scopes === null ? caller.scopes !== null : scopes.some((one) => !isWithin(one, caller.scopes));
    if (isMore) return err({ scopes: 'Mã đang dùng không có phạm vi này' });
    if (caller.expiresAt !== null && expiresAt > caller.expiresAt)
      return err({ days: 'Mã đang dùng hết hạn trước đó' });
  } else {
    const wrong = await passwordComplaint(station, user, password);
    if (wrong) return err({ password: wrong });
  }
  const secret = newToken('dx_');
  const token = { tokenHash: hashToken(secret), userId: user.id, name, createdAt, expiresAt, scopes };
  return ok({ ...station.stores.credentials.addToken(token), secret });
}

/** Those that still open something, of one person or of all. */
export const tokensInForce = ({ stores, clock }: Station, userId?: number): ApiToken[] =>
  stores.credentials
    .listTokens()
    .filter(
      (one) =>
        (userId === undefined || one.userId === userId) &&
        one.revokedAt === null &&
        (one.expiresAt === null || one.expiresAt > clock()),
    );

/** Of that person, or of anybody; false when there is none in force. */
export function revokeToken(station: Station, id: number, userId?: number): boolean {
  const found = tokensInForce(station, userId).find((one) => one.id === id);
  return found !== undefined && station.stores.credentials.revokeToken(id, station.clock());
}
