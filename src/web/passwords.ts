/** Passwords: what is good enough, and how they are kept (Argon2id, OWASP Password Storage Cheat Sheet: 19 MiB, 2, 1). */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { fold } from '../core/vietnamese.ts';

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** NFC first: the same password typed on a Mac arrives decomposed. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), OPTIONS);

/** The same work whether or not there is such a user (`stored` empty), so that time tells nobody which names exist. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const matches = await verify(stored || (await NOBODY), password.normalize('NFC'));
  return stored !== '' && matches;
}
const NOBODY = hashPassword('a password nobody has');

const SHORTEST = 10;
const LONGEST = 200;
/** What guessers try first among those long enough, folded; a year or a "!" behind does not make them better. */
const COMMON =
  /^(?:matkhau|password|passw0rd|qwerty(?:uiop)?|asdfghjkl?|iloveyou|welcome|admin(?:istrator)?|quantri|truyenthanh|daitruyenthanh|phatthanh|vietnam|anhyeuem|emyeuanh|xinchao|daktô?|abc)?[\d!@#.]*$/;

/** Complains in words that say how to mend it. `own`: the user name, which is no password. */
export const newPassword = (own = '') =>
  z
    .string({ error: 'Nhập mật khẩu' })
    .min(SHORTEST, `Mật khẩu cần ít nhất ${SHORTEST} ký tự; một câu ngắn dễ nhớ là tốt`)
    .max(LONGEST, `Mật khẩu dài tối đa ${LONGEST} ký tự`)
    .refine((password) => !isGuessable(password, own), 'Mật khẩu này dễ đoán; dùng một câu chỉ mình biết');

function isGuessable(password: string, own: string): boolean {
  const plain = fold(password).replace(/\s/g, '');
  const rest = own === '' ? plain : plain.replaceAll(fold(own), '');
  return COMMON.test(rest) || new Set(plain).size < 4;
}
