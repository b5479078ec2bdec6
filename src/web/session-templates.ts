/**
 * Mẫu buổi phát: what a session is made of, item by item; used by several slots. A change is heard of from the next
 * session that has not begun; what has aired stays. The pages and the API end in `saveTemplate`.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { type FormValues, textOf } from '../../views/parts.tsx';
import {
  ConfirmTemplateEnd,
  ItemPage,
  NewTemplatePage,
  TemplatePage,
  TemplatesPage,
} from '../../views/session-templates.tsx';
import type { SessionItem, SessionTemplate } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { durationMs, todayOf } from '../core/time.ts';
import { may } from './access.ts';
import { parseForm, readForm, statusOf, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { recordingOptions } from './recording-options.ts';
import { type ItemInput, itemComplaint, itemInput, itemOf } from './session-forms.ts';
import { settle } from './settle.ts';
import { formatMinutes, minutes } from './slot-forms.ts';
import type { Env, Station } from './station.ts';

const RESERVED = ['them'];

export const templateInput = z.object({
  title: text('Nhập tên mẫu buổi phát', 120),
  items: z.array(itemInput).max(60, 'Một buổi có nhiều nhất 60 mục').default([]),
});
export type TemplateInput = z.output<typeof templateInput>;

/** Adds a template, or changes `existing`: items keep their keys, new ones get keys never used in it before. */
export function saveTemplate(
  station: Station,
  input: TemplateInput,
  madeBy: number,
  existing?: SessionTemplate,
): Result<SessionTemplate, FieldErrors> {
  const { sessionTemplates } = station.stores;
  const known = new Set(existing?.items.map(({ key }) => key));
  const given = input.items.flatMap(({ key }) => key ?? []);
  const strange = given.find((key) => existing !== undefined && !known.has(key));
  if (strange !== undefined) return err({ items: `Mẫu này không có mục số ${strange}` });
  if (new Set(given).size < given.length) return err({ items: 'Các mục phải mang số khác nhau' });
  for (const item of input.items) {
    const [wrong] = Object.values(itemComplaint(station, item));
    if (wrong !== undefined) return err({ items: `“${item.title}”: ${wrong}` });
  }
  const late = outOfOrder(input.items);
  if (late) return err({ items: `“${late.title}” có giờ sớm hơn mục trước nó; xếp lại thứ tự` });
  let last = Math.max(0, ...given, ...known);
  const items = input.items.map((item) => itemOf(item, item.key === undefined ? ++last : item.key));
  const changedAt = station.clock();
  const draft = {
    id: existing?.id ?? freeSlug(input.title, (id) => RESERVED.includes(id) || sessionTemplates.find(id) !== undefined),
    ...{ planId: existing?.planId ?? null, title: input.title, items, changedAt },
  };
  const saved = existing
    ? sessionTemplates.change({ ...draft, archivedAt: existing.archivedAt })!
    : sessionTemplates.add(draft);
  const said = { at: changedAt, madeBy, words: `Đã sửa mẫu “${saved.title}”`, recurrenceId: null };
  for (const slot of station.stores.slots.list())
    if (slot.templateId === saved.id) station.stores.scheduleChanges.add({ ...said, slotId: slot.id });
  settle(station);
  return ok(saved);
}

/** An item with a moment of its own that comes before that of one above it. */
function outOfOrder(items: readonly ItemInput[]): ItemInput | undefined {
  const timed = items.filter(({ afterMs }) => afterMs !== null);
  return timed.find((one, i) => i > 0 && one.afterMs! <= timed[i - 1]!.afterMs!);
}

/** Of a template that slots play, why not. */
export function archiveTemplate(station: Station, { id }: SessionTemplate): Result<void, string> {
  const { sessionTemplates, slots } = station.stores;
  const used = slots.list().filter((slot) => slot.templateId === id);
  if (used.length > 0) return err(`Khung giờ “${used[0]!.title}” đang phát theo mẫu này; đổi khung ấy trước`);
  sessionTemplates.archive(id, station.clock());
  return ok(undefined);
}

const PATH = '/mau-buoi';

/** The form's fields as the API's. */
function parseItemForm(values: FormValues): Result<ItemInput, FieldErrors> {
  const orNull = (name: string) => textOf(values, name).trim() || null;
  const length = (name: string) => {
    const typed = orNull(name);
    return typed === null ? { success: true as const, data: null } : minutes().safeParse(typed);
  };
  const [most, behind] = [
    length('most'),
    orNull('after') === '0' ? { success: true as const, data: durationMs(0) } : length('after'),
  ];
  const errors = {
    ...(!most.success && { most: 'Nhập số phút, ví dụ 15 hoặc 1:30' }),
    ...(!behind.success && { after: 'Nhập số phút sau giờ bắt đầu, ví dụ 30 hoặc 12:30' }),
  };
  const id = orNull('recordingId');
  const input = parseForm(itemInput, {
    ...{ title: textOf(values, 'title'), plays: textOf(values, 'plays'), programmeId: orNull('programmeId') },
    ...{ recordingId: id === null ? null : Number(id), relayUrl: orNull('relayUrl') },
    ...{ mostMs: most.data ?? null, afterMs: behind.data ?? null },
  });
  if (!input.ok) return err({ ...input.error, ...errors });
  return Object.keys(errors).length > 0 ? err(errors) : input;
}

const itemValues = (item: SessionItem): FormValues => ({
  title: item.title,
  plays: item.plays,
  programmeId: item.programmeId ?? '',
  recordingId: item.recordingId === null ? '' : String(item.recordingId),
  relayUrl: item.relayUrl ?? '',
  most: item.mostMs === null ? '' : formatMinutes(item.mostMs),
  after: item.afterMs === null ? '' : formatMinutes(item.afterMs),
});

export function sessionTemplatesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { sessionTemplates, programmes, recordings, slots } = station.stores;
  const names = () => new Map(programmes.list({ archived: true }).map(({ id, name }) => [id, name]));
  const find = (c: Context<Env>) => sessionTemplates.find(c.req.param('id') ?? '');
  const titleOf = (id: number | null) => (id === null ? undefined : recordings.find(id)?.title);

  screen.get(PATH, (c) => {
    const archived = c.req.query('luu-tru') !== undefined;
    const used = slots.list();
    const page = TemplatesPage({
      archived,
      today: todayOf(station),
      rows: sessionTemplates
        .list({ archived })
        .filter(({ archivedAt }) => (archivedAt !== null) === archived)
        .map((template) => ({
          template,
          slots: used.filter(({ templateId }) => templateId === template.id).map(({ title }) => title),
        })),
      mayChange: may(c.get('user'), `POST ${PATH}`),
    });
    return c.render(page, { title: 'Mẫu buổi phát' });
  });

  screen.get(`${PATH}/them`, (c) =>
    c.render(NewTemplatePage({ values: {}, errors: {} }), { title: 'Thêm mẫu buổi phát' }),
  );

  screen.post(PATH, async (c) => {
    const values = await readForm(c);
    const input = parseForm(templateInput.pick({ title: true }), values);
    if (!input.ok)
      return c.render(NewTemplatePage({ values, errors: input.error }), { title: 'Thêm mẫu buổi phát', status: 422 });
    const saved = saveTemplate(station, { ...input.value, items: [] }, c.get('user')!.id);
    return saved.ok
      ? seeOther(c, `${PATH}/${saved.value.id}`, 'Đã tạo mẫu; thêm các mục theo thứ tự phát.')
      : c.notFound();
  });

  const show = (c: Context<Env>, template: SessionTemplate, errors: FieldErrors = {}) =>
    c.render(
      TemplatePage({
        template,
        errors,
        sourceOf: (item) => names().get(item.programmeId ?? '') ?? titleOf(item.recordingId),
        mayChange: may(c.get('user'), `POST ${PATH}`),
      }),
      { title: template.title, status: statusOf(errors) },
    );

  screen.get(`${PATH}/:id`, (c) => {
    const template = find(c);
    return template ? show(c, template) : c.notFound();
  });

  screen.post(`${PATH}/:id`, async (c) => {
    const template = find(c);
    if (!template) return c.notFound();
    const input = parseForm(templateInput.pick({ title: true }), await readForm(c));
    const saved = input.ok
      ? saveTemplate(station, { ...template, ...input.value, items: [...template.items] }, c.get('user')!.id, template)
      : input;
    return saved.ok ? seeOther(c, `${PATH}/${template.id}`, 'Đã lưu.') : show(c, template, saved.error);
  });

  function itemForm(
    c: Context<Env>,
    template: SessionTemplate,
    values: FormValues,
    errors: FieldErrors = {},
    item?: SessionItem,
  ) {
    const page = ItemPage({
      ...{ template, item, values, errors },
      programmes: programmes.list(),
      recordings: recordingOptions(station, [item?.recordingId ?? null]),
    });
    const status = statusOf(errors);
    return c.render(page, { title: item ? item.title : 'Thêm mục', status });
  }

  async function saveItem(c: Context<Env>, template: SessionTemplate, item?: SessionItem): Promise<Response> {
    const values = await readForm(c);
    const input = parseItemForm(values);
    if (!input.ok) return itemForm(c, template, values, input.error, item);
    const { programmeId, recordingId, mostMs, ...others } = itemComplaint(station, input.value) as FieldErrors;
    const errors = {
      ...others,
      ...(programmeId && { programmeId }),
      ...(recordingId && { recordingId }),
      ...(mostMs && { most: mostMs }),
    };
    if (Object.keys(errors).length > 0) return itemForm(c, template, values, errors, item);
    const items = item
      ? template.items.map((one) => (one.key === item.key ? { ...input.value, key: item.key } : one))
      : [...template.items, input.value];
    const saved = saveTemplate(station, { title: template.title, items }, c.get('user')!.id, template);
    if (!saved.ok) return itemForm(c, template, values, { '': saved.error.items ?? '' }, item);
    return seeOther(c, `${PATH}/${template.id}`, `Đã lưu mục “${input.value.title}”.`);
  }

  screen.get(`${PATH}/:id/muc/them`, (c) => {
    const template = find(c);
    return template ? itemForm(c, template, { plays: 'premiere' }) : c.notFound();
  });
  screen.post(`${PATH}/:id/muc`, (c) => {
    const template = find(c);
    return template ? saveItem(c, template) : c.notFound();
  });

  const itemIn = (c: Context<Env>) => {
    const template = find(c);
    const item = template?.items.find(({ key }) => key === Number(c.req.param('key')));
    return template && item && { template, item };
  };
  screen.get(`${PATH}/:id/muc/:key{[0-9]+}`, (c) => {
    const found = itemIn(c);
    return found ? itemForm(c, found.template, itemValues(found.item), {}, found.item) : c.notFound();
  });
  screen.post(`${PATH}/:id/muc/:key{[0-9]+}`, (c) => {
    const found = itemIn(c);
    return found ? saveItem(c, found.template, found.item) : c.notFound();
  });
  screen.post(`${PATH}/:id/muc/:key{[0-9]+}/thu-tu`, async (c) => {
    const found = itemIn(c);
    if (!found) return c.notFound();
    const { template, item } = found;
    const step = textOf(await readForm(c), 'sang') === 'len' ? -1 : 1;
    const at = template.items.indexOf(item);
    const items = template.items.filter((one) => one !== item);
    items.splice(Math.max(0, at + step), 0, item);
    const saved = saveTemplate(station, { title: template.title, items }, c.get('user')!.id, template);
    return saved.ok
      ? seeOther(c, `${PATH}/${template.id}#muc-${item.key}`)
      : seeOther(c, `${PATH}/${template.id}`, `${saved.error.items}.`, 'warn');
  });
  screen.post(`${PATH}/:id/muc/:key{[0-9]+}/bo`, (c) => {
    const found = itemIn(c);
    if (!found) return c.notFound();
    const { template, item } = found;
    const items = template.items.filter((one) => one !== item);
    saveTemplate(station, { title: template.title, items }, c.get('user')!.id, template);
    return seeOther(c, `${PATH}/${template.id}`, `Đã bỏ mục “${item.title}”.`);
  });

  screen.get(`${PATH}/:id/luu-tru`, (c) => {
    const template = find(c);
    return template ? c.render(ConfirmTemplateEnd({ template }), { title: 'Lưu trữ mẫu buổi phát' }) : c.notFound();
  });
  screen.post(`${PATH}/:id/luu-tru`, (c) => {
    const template = find(c);
    if (!template) return c.notFound();
    const archived = archiveTemplate(station, template);
    return archived.ok
      ? seeOther(c, PATH, `Đã lưu trữ “${template.title}”.`)
      : seeOther(c, `${PATH}/${template.id}`, `${archived.error}.`, 'warn');
  });
  screen.post(`${PATH}/:id/khoi-phuc`, (c) => {
    const template = find(c);
    if (!template) return c.notFound();
    sessionTemplates.restore(template.id, station.clock());
    return seeOther(c, `${PATH}/${template.id}`, `“${template.title}” lại dùng được.`);
  });

  return screen;
}
