/** Bảng kê nhuận bút: who made what of the issues first heard in a month, and the province's rates. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { FeesPage } from '../../views/fees.tsx';
import { type FormValues, textsOf } from '../../views/parts.tsx';
import { CONTRIBUTOR_ROLES, type Contributor, notYetPaid } from '../core/contributors.ts';
import { counts, judgeAirings } from '../core/counting.ts';
import { versionLabel } from '../core/episodes.ts';
import { isIn } from '../core/periods.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, startOfDay } from '../core/time.ts';
import type { Fee } from '../storage/fees.ts';
import { type BookPeriod, periodIn } from './book-periods.ts';
import { parseForm, readForm, statusOf, text } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

export type FeeLine = {
  readonly episodeId: number;
  /** `CĐS, số 02/2025: Nộp hồ sơ trực tuyến`. */
  readonly issue: string;
  /** On which it was first heard. */
  readonly day: ReturnType<typeof dayOf>;
  /** Who wrote it in the library, where nobody said who made it. */
  readonly author: string;
  readonly fees: readonly Fee[];
  /** Those who made it and are not on the list yet. */
  readonly unpaid: readonly Contributor[];
};

/**
 * The issues first heard in the period so that it counts, in that order, with what is paid for each. Each language is
 * an issue of its own here: others translated and read it.
 */
export function feesOf(
  { stores, config }: Pick<Station, 'stores' | 'config'>,
  { from, until }: BookPeriod,
): { lines: FeeLine[] } {
  const { zone } = config;
  const span = { from: startOfDay(from, zone), until: startOfDay(until.add({ days: 1 }), zone) };
  const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
  const first = new Map<number, ReturnType<typeof dayOf>>();
  const heard = new Set([...stores.airings.each(span)].flatMap(({ episodeId }) => episodeId ?? []));
  for (const one of judgeAirings(stores.ledger.ofIssues([...heard])))
    if (counts(one) && one.kind === 'premiere' && isIn(one.at, span))
      first.set(one.first.episodeId!, dayOf(one.at, zone));
  const fees = stores.fees.list([...first.keys()]);
  const credits = stores.credits.list([...first.keys()]);
  const lines = [...first].flatMap(([episodeId, day]): FeeLine[] => {
    const episode = stores.episodes.find(episodeId);
    const programme = episode && programmes.get(episode.programmeId);
    if (!episode || !programme) return [];
    const issue = `${programme.name}, ${versionLabel(programme.issueWord, episode).toLowerCase()}: ${episode.title}`;
    const own = fees.filter((fee) => fee.episodeId === episodeId);
    const contributors = credits.get(episodeId)?.contributors ?? [];
    const author = contributors.length > 0 ? '' : (stores.people.find(episode.authorId)?.name ?? '');
    return [{ episodeId, issue, day, author, fees: own, unpaid: notYetPaid(contributors, own) }];
  });
  return { lines };
}

const decimal = (wrong: string) =>
  z.preprocess(
    (typed) => (typeof typed === 'string' ? typed.trim().replace(',', '.') : typed),
    z.coerce.number({ error: wrong }).positive(wrong).max(1000, wrong),
  );
const money = z.preprocess(
  (typed) => (typeof typed === 'string' ? typed.replace(/[.\s]/g, '') : typed),
  z.coerce
    .number({ error: 'Nhập số tiền bằng đồng' })
    .int('Nhập số tiền bằng đồng')
    .min(0, 'Nhập số tiền bằng đồng')
    .max(1_000_000_000, 'Số tiền quá lớn'),
);

export const feeInput = z.object({
  episodeId: z.coerce.number().int().positive(),
  author: text('Nhập tác giả', 120),
  role: z.enum(['', ...CONTRIBUTOR_ROLES]).default(''),
  genre: text('Chọn thể loại', 80),
  coefficient: decimal('Nhập hệ số, ví dụ 1,5'),
});
export const rateInput = z.object({
  rate: money,
  genres: z
    .array(z.object({ name: text('Nhập tên thể loại', 80), coefficient: decimal('Nhập hệ số, ví dụ 1,5') }))
    .min(1, 'Cần ít nhất một thể loại')
    .max(30, 'Tối đa 30 thể loại'),
});

export function addFee(station: Station, input: z.output<typeof feeInput>, by: number): Result<Fee, FieldErrors> {
  const { stores, clock } = station;
  const { rate } = stores.settings.find().fees;
  if (!stores.episodes.find(input.episodeId)) return err({ episodeId: 'Không có số này' });
  if (rate === 0) return err({ '': 'Nhập mức chi của một hệ số trước đã' });
  return ok(stores.fees.add({ ...input, rate, madeBy: by, madeAt: clock() }));
}

/** Of the contributors of an issue, as its page names them: whom, as what, with which genre and hệ số. */
export const contributorFees = z.object({
  episodeId: feeInput.shape.episodeId,
  lines: z
    .array(feeInput.omit({ episodeId: true }))
    .min(1, 'Không còn ai để kê')
    .max(20),
});

/** Each is paid once in each role, however often this is sent. Answers what was added. */
export function payContributors(
  station: Station,
  { episodeId, lines }: z.output<typeof contributorFees>,
  by: number,
): Result<Fee[], FieldErrors> {
  const { credits, fees } = station.stores;
  const { contributors } = credits.find(episodeId);
  const added: Fee[] = [];
  for (const line of lines) {
    const due = notYetPaid(contributors, fees.list([episodeId]));
    if (!due.some(({ name, role }) => name === line.author && role === line.role)) continue;
    const fee = addFee(station, { ...line, episodeId }, by);
    if (!fee.ok) return fee;
    added.push(fee.value);
  }
  return ok(added);
}

export function feesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { fees, settings } = station.stores;

  const page = (c: Context<Env>, ky: string | undefined, errors: FieldErrors = {}, rates?: FormValues) => {
    const period = periodIn(station, 'month', ky);
    const { lines } = feesOf(station, period);
    return c.render(
      FeesPage({ month: period.from.toPlainYearMonth(), lines, rates: settings.find().fees, typed: rates, errors }),
      {
        title: 'Nhuận bút, thù lao',
        status: statusOf(errors),
      },
    );
  };

  const backTo = ({ ky }: FormValues) => `/nhuan-but?ky=${encodeURIComponent(String(ky ?? ''))}`;

  screen.get('/nhuan-but', (c) => page(c, c.req.query('ky')));
  screen.post('/nhuan-but', async (c) => {
    const values = await readForm(c);
    const typed = parseForm(feeInput, values);
    const added = typed.ok ? addFee(station, typed.value, c.get('user')!.id) : typed;
    return added.ok ? seeOther(c, backTo(values), 'Đã kê.') : page(c, String(values.ky), added.error);
  });
  /** Rows of one issue: author, role, genre and coefficient are columns. */
  screen.post('/nhuan-but/so/:id{[0-9]+}', async (c) => {
    const values = await readForm(c);
    const column = (name: string) => textsOf(values, name);
    const lines = column('author').map((author, i) => ({
      ...{ author, role: column('role')[i], genre: column('genre')[i], coefficient: column('coefficient')[i] },
    }));
    const typed = parseForm(contributorFees, { episodeId: c.req.param('id'), lines });
    const added = typed.ok ? payContributors(station, typed.value, c.get('user')!.id) : typed;
    if (!added.ok) return page(c, String(values.ky), added.error);
    const words = added.value.length === 0 ? 'Những người này đã kê rồi.' : `Đã kê ${added.value.length} người.`;
    return seeOther(c, backTo(values), words);
  });
  screen.post('/nhuan-but/:id{[0-9]+}/bo', async (c) => {
    const values = await readForm(c);
    if (!fees.remove(Number(c.req.param('id')))) return c.notFound();
    return seeOther(c, backTo(values), 'Đã bỏ dòng này khỏi bảng kê.');
  });
  screen.post('/nhuan-but/muc-chi', async (c) => {
    const values = await readForm(c);
    const coefficients = textsOf(values, 'coefficient');
    const genres = textsOf(values, 'genre').flatMap((name, i) =>
      name.trim() ? [{ name, coefficient: coefficients[i] ?? '' }] : [],
    );
    const typed = parseForm(rateInput, { rate: values.rate, genres });
    if (!typed.ok) return page(c, String(values.ky), typed.error, values);
    settings.change({ fees: typed.value });
    return seeOther(c, backTo(values), 'Đã lưu mức chi.');
  });
  return screen;
}
