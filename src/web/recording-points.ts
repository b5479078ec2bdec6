/** In and out points of a recording: the picture they are set in, and the form. */
import { type Context, Hono } from 'hono';
import { textOf } from '../../views/parts.tsx';
import { ConfirmPointsPage } from '../../views/recording-points.tsx';
import type { Recording } from '../core/model.ts';
import { formatPlace, parsePlace } from '../core/points.ts';
import type { DurationMs } from '../core/time.ts';
import { readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { isKnown } from './range.ts';
import { setPoints } from './recording-forms.ts';
import { recordingPage } from './recording-page.ts';
import { recordingSheet } from './recording-sheets.ts';
import type { Env, Station } from './station.ts';

const NO_PLACE = 'Viết phút:giây, ví dụ 01:02,500';

export function recordingPointsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { recordings } = station.stores;
  const find = (c: Context<Env, '/:id'>): Recording | undefined => recordings.find(Number(c.req.param('id')));

  /** Signed bytes, lowest and highest in turn; named by the sound, so it may be kept. */
  screen.get('/kho-tu-lieu/:id/dang-song-goc', (c) => {
    const recording = find(c);
    const peaks = recording && recordings.findOriginalWaveform(recording.id);
    if (!recording || !peaks) return c.notFound();
    const etag = `"${recording.playoutSha256}"`;
    const headers = {
      ETag: etag,
      'Cache-Control': 'private, max-age=86400',
      'Content-Type': 'application/octet-stream',
    };
    if (isKnown(c.req.header('If-None-Match'), etag)) return c.body(null, 304, headers);
    return c.body(Uint8Array.from(peaks), 200, headers);
  });

  screen.post('/kho-tu-lieu/:id/diem', async (c) => {
    const recording = find(c);
    if (!recording) return c.notFound();
    const values = await readForm(c);
    const [vao, ra] = [textOf(values, 'vao').trim(), textOf(values, 'ra').trim()];
    const [inMs, outMs] = [vao, ra].map((typed) => (typed === '' ? null : parsePlace(typed)));
    const again = (errors: Record<string, string>) =>
      recordingPage(c, station, recording, { points: { values: { vao, ra }, errors }, status: 422 });
    if (inMs === undefined || outMs === undefined)
      return again({ ...(inMs === undefined && { vao: NO_PLACE }), ...(outMs === undefined && { ra: NO_PLACE }) });

    const isConfirmed = textOf(values, 'da-biet') !== '';
    const set = setPoints(station, recording, { inMs, outMs }, { by: c.get('user')!, isConfirmed });
    if (set.ok) return seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Đã lưu điểm, đang làm lại bản phát.');
    switch (set.error.kind) {
      case 'unchanged':
        return seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Điểm vào, điểm ra vẫn như cũ.');
      case 'not-ready':
        return seeOther(c, `/kho-tu-lieu/${recording.id}`, 'Chỉ đặt điểm được cho tệp sẵn sàng.', 'warn');
      case 'wrong':
        return again({
          ...(set.error.errors.inMs && { vao: set.error.errors.inMs }),
          ...(set.error.errors.outMs && { ra: set.error.errors.outMs }),
        });
      case 'needed': {
        const written = (at: DurationMs | null) => (at === null ? '' : formatPlace(at));
        const view = ConfirmPointsPage({
          ...{ recording: recordingSheet(station, recording), used: set.error.used },
          ...{ vao: written(inMs), ra: written(outMs) },
        });
        return c.render(view, { title: 'Điểm vào, điểm ra', status: 409 });
      }
      default:
        return set.error satisfies never;
    }
  });

  return screen;
}
