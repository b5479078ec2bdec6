/** Mail server, people's wishes and webhooks as a person writes them down: one schema and one way to save, for pages and API. */
import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { KIND_NAMES, mailboxOf, type Wishes } from '../core/notification.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { MAIL_SECURITY, type Webhook } from '../storage/recipients.ts';
import { choice, text } from './forms.ts';
import { clock } from './settings-forms.ts';
import type { Station } from './station.ts';

const WRONG_PORT = 'Nhập số cổng từ 1 đến 65535, thường là 587 hoặc 465';
const WRONG_QUIET = 'Nhập cả hai giờ, ví dụ 21:00 và 05:00, hoặc bỏ trống cả hai';
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const WRONG_DESTINATION = 'Nhập địa chỉ thư, hoặc địa chỉ đầy đủ bắt đầu bằng https:// hoặc http://';
const WEB = z.url({ protocol: /^https?$/ });
const MAILBOX = z.email().max(254);

const address = (missing: string) =>
  z
    .string({ error: missing })
    .trim()
    .min(1, missing)
    .max(254)
    .pipe(z.email('Nhập địa chỉ thư điện tử, ví dụ truyenthanh@dakto.gov.vn'));

/** An empty host: no mail is sent. An empty password: the one there is stays. */
export const mailServerDraft = z.object({
  host: z
    .string()
    .trim()
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]*$/, 'Tên máy chủ như smtp.dakto.gov.vn, không có http:// và không có khoảng trắng')
    .default(''),
  port: z.coerce.number(WRONG_PORT).int(WRONG_PORT).min(1, WRONG_PORT).max(65_535, WRONG_PORT).default(587),
  security: choice(MAIL_SECURITY, 'Chọn cách mã hóa').default('starttls'),
  username: z.string().trim().max(200).default(''),
  password: z.string().max(500).default(''),
  sender: z.string().trim().default(''),
  quiet: z.object({ from: clock, until: clock }).default({ from: '', until: '' }),
});
export type MailServerDraft = z.output<typeof mailServerDraft>;

export function saveMailServer({ stores }: Station, draft: MailServerDraft): Result<void, FieldErrors> {
  const { recipients } = stores;
  if (draft.host === '') {
    recipients.setServer(undefined);
    return ok(undefined);
  }
  const { from, until } = draft.quiet;
  const errors: Record<string, string> = {};
  const sender = address('Nhập địa chỉ người gửi').safeParse(draft.sender);
  if (!sender.success) errors.sender = sender.error.issues[0]!.message;
  const isQuiet = from !== '' || until !== '';
  if (isQuiet && !(TIME.test(from) && TIME.test(until) && from !== until)) errors.quiet = WRONG_QUIET;
  const before = recipients.server();
  // A password is for the server it was typed for; another one must not be sent it.
  const isSame = before?.host === draft.host && before.username === draft.username;
  const password = draft.password || (isSame ? before.password : '');
  if (draft.username !== '' && password === '') errors.password = 'Nhập mật khẩu của tài khoản gửi thư';
  if (Object.keys(errors).length > 0) return err(errors);
  recipients.setServer({ ...draft, password, quiet: isQuiet ? { from, until } : undefined });
  return ok(undefined);
}

/** An empty address: no mail. */
export const wishesDraft = z.object({
  email: z.union(
    [z.literal(''), address('Nhập địa chỉ thư điện tử')],
    'Nhập địa chỉ thư điện tử, ví dụ lan@dakto.gov.vn',
  ),
  kinds: z.array(z.enum(KIND_NAMES, 'Chọn trong danh sách')),
});

export function saveWishes({ stores }: Station, userId: number, { email, kinds }: Wishes): void {
  stores.recipients.setWishes(userId, email === '' ? undefined : { email, kinds: [...new Set(kinds)] });
}

export const webhookDraft = z.object({
  name: text('Nhập tên để nhận ra webhook này', 80),
  /** Kept with its `mailto:` where it is a mailbox. */
  url: z
    .string()
    .trim()
    .max(1000)
    .transform((typed) => (MAILBOX.safeParse(typed).success ? `mailto:${typed}` : typed))
    .refine((url) => WEB.safeParse(url).success || MAILBOX.safeParse(mailboxOf(url)).success, WRONG_DESTINATION),
  /** Left empty: the one there is stays, or one is made where calls are signed. */
  secret: z.string().trim().max(200).default(''),
  kinds: z.array(z.enum(KIND_NAMES, 'Chọn trong danh sách')).min(1, 'Chọn ít nhất một loại'),
  enabled: z.boolean().default(true),
});

/** A key that was made for the person is shown this once: `made`. */
export function saveWebhook(
  { stores: { recipients } }: Station,
  draft: z.output<typeof webhookDraft>,
  before?: Webhook,
): { readonly webhook: Webhook; readonly made: string | undefined } {
  const known = draft.secret || before?.secret;
  const made = known || mailboxOf(draft.url) !== undefined ? undefined : randomBytes(24).toString('base64url');
  const secret = known || (made ?? '');
  if (before === undefined) return { webhook: recipients.addWebhook({ ...draft, secret }), made };
  const webhook = { ...draft, secret, id: before.id };
  recipients.changeWebhook(webhook);
  return { webhook, made };
}
