/** Thư và thông báo: how the station reaches people who look at no page, and what it sent them. */
import { type Context, Hono } from 'hono';
import {
  ConfirmWebhookRemoval,
  NOTIFICATIONS_PATH,
  NotificationSettingsPage,
  SENT_PATH,
  WebhookPage,
  WebhookSecretPage,
  WishesPage,
} from '../../views/notifications.tsx';
import { type SentLine, SentPage } from '../../views/notifications-sent.tsx';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { KIND_NAMES, mailboxOf } from '../core/notification.ts';
import type { FieldErrors } from '../core/result.ts';
import type { Delivery } from '../storage/notifications.ts';
import type { Webhook } from '../storage/recipients.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  mailServerDraft,
  saveMailServer,
  saveWebhook,
  saveWishes,
  webhookDraft,
  wishesDraft,
} from './notification-forms.ts';
import type { Env, Station } from './station.ts';

const A_PAGE = 50;
const HOOKS = `${NOTIFICATIONS_PATH}/webhook`;

export function notificationsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { recipients, people, notifications } = station.stores;
  const title = 'Thư và thông báo';

  // mail server -------------------------------------------------------------------------------------------------------

  function page(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const server = recipients.server();
    const wishes = recipients.wishes();
    const view = NotificationSettingsPage({
      ...{ values, errors },
      hasServer: server !== undefined,
      hasPassword: (server?.password ?? '') !== '',
      hooks: recipients.webhooks(),
      readers: people
        .list()
        .filter(({ disabledAt }) => disabledAt === null)
        .map((user) => ({ user, email: wishes.get(user.id)?.email, kinds: wishes.get(user.id)?.kinds ?? [] })),
      own: wishes.get(c.get('user')!.id)?.email ?? '',
    });
    return c.render(view, { title, status: statusOf(errors) });
  }

  screen.get(NOTIFICATIONS_PATH, (c) => {
    const server = recipients.server();
    return page(c, {
      host: server?.host ?? '',
      port: String(server?.port ?? 587),
      security: server?.security ?? 'starttls',
      username: server?.username ?? '',
      sender: server?.sender ?? '',
      quietFrom: server ? (server.quiet?.from ?? '') : '21:00',
      quietUntil: server ? (server.quiet?.until ?? '') : '05:00',
    });
  });

  screen.post(NOTIFICATIONS_PATH, async (c) => {
    const { password: _, ...values } = await readForm(c);
    const quiet = { from: textOf(values, 'quietFrom'), until: textOf(values, 'quietUntil') };
    const form = parseForm(mailServerDraft, { ...values, password: _ ?? '', quiet });
    if (!form.ok) return page(c, values, form.error);
    const saved = saveMailServer(station, form.value);
    if (!saved.ok) return page(c, values, saved.error);
    station.outbox.nudge();
    return seeOther(c, NOTIFICATIONS_PATH, form.value.host === '' ? 'Đã lưu: đài không gửi thư.' : 'Đã lưu.');
  });

  screen.post(`${NOTIFICATIONS_PATH}/gui-thu`, async (c) => {
    const to = wishesDraft.shape.email.safeParse(textOf(await readForm(c), 'to').trim());
    if (!to.success || to.data === '') return seeOther(c, NOTIFICATIONS_PATH, 'Nhập địa chỉ nhận thư thử.', 'warn');
    const sent = await station.outbox.tryMail(to.data);
    return sent.ok
      ? seeOther(c, NOTIFICATIONS_PATH, `Máy chủ thư đã nhận thư thử gửi ${to.data}. Mở hộp thư để xem.`)
      : seeOther(c, NOTIFICATIONS_PATH, `Chưa gửi được: ${sent.error}.`, 'warn');
  });

  // webhooks ----------------------------------------------------------------------------------------------------------

  const hookOf = (c: Context<Env>): Webhook | undefined =>
    recipients.webhooks().find(({ id }) => String(id) === c.req.param('id'));
  const hookForm = (c: Context<Env>, hook: Webhook | undefined, values: FormValues, errors: FieldErrors = {}) =>
    c.render(WebhookPage({ hook, values, errors }), {
      title: hook?.name ?? 'Thêm nơi nhận',
      status: statusOf(errors),
    });
  async function takeHook(c: Context<Env>, before?: Webhook) {
    const { secret = '', ...values } = await readForm(c);
    const typed = { ...values, secret, kinds: textsOf(values, 'kinds'), enabled: textOf(values, 'enabled') !== '' };
    const form = parseForm(webhookDraft, typed);
    if (!form.ok) return hookForm(c, before, values, form.error);
    const { webhook, made } = saveWebhook(station, form.value, before);
    if (made !== undefined) return c.render(WebhookSecretPage({ name: webhook.name, secret: made }), { title });
    return seeOther(c, `${NOTIFICATIONS_PATH}#webhook`, `Đã lưu nơi nhận “${webhook.name}”.`);
  }

  screen.get(`${HOOKS}/them`, (c) => hookForm(c, undefined, { kinds: [...KIND_NAMES], enabled: 'co' }));
  screen.post(HOOKS, (c) => takeHook(c));
  screen.get(`${HOOKS}/:id{[0-9]+}`, (c) => {
    const hook = hookOf(c);
    if (!hook) return c.notFound();
    const { name, url, kinds, enabled } = hook;
    return hookForm(c, hook, { name, url: mailboxOf(url) ?? url, kinds: [...kinds], enabled: enabled ? 'co' : '' });
  });
  screen.post(`${HOOKS}/:id{[0-9]+}`, (c) => {
    const hook = hookOf(c);
    return hook ? takeHook(c, hook) : c.notFound();
  });
  screen.post(`${HOOKS}/:id{[0-9]+}/gui-thu`, async (c) => {
    const hook = hookOf(c);
    if (!hook) return c.notFound();
    const sent = await station.outbox.tryWebhook(hook);
    return sent.ok
      ? seeOther(c, NOTIFICATIONS_PATH, `“${hook.name}” đã nhận lần gửi thử.`)
      : seeOther(c, NOTIFICATIONS_PATH, `Chưa gửi được tới “${hook.name}”: ${sent.error}.`, 'warn');
  });
  screen.get(`${HOOKS}/:id{[0-9]+}/bo`, (c) => {
    const hook = hookOf(c);
    return hook ? c.render(ConfirmWebhookRemoval({ hook }), { title: 'Bỏ nơi nhận' }) : c.notFound();
  });
  screen.post(`${HOOKS}/:id{[0-9]+}/bo`, (c) => {
    const hook = hookOf(c);
    if (!hook) return c.notFound();
    recipients.archiveWebhook(hook.id, station.clock());
    return seeOther(c, NOTIFICATIONS_PATH, `Đã bỏ nơi nhận “${hook.name}”.`);
  });

  // what was sent -----------------------------------------------------------------------------------------------------

  screen.get(SENT_PATH, (c) => {
    const state = (['queued', 'sent', 'failed'] as const).find((one) => one === c.req.query('tt')) ?? null;
    const before = Number(c.req.query('truoc')) || undefined;
    const rows = notifications.list({ state, limit: A_PAGE + 1, ...(before && { before }) });
    const shown = rows.slice(0, A_PAGE);
    const here = (query: string) => `${SENT_PATH}?${state ? `tt=${state}&` : ''}${query}`;
    const view = SentPage({
      lines: shown.map(lineOf),
      zone: station.config.zone,
      state: state ?? '',
      older: rows.length > A_PAGE ? here(`truoc=${shown.at(-1)!.id}`) : undefined,
      newer: before ? here('') : undefined,
    });
    return c.render(view, { title: 'Thông báo đã gửi' });
  });

  const lineOf = (delivery: Delivery): SentLine => ({
    ...delivery,
    to:
      (delivery.userId === null
        ? recipients.webhooks().find(({ id }) => id === delivery.webhookId)?.name
        : people.find(delivery.userId)?.name) ?? 'Đã bỏ',
    subjects: notifications.items(delivery.id).map(({ subject }) => subject),
  });

  screen.post(`${SENT_PATH}/:id{[0-9]+}/gui-lai`, (c) => {
    const id = Number(c.req.param('id'));
    if (notifications.find(id) === undefined) return c.notFound();
    if (!notifications.requeue(id, station.clock())) return seeOther(c, SENT_PATH, 'Thông báo này đã gửi rồi.', 'warn');
    station.outbox.nudge();
    return seeOther(c, SENT_PATH, 'Đang gửi lại.');
  });

  // wishes ------------------------------------------------------------------------------------------------------------

  type Whose = { readonly id: number; readonly title: string; readonly action: string; readonly cancel: string };
  const mine = (c: Context<Env>): Whose => ({
    id: c.get('user')!.id,
    title: 'Nhận thông báo',
    action: '/thong-bao/cua-toi',
    cancel: '/',
  });
  const theirs = (c: Context<Env>): Whose | undefined => {
    const user = people.find(Number(c.req.param('id')));
    return (
      user && {
        id: user.id,
        title: `Thông báo gửi ${user.name}`,
        action: `/nguoi-dung/${user.id}/thong-bao`,
        cancel: NOTIFICATIONS_PATH,
      }
    );
  };
  function showWishes(c: Context<Env>, whose: Whose, typed?: FormValues, errors: FieldErrors = {}) {
    const kept = recipients.wishes().get(whose.id);
    const values = typed ?? { email: kept?.email ?? '', kinds: kept ? [...kept.kinds] : [...KIND_NAMES] };
    const view = WishesPage({ ...whose, values, errors, hasServer: recipients.server() !== undefined });
    return c.render(view, { title: whose.title, status: statusOf(errors) });
  }
  async function takeWishes(c: Context<Env>, whose: Whose) {
    const values = await readForm(c);
    const form = parseForm(wishesDraft, { email: textOf(values, 'email').trim(), kinds: textsOf(values, 'kinds') });
    if (!form.ok) return showWishes(c, whose, values, form.error);
    saveWishes(station, whose.id, form.value);
    return seeOther(c, whose.cancel, 'Đã lưu cách nhận thông báo.');
  }

  screen.get('/thong-bao/cua-toi', (c) => showWishes(c, mine(c)));
  screen.post('/thong-bao/cua-toi', (c) => takeWishes(c, mine(c)));
  screen.get('/nguoi-dung/:id{[0-9]+}/thong-bao', (c) => {
    const whose = theirs(c);
    return whose ? showWishes(c, whose) : c.notFound();
  });
  screen.post('/nguoi-dung/:id{[0-9]+}/thong-bao', (c) => {
    const whose = theirs(c);
    return whose ? takeWishes(c, whose) : c.notFound();
  });

  return screen;
}
