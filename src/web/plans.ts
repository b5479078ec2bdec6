/** Kế hoạch: the plans side by side, drafts on their way in, another year, and files out. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { type FormValues, textsOf } from '../../views/parts.tsx';
import { PlanReviewPage } from '../../views/plan-review.tsx';
import {
  ConfirmDraftRemoval,
  DRAFTS_PATH,
  NextYearPage,
  PLANS_PATH,
  type PlanLine,
  PlanPage,
  PlansPage,
  PlanUploadPage,
  WriteBackPage,
} from '../../views/plans.tsx';
import { exportPlanFile } from '../core/plan-export.ts';
import { type PlanProblem, parsePlanFile } from '../core/plan-file.ts';
import type { FieldErrors } from '../core/result.ts';
import { todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { findPlanFile, planFileName, writePlanFile } from '../storage/plan-files.ts';
import { mayOf } from './access.ts';
import { date, parseForm, readForm, statusOf, text, wholeNumber } from './forms.ts';
import { seeOther } from './frame.ts';
import { draftNextYear, draftPlan, planStateOn, putInForce, readPlan, reviewPlan } from './plan-changes.ts';
import type { Env, Station } from './station.ts';

/** As `exportPlanFile` writes what is on the station now; undefined: no such plan. */
export function planText({ stores }: Pick<Station, 'stores'>, id: string): string | undefined {
  const state = stores.plans.exportState(id);
  return state && exportPlanFile(state.source, state);
}

/** Replaces the plan's file in the folder of plans, or makes one. Answers its name; undefined: no such plan. */
export function writeBack(station: Pick<Station, 'stores' | 'config'>, id: string): string | undefined {
  const written = planText(station, id);
  if (written === undefined) return undefined;
  const name = planFileName(station.config.plans, id);
  writePlanFile(station.config.plans, name, written);
  return name;
}

const yaml = (c: Context, name: string, body: string) =>
  c.body(body, 200, {
    'Content-Type': 'application/yaml; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.yaml"`,
  });

export function plansScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { plans, planDrafts, programmes, slots, zones } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const planOf = (c: Context<Env>) => plans.list().find(({ id }) => id === c.req.param('id'));

  screen.get(PLANS_PATH, (c) => {
    const obligations = plans.obligations();
    const standing = slots.list();
    const drafts = planDrafts.list().flatMap(({ planId, source }): PlanLine[] => {
      const file = parsePlanFile(source, 'any');
      if (!file.ok) return [];
      const { plan, obligations: owed, slots: placed } = file.value;
      return [{ ...plan, id: planId, state: 'draft', obligations: owed.length, slots: placed.length }];
    });
    const lines = plans.list().map(
      (plan): PlanLine => ({
        ...plan,
        state: planStateOn(plan, today()),
        obligations: obligations.filter(({ planId }) => planId === plan.id).length,
        slots: standing.filter(({ planId }) => planId === plan.id).length,
      }),
    );
    return c.render(PlansPage({ lines: [...drafts, ...lines], may: mayOf(c) }), { title: 'Kế hoạch' });
  });

  // a file in ---------------------------------------------------------------------------------------------------------

  const upload = (c: Context<Env>, typed = '', problems: readonly PlanProblem[] = [], errors: FieldErrors = {}) =>
    c.render(PlanUploadPage({ text: typed, problems, errors }), {
      title: 'Nạp tệp kế hoạch',
      status: problems.length > 0 || Object.keys(errors).length > 0 ? 422 : 200,
    });

  screen.get(`${PLANS_PATH}/nap`, (c) => upload(c));
  screen.post(`${PLANS_PATH}/nap`, async (c) => {
    const { file, text: pasted } = await c.req.parseBody();
    const typed = typeof pasted === 'string' ? pasted : '';
    const source = file instanceof File && file.size > 0 ? await file.text() : typed;
    if (source.trim() === '') return upload(c, '', [], { text: 'Chọn tệp hoặc dán nội dung tệp kế hoạch' });
    const draft = draftPlan(station, source, c.get('user')!.id);
    return draft.ok ? seeOther(c, `${DRAFTS_PATH}/${draft.value.planId}`) : upload(c, source, draft.error);
  });

  // drafts ------------------------------------------------------------------------------------------------------------

  const draftOf = (c: Context<Env>) => planDrafts.find(c.req.param('id') ?? '');

  screen.get(`${DRAFTS_PATH}/:id`, (c) => {
    const draft = draftOf(c);
    if (!draft) return c.notFound();
    const file = readPlan(station, draft.source);
    // It read when it came; a zone it names may be gone since.
    if (!file.ok) return upload(c, draft.source, file.error);
    const page = PlanReviewPage({
      review: reviewPlan(station, file.value, draft.replaces),
      zone,
      zones: new Map(zones.list().map(({ id, name }) => [id, name])),
      mayApply: mayOf(c)(`POST ${DRAFTS_PATH}/:id/ap-dung`),
    });
    return c.render(page, { title: `Bản nháp kế hoạch ${file.value.plan.year}` });
  });

  screen.post(`${DRAFTS_PATH}/:id/ap-dung`, async (c) => {
    const draft = draftOf(c);
    if (!draft) return c.notFound();
    const values = await readForm(c);
    const chosen = Object.keys(values).flatMap((name) =>
      name.startsWith('chon:') && textsOf(values, name).includes('tep') ? [name.slice('chon:'.length)] : [],
    );
    const done = putInForce(station, draft, new Set(chosen));
    return done.ok
      ? seeOther(c, `${PLANS_PATH}/${draft.planId}`, 'Đã áp dụng kế hoạch.')
      : seeOther(c, `${DRAFTS_PATH}/${draft.planId}`, `Chưa áp dụng được: ${done.error}.`, 'warn');
  });

  screen.get(`${DRAFTS_PATH}/:id/tep.yaml`, (c) => {
    const draft = draftOf(c);
    return draft ? yaml(c, `${draft.planId}-ban-nhap`, draft.source) : c.notFound();
  });

  screen.get(`${DRAFTS_PATH}/:id/bo`, (c) => {
    const draft = draftOf(c);
    const file = draft && parsePlanFile(draft.source, 'any');
    if (!draft || !file?.ok) return c.notFound();
    const { number, year } = file.value.plan;
    return c.render(ConfirmDraftRemoval({ id: draft.planId, number, year }), { title: 'Bỏ bản nháp' });
  });
  screen.post(`${DRAFTS_PATH}/:id/bo`, (c) =>
    planDrafts.remove(c.req.param('id')) ? seeOther(c, PLANS_PATH, 'Đã bỏ bản nháp.') : c.notFound(),
  );

  // one plan ----------------------------------------------------------------------------------------------------------

  screen.get(`${PLANS_PATH}/:id`, (c) => {
    const plan = planOf(c);
    if (!plan) return c.notFound();
    const names = new Map(programmes.list({ archived: true }).map(({ id, name }) => [id, name]));
    const page = PlanPage({
      plan,
      state: planStateOn(plan, today()),
      obligations: plans
        .obligations()
        .filter(({ planId }) => planId === plan.id)
        .map((owed) => ({ owed, programme: names.get(owed.programmeId) ?? owed.programmeId })),
      slots: slots.list().filter(({ planId }) => planId === plan.id),
      fileName: findPlanFile(station.config.plans, plan.id)?.name,
      zone,
      may: mayOf(c),
    });
    return c.render(page, { title: `Kế hoạch ${plan.number}` });
  });

  screen.get(`${PLANS_PATH}/:id/tep.yaml`, (c) => {
    const written = planText(station, c.req.param('id'));
    return written === undefined ? c.notFound() : yaml(c, c.req.param('id'), written);
  });

  screen.get(`${PLANS_PATH}/:id/ghi-tep`, (c) => {
    const plan = planOf(c);
    if (!plan) return c.notFound();
    const { plans: folder } = station.config;
    const kept = findPlanFile(folder, plan.id);
    const now = linesOf(planText(station, plan.id) ?? '');
    const before = linesOf(kept?.text ?? '');
    const page = WriteBackPage({
      plan,
      name: planFileName(folder, plan.id),
      gone: before.filter((line) => !now.includes(line)),
      added: now.filter((line) => !before.includes(line)),
      isNew: kept === undefined,
    });
    return c.render(page, { title: 'Ghi kế hoạch ra tệp' });
  });
  screen.post(`${PLANS_PATH}/:id/ghi-tep`, (c) => {
    const id = c.req.param('id');
    if (!planOf(c)) return c.notFound();
    try {
      return seeOther(c, `${PLANS_PATH}/${id}`, `Đã ghi tệp ${writeBack(station, id)}.`);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      return seeOther(c, `${PLANS_PATH}/${id}`, `Không ghi được tệp (${code}). Tải tệp xuống thay thế.`, 'warn');
    }
  });

  // another year ------------------------------------------------------------------------------------------------------

  const nextYearForm = () =>
    z.object({
      year: wholeNumber(1900, 2199, 'Nhập năm, ví dụ 2026'),
      number: text('Nhập số, ký hiệu; chưa có thì ghi “…/KH-UBND”', 80),
      title: text('Nhập trích yếu', 500),
      issuedOn: date(today()).transform(String),
      from: date(today()).transform(String),
    });
  const nextYear = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}) => {
    const plan = planOf(c);
    if (!plan) return c.notFound();
    const status = statusOf(errors);
    return c.render(NextYearPage({ plan, values, errors }), { title: 'Lập kế hoạch năm mới', status });
  };

  screen.get(`${PLANS_PATH}/:id/nam-sau`, (c) => {
    const plan = planOf(c);
    if (!plan) return c.notFound();
    const year = plan.year + 1;
    const first = new Temporal.PlainDate(year, 1, 1);
    const tomorrow = today().add({ days: 1 });
    return nextYear(c, {
      year: String(year),
      number: plan.number.replace(/^\d+/, '…'),
      title: plan.title.replaceAll(String(plan.year), String(year)),
      issuedOn: formatDate(today()),
      from: formatDate(Temporal.PlainDate.compare(first, tomorrow) > 0 ? first : tomorrow),
    });
  });
  screen.post(`${PLANS_PATH}/:id/nam-sau`, async (c) => {
    const values = await readForm(c);
    const form = parseForm(nextYearForm(), values);
    if (!form.ok) return nextYear(c, values, form.error);
    const draft = draftNextYear(station, c.req.param('id'), form.value, c.get('user')!.id);
    if (draft === undefined) return c.notFound();
    return draft.ok
      ? seeOther(c, `${DRAFTS_PATH}/${draft.value.planId}`, 'Đã lập bản nháp. Xem lại rồi áp dụng.')
      : nextYear(c, values, draft.error);
  });

  return screen;
}

const linesOf = (source: string): string[] => source.split(/\r?\n/).filter((line) => line.trim() !== '');
