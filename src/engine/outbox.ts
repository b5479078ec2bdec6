/**
 * Sends what is queued: mails one after the other, calls of webhooks likewise, each written down before it is tried, so
 * that a restart sends again at most what nobody had acknowledged, under the same Message-ID. Lives in the web process;
 * the air knows nothing of it. Opened by web.ts; notify.ts puts in, pages nudge and try.
 */
import { randomUUID } from 'node:crypto';
import { MOST_ATTEMPTS, mailboxOf, mailText, pauseAfter } from '../core/notification.ts';
import { err, type Result } from '../core/result.ts';
import { after, type DurationMs, durationMs, type EpochMs, HOUR, isoWithOffset, MINUTE } from '../core/time.ts';
import type { Delivery, Notifications } from '../storage/notifications.ts';
import type { People } from '../storage/people.ts';
import type { Recipients, Webhook } from '../storage/recipients.ts';
import type { Settings } from '../storage/settings.ts';
import { type SendFailure, sendMail } from './mail.ts';
import { callWebhook } from './webhook.ts';

/** A year and a month: long enough to answer who was told what. */
const KEPT = durationMs(400 * 24 * HOUR);
const AT_A_TIME = 20;

export type Outbox = Disposable & {
  /** Something was queued. Returns at once. */
  nudge(): void;
  /** Resolves when all that is due has been tried. */
  settled(): Promise<void>;
  /** A mail of its own, now: is the server right? Answers why not, in words. */
  tryMail(to: string): Promise<Result<void, string>>;
  tryWebhook(hook: Webhook): Promise<Result<void, string>>;
};

export function openOutbox(station: {
  readonly stores: {
    readonly notifications: Notifications;
    readonly recipients: Recipients;
    readonly people: People;
    readonly settings: Settings;
  };
  readonly clock: () => EpochMs;
  readonly zone: string;
  /** Where readers of a mail find the station. */
  readonly origin: string;
  /** Addresses that are not public and may be called all the same. */
  readonly allowed: () => readonly string[];
  readonly onFailed?: (error: unknown) => void;
}): Outbox {
  const { clock, zone, origin, allowed } = station;
  const { notifications, recipients, people, settings } = station.stores;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;
  let sweptAt = 0;

  const hookOf = (delivery: Delivery) => recipients.webhooks().find(({ id }) => id === delivery.webhookId);
  /** Where it goes today: the address may have been mended since it was queued. */
  const addressOf = (delivery: Delivery): string | undefined => {
    const url = hookOf(delivery)?.url;
    if (delivery.userId === null) return url && (mailboxOf(url) ?? url);
    const isLocked = people.find(delivery.userId)?.disabledAt !== null;
    return isLocked ? undefined : recipients.wishes().get(delivery.userId)?.email;
  };

  async function send(delivery: Delivery, address: string): Promise<Result<void, SendFailure>> {
    const items = notifications.items(delivery.id);
    const { stationName } = settings.find();
    const hook = hookOf(delivery);
    if (hook && mailboxOf(hook.url) === undefined) {
      const said = items.map(({ id: _, madeAt, link, ...one }) => {
        return { ...one, link: link && `${origin}${link}`, madeAt: isoWithOffset(madeAt, zone) };
      });
      return callWebhook(hook, { station: stationName, notifications: said }, delivery.messageId, allowed());
    }
    const server = recipients.server();
    if (server === undefined) return err({ words: 'Chưa cấu hình máy chủ thư', isFinal: false });
    const mail = { to: address, messageId: delivery.messageId, ...mailText(items, stationName, origin) };
    return sendMail(server, mail, stationName);
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { id } = delivery;
    const address = addressOf(delivery);
    if (address === undefined) {
      const words =
        delivery.userId === null ? 'Nơi nhận này đã được bỏ' : 'Người nhận đã khóa hoặc không còn địa chỉ thư';
      return notifications.end(id, 'failed', words, clock());
    }
    const number = delivery.attempts + 1;
    notifications.begin(id, after(clock(), pauseAfter(number)), address);
    const sent = await send(delivery, address);
    if (isClosed) return;
    if (sent.ok) notifications.end(id, 'sent', null, clock());
    else if (sent.error.isFinal || number >= MOST_ATTEMPTS) notifications.end(id, 'failed', sent.error.words, clock());
    else notifications.later(id, sent.error.words);
  }

  async function run(): Promise<void> {
    if (clock() - sweptAt > 24 * HOUR) {
      sweptAt = clock();
      notifications.sweep(after(clock(), durationMs(-KEPT)));
    }
    // Each try moves its due time on, so this ends.
    for (let due = notifications.due(clock(), AT_A_TIME); due.length > 0 && !isClosed; ) {
      for (const one of due) if (!isClosed) await attempt(one);
      if (!isClosed) due = notifications.due(clock(), AT_A_TIME);
    }
  }

  function wake(): void {
    clearTimeout(timer);
    if (isClosed || running) return;
    running = run()
      .catch((error) => station.onFailed?.(error))
      .finally(() => {
        running = undefined;
        if (!isClosed) sleep();
      });
  }
  function sleep(): void {
    const next = notifications.nextDue();
    // At least once a minute, whatever the clock does; at most once a second, whatever fails.
    const wait: DurationMs = durationMs(Math.min(MINUTE, Math.max(1000, (next ?? Number.MAX_SAFE_INTEGER) - clock())));
    timer = setTimeout(wake, wait);
    timer.unref();
  }
  sleep();

  async function tryMail(to: string): Promise<Result<void, string>> {
    const server = recipients.server();
    const { stationName } = settings.find();
    if (server === undefined) return err('Chưa cấu hình máy chủ thư');
    const text = `Thư thử của ${stationName}. Nhận được thư này là máy chủ thư đã đúng.\n\n${origin}\n`;
    const subject = `[${stationName}] Thư thử`;
    return inWords(await sendMail(server, { to, subject, text, messageId: `${randomUUID()}@dai-xa` }, stationName));
  }

  const inWords = (sent: Result<void, SendFailure>): Result<void, string> => (sent.ok ? sent : err(sent.error.words));
  return {
    // A turn later: whoever has something to say is in the middle of a transaction or an answer.
    nudge: () => {
      if (!isClosed && !running) {
        clearTimeout(timer);
        timer = setTimeout(wake, 0);
        timer.unref();
      }
    },
    settled: async () => {
      while (running) await running;
      wake();
      await running;
    },
    tryMail,
    tryWebhook: async (hook) => {
      const mailbox = mailboxOf(hook.url);
      if (mailbox !== undefined) return await tryMail(mailbox);
      const payload = { station: settings.find().stationName, notifications: [], test: true };
      return inWords(await callWebhook(hook, payload, `${randomUUID()}@dai-xa`, allowed()));
    },
    [Symbol.dispose]: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
