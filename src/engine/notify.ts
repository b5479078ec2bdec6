/**
 * The one door for whoever has something to tell people who look at no page: reports, incidents, what is missing. It
 * writes rows and returns; the outbox (outbox.ts) sends them in its own time, and nothing here waits for a mail server.
 */
import { randomUUID } from 'node:crypto';
import { dueAt, isMeant, mailboxOf, type Notice } from '../core/notification.ts';
import type { EpochMs } from '../core/time.ts';
import type { Addressee, Notifications } from '../storage/notifications.ts';
import type { People } from '../storage/people.ts';
import type { Recipients } from '../storage/recipients.ts';

export type Notifier = {
  readonly stores: {
    readonly notifications: Notifications;
    readonly recipients: Recipients;
    readonly people: People;
  };
  readonly clock: () => EpochMs;
  readonly config: { readonly zone: string };
  readonly outbox: { nudge(): void };
};

/**
 * Says it once for each `key`, for ever: call it as often as you like. Without a mail server, an address or anybody who
 * wants it, it is written down all the same. False when it has been said before.
 */
export function notify({ stores, clock, config, outbox }: Notifier, notice: Notice): boolean {
  const { key, kind, subject, lines, link = null, isUrgent = false } = notice;
  const now = clock();
  const server = stores.recipients.server();
  const wishes = stores.recipients.wishes();
  const people = server === undefined ? [] : stores.people.listActing(now);
  const meant = people.filter(({ id, roles, disabledAt }) =>
    isMeant(notice, { id, roles, isDisabled: disabledAt !== null }, wishes.get(id)),
  );
  const messageId = () => `${randomUUID()}@${server?.sender.split('@')[1] ?? 'dai-xa'}`;
  const mails = meant.map(({ id }): Addressee => {
    const first = dueAt(now, isUrgent, server?.quiet, config.zone);
    return { userId: id, webhookId: null, address: wishes.get(id)!.email, messageId: messageId(), dueAt: first };
  });
  const calls = stores.recipients
    .webhooks()
    .filter((hook) => hook.enabled && hook.kinds.includes(kind))
    .map(
      ({ id, url }): Addressee => ({
        userId: null,
        webhookId: id,
        address: mailboxOf(url) ?? url,
        messageId: messageId(),
        dueAt: now,
      }),
    );
  const isNew = stores.notifications.add({ key, kind, subject, lines, link, madeAt: now }, [...mails, ...calls]);
  if (isNew) outbox.nudge();
  return isNew;
}
