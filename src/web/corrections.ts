/** Đính chính a closed airing, and why it did not go as planned: two forms below one airing of the log. */
import { type Context, Hono } from 'hono';
import { CorrectionPage } from '../../views/correction.tsx';
import type { FormValues } from '../../views/parts.tsx';
import type { Airing } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import {
  causeInput,
  confirmCause,
  correctAiring,
  correctionForm,
  correctionValues,
  readingOf,
} from './correction-forms.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

export function correctionsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { zone } = station.config;
  const asked = (c: Context<Env, '/:id'>) => station.stores.airings.find(Number(c.req.param('id')));
  const form = (c: Context<Env>, airing: Airing, values: FormValues, errors: FieldErrors) =>
    c.render(CorrectionPage({ airing, values, errors, zone }), {
      title: `Đính chính lượt phát số ${airing.id}`,
      ...(Object.keys(errors).length > 0 && { status: 422 }),
    });

  screen.get('/nhat-ky/:id{[0-9]+}/dinh-chinh', (c) => {
    const airing = asked(c);
    if (!airing) return c.notFound();
    if (airing.outcome === 'on-air')
      return seeOther(c, `/nhat-ky/${airing.id}`, 'Lượt này còn đang phát; đợi phát xong mới đính chính được.', 'warn');
    return form(c, airing, correctionValues(airing, zone), {});
  });

  screen.post('/nhat-ky/:id{[0-9]+}/dinh-chinh', async (c) => {
    const airing = asked(c);
    if (!airing) return c.notFound();
    const values = await readForm(c);
    const typed = parseForm(correctionForm, values);
    if (!typed.ok) return form(c, airing, values, typed.error);
    const reading = readingOf(airing, typed.value, zone);
    const done = reading.ok
      ? correctAiring(station, airing, { ...reading.value, why: typed.value.why }, c.get('user')!)
      : reading;
    if (!done.ok) return form(c, airing, values, done.error);
    return seeOther(c, `/nhat-ky/${airing.id}`, 'Đã đính chính. Điều máy ghi lúc phát vẫn còn nguyên bên cạnh.');
  });

  screen.post('/nhat-ky/:id{[0-9]+}/nguyen-nhan', async (c) => {
    const airing = asked(c);
    if (!airing) return c.notFound();
    const typed = parseForm(causeInput, await readForm(c));
    const done = typed.ok ? confirmCause(station, airing, typed.value, c.get('user')!) : typed;
    const to = `/nhat-ky/${airing.id}`;
    return done.ok
      ? seeOther(c, to, 'Đã xác nhận nguyên nhân.')
      : seeOther(c, to, Object.values(done.error)[0]!, 'warn');
  });

  return screen;
}
