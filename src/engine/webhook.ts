/**
 * One call of a webhook: JSON, signed over its very bytes, through the checked door (egress.ts). The receiver computes
 * HMAC-SHA256 of the body with the shared secret and compares; `X-Dai-Xa-Delivery` is the same for every try.
 */
import { createHmac } from 'node:crypto';
import { egressWords } from '../core/egress-words.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Webhook } from '../storage/recipients.ts';
import { checkedFetch } from './egress.ts';
import type { SendFailure } from './mail.ts';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/** `sha256=…`, hex. */
export const signature = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export async function callWebhook(
  { url, secret }: Pick<Webhook, 'url' | 'secret'>,
  payload: unknown,
  deliveryId: string,
  allowed: readonly string[],
): Promise<Result<void, SendFailure>> {
  const body = JSON.stringify(payload);
  const answer = await checkedFetch(url, {
    allowed,
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'X-Dai-Xa-Delivery': deliveryId,
      'X-Dai-Xa-Signature': signature(secret, body),
    },
    maxBytes: MOST_BYTES,
    totalMs: TIMEOUT_MS,
  });
  if (!answer.ok) {
    // An answer too long is an answer: what was sent has arrived.
    if (answer.error.kind === 'too-large') return ok(undefined);
    return err({ words: egressWords(answer.error), isFinal: answer.error.kind === 'bad-address' });
  }
  const { status } = answer.value;
  if (status >= 200 && status < 300) return ok(undefined);
  const mayPass = status >= 500 || [408, 425, 429].includes(status);
  return err({ words: `Máy nhận trả lời mã ${status}`, isFinal: !mayPass });
}
