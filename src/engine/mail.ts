/** One mail out by SMTP, and why it could not be, in words. Every step has a deadline; nothing of it can wait for ever. */
import { err, ok, type Result } from '../core/result.ts';
import type { MailServer } from '../storage/recipients.ts';

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Without angle brackets; the same for every try. */
  readonly messageId: string;
};
/** `isFinal`: trying again would not help. */
export type SendFailure = { readonly words: string; readonly isFinal: boolean };

const STEP_MS = 15_000;

export async function sendMail(
  { host, port, security, username, password, sender }: MailServer,
  { to, subject, text, messageId }: Mail,
  stationName: string,
): Promise<Result<void, SendFailure>> {
  const { createTransport } = await import('nodemailer'); // half a megabyte that a station without mail never loads
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(username !== '' && { auth: { user: username, pass: password } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: stationName, address: sender },
      to,
      subject,
      text,
      messageId: `<${messageId}>`,
      // RFC 3834: no holiday answers to a machine.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return ok(undefined);
  } catch (error) {
    return err(failureOf(error));
  } finally {
    transport.close();
  }
}

function failureOf(error: unknown): SendFailure {
  const failed = error as Error & { code?: string; response?: string; responseCode?: number };
  const { code = '', responseCode = 0 } = failed;
  // The server's own words, where it said any.
  const message = failed.response ?? (error instanceof Error ? error.message : String(error));
  // RFC 5321 §4.2.1: 4yz may pass, 5yz will not; what a person mends in the settings is worth another try.
  const isSettings = code === 'EAUTH' || code === 'ETLS' || responseCode === 530 || responseCode === 535;
  return { words: wordsOf(code, message, responseCode), isFinal: responseCode >= 500 && !isSettings };
}

function wordsOf(code: string, message: string, responseCode: number): string {
  if (code === 'EAUTH') return 'Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu';
  if (code === 'ETLS' || /certificate|self.signed|wrong version/i.test(message))
    return `Không nối mã hóa được với máy chủ thư: xem lại kiểu mã hóa và cổng (${message})`;
  if (code === 'EENVELOPE' || responseCode >= 400) return `Máy chủ thư từ chối: ${message}`;
  if (code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(message))
    return 'Không tìm thấy máy chủ thư này; xem lại tên máy chủ';
  if (code === 'ETIMEDOUT') return 'Máy chủ thư không trả lời kịp';
  return `Không kết nối được với máy chủ thư (${message})`;
}
