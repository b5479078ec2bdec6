/**
 * The second factor: a code of six digits that a telephone makes of a shared secret and the time (TOTP, RFC 6238), or one
 * of ten recovery codes kept on paper. The page that shows the secret sends it along with the first code, so nothing is
 * kept of an attempt nobody finished.
 */
import { randomInt } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { Secret, TOTP } from 'otpauth';
import { ConfirmFactorEnd, RecoveryCodesPage, SecondFactorPage } from '../../views/second-factor.tsx';
import type { User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { passwordComplaint } from './passwords.ts';
import { endOtherSessions, hashToken } from './session.ts';
import type { Env, Station } from './station.ts';

/** Steps of 30 s before and after the one it is: the telephone's clock and the station's differ a little. */
const WINDOW = 1;
const CODES = 10;
/** 16 of these are 78 bits: no hash of one is worth guessing at. Nothing that looks like something else. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

const newCode = (): string => Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
const newCodes = () => Array.from({ length: CODES }, newCode);
const inFours = (code: string): string => code.match(/.{4}/g)!.join('-');
const hashesOf = (codes: readonly string[]) => codes.map(hashToken);

/** 160 bits (RFC 4226 §4, R6), in base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code says to the telephone. */
export function factorAddress({ stores }: Station, user: User, secret: string): string {
  const issuer = stores.settings.find().stationName.replaceAll(':', ' ');
  return new TOTP({ issuer, label: user.username, secret: Secret.fromBase32(secret) }).toString();
}

/** The time step whose code this is; `undefined` when it is of none near now. */
function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = TOTP.validate({ secret: Secret.fromBase32(secret), token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : TOTP.counter({ timestamp: now }) + delta;
}

const bare = (typed: string): string => typed.replace(/[\s-]/g, '').toUpperCase();

/** Takes what somebody typed at the sign-in; each code is good once. Counting the tries is the caller's. */
export function acceptCode({ stores, clock }: Station, userId: number, typed: string): 'code' | 'recovery' | undefined {
  const factor = stores.secondFactors.find(userId);
  if (!factor) return undefined;
  const [code, now] = [bare(typed), clock()];
  if (!/^\d{6}$/.test(code)) return stores.secondFactors.useCode(userId, hashToken(code), now) ? 'recovery' : undefined;
  const step = stepOf(factor.secret, code, now);
  return step !== undefined && stores.secondFactors.useStep(userId, step) ? 'code' : undefined;
}

export const factorInput = z.object({
  secret: z.string().regex(/^[A-Z2-7]{32}$/, 'Mở lại trang này rồi quét mã mới'),
  code: z
    .string()
    .transform(bare)
    .pipe(z.string().regex(/^\d{6}$/, 'Nhập 6 chữ số đang hiện trên điện thoại')),
  password: z.string().max(1000).default(''),
});

/** Answers the recovery codes, which nobody will see again. */
export async function setUpFactor(
  station: Station,
  user: User,
  { secret, code, password }: z.output<typeof factorInput>,
): Promise<Result<string[], FieldErrors>> {
  const now = station.clock();
  const step = stepOf(secret, code, now);
  if (step === undefined) return err({ code: 'Mã không khớp. Kiểm tra giờ của điện thoại, rồi nhập mã đang hiện.' });
  const wrong = await passwordComplaint(station, user, password);
  if (wrong) return err({ password: wrong });
  const codes = newCodes();
  station.stores.secondFactors.put({ userId: user.id, secret, since: now, lastStep: step }, hashesOf(codes));
  return ok(codes.map(inFours));
}

export async function renewCodes(
  station: Station,
  user: User,
  password: string,
): Promise<Result<string[], FieldErrors>> {
  const wrong = await passwordComplaint(station, user, password);
  if (wrong) return err({ password: wrong });
  const codes = newCodes();
  station.stores.secondFactors.putCodes(user.id, hashesOf(codes));
  return ok(codes.map(inFours));
}

/** By its owner; somebody else's is taken off in ways-back.ts. */
export async function endFactor(station: Station, user: User, password: string): Promise<Result<void, FieldErrors>> {
  const wrong = await passwordComplaint(station, user, password);
  if (wrong) return err({ password: wrong });
  station.stores.secondFactors.remove(user.id);
  return ok(undefined);
}

const passwordForm = z.object({ password: z.string().max(1000).default('') });

export function secondFactorScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { secondFactors } = station.stores;
  const title = 'Xác thực hai bước';

  /** Never kept by a browser: it shows what signs somebody in. */
  screen.use('/tai-khoan/xac-thuc/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });

  const page = (user: User, isOwed: boolean, secret = newSecret(), errors: FieldErrors = {}) => {
    const factor = secondFactors.find(user.id);
    return SecondFactorPage({
      factor: factor && { since: factor.since, codes: secondFactors.countCodes(user.id) },
      secret,
      address: factorAddress(station, user, secret),
      username: user.username,
      errors,
      isOwed,
      zone: station.config.zone,
    });
  };

  screen.get('/tai-khoan/xac-thuc', (c) => c.render(page(c.get('user')!, c.get('owesFactor')), { title }));

  screen.post('/tai-khoan/xac-thuc', async (c) => {
    const user = c.get('user')!;
    if (secondFactors.find(user.id))
      return seeOther(c, '/tai-khoan/xac-thuc', 'Xác thực hai bước đã bật; tắt rồi mới bật lại với máy khác.', 'warn');
    const form = parseForm(factorInput, await readForm(c));
    const done = form.ok ? await setUpFactor(station, user, form.value) : form;
    const kept = form.ok ? form.value.secret : undefined;
    if (!done.ok) return c.render(page(user, c.get('owesFactor'), kept, done.error), { title, status: 422 });
    endOtherSessions(c, station, user.id);
    c.set('owesFactor', false);
    return c.render(RecoveryCodesPage({ codes: done.value, isFirst: true }), { title });
  });

  screen.post('/tai-khoan/xac-thuc/ma-du-phong', async (c) => {
    const user = c.get('user')!;
    if (!secondFactors.find(user.id)) return c.redirect('/tai-khoan/xac-thuc', 303);
    const form = parseForm(passwordForm, await readForm(c));
    const codes = form.ok ? await renewCodes(station, user, form.value.password) : form;
    return codes.ok
      ? c.render(RecoveryCodesPage({ codes: codes.value, isFirst: false }), { title })
      : c.render(page(user, false, undefined, codes.error), { title, status: 422 });
  });

  screen.get('/tai-khoan/xac-thuc/tat', (c) =>
    secondFactors.find(c.get('user')!.id)
      ? c.render(ConfirmFactorEnd({ errors: {} }), { title })
      : c.redirect('/tai-khoan/xac-thuc', 303),
  );

  screen.post('/tai-khoan/xac-thuc/tat', async (c) => {
    const form = parseForm(passwordForm, await readForm(c));
    const ended = form.ok ? await endFactor(station, c.get('user')!, form.value.password) : form;
    return ended.ok
      ? seeOther(c, '/tai-khoan', 'Đã tắt xác thực hai bước.')
      : c.render(ConfirmFactorEnd({ errors: ended.error }), { title, status: 422 });
  });

  return screen;
}
