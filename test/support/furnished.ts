/** The village with one of everything a person can make, so that no page is empty and every kind of id exists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../../src/core/model.ts';
import { after, durationMs, HOUR } from '../../src/core/time.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import { call } from './newsroom.ts';
import { openVillage } from './village.ts';
import type { Web } from './web.ts';

/** A session of somebody, as a browser sends it. */
export function sessionOf(web: Web, user: User): Record<string, string> {
  const token = newToken();
  web.station.stores.credentials.addSession({
    ...{ tokenHash: hashToken(token), userId: user.id, createdAt: web.now, seenAt: web.now },
    expiresAt: after(web.now, durationMs(12 * HOUR)),
  });
  return { cookie: `phien=${token}` };
}

export async function openFurnished() {
  const room = await openVillage();
  const { web, episodes } = room;
  const { user, headers } = web.user();
  const refused: string[] = [];
  async function make(method: string, path: string, body: unknown): Promise<Record<string, never>> {
    const answer = await call(web, method, path, headers, body);
    const text = await answer.text();
    if (!answer.ok) refused.push(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return text.startsWith('{') ? JSON.parse(text) : {};
  }

  const recordingId = room.addRecording('Nhạc hiệu đài', { minutes: 1 }).id;
  room.addRecording('Tệp chưa xong', { ready: false });
  const item = { title: 'Nhạc hiệu', plays: 'recording', recordingId };
  await make('POST', '/session-templates', { title: 'Buổi chiều', items: [item] });
  await make('POST', '/zones', { name: 'Thôn Đăk Rao', volume: [] });
  await make('POST', '/outputs', {
    ...{ zoneId: 'main', kind: 'icecast', name: 'Icecast tỉnh', target: 'icecast.example.vn:8000/dakto.mp3' },
    ...{ secret: 'mat-khau-nguon', codec: 'mp3', bitrate: 128, channels: 1, idle: 'silence', enabled: false },
  });
  await make('POST', '/handovers', { words: 'Loa số 7 hay rè, chiều nhớ nghe lại' });
  await make('POST', '/duty-shifts', {
    weekday: 3,
    from: '16:45',
    until: '18:00',
    name: 'A Thiu',
    reason: 'Trực tuần',
  });
  await make('POST', '/special-days', {
    ...{ from: '2025-10-01', until: '2025-10-01', type: 'holiday', title: 'Lễ mừng lúa mới', document: '12/TB-UBND' },
  });
  await make('POST', '/overrides', {
    ...{ kind: 'hours', from: '2025-10-01', until: '2025-10-01', hours: [{ from: '19:00', until: '20:00' }] },
    ...{ reason: 'Đêm hội', document: '15/UBND-VX' },
  });
  await make('POST', '/calendar-feeds', { zoneId: 'main' });
  await make('POST', '/webhooks', { name: 'Zalo nhóm trực', url: 'https://hook.example.vn/dakto', kinds: ['missing'] });
  await make('PUT', '/mail-server', {
    ...{ host: 'mail.example.vn', port: 587, security: 'starttls', username: 'dai', password: 'mat-khau-thu' },
    ...{ sender: 'dai@example.vn' },
  });
  await make('PUT', '/my-notifications', { email: 'lan@dakto.gov.vn', kinds: ['missing'] });
  await make('POST', '/lives', { title: 'Thông báo lịch tiêm chủng', reason: 'Trạm y tế đề nghị' });
  const message = { title: 'Cảnh báo lũ quét', recordingId, zoneIds: ['main'], rank: 3, repeats: 3, gapSeconds: 10 };
  await make('POST', '/emergency-messages', { ...message, tone: true });
  await make('POST', '/emergencies', {
    ...{
      ...message,
      tone: true,
      key: 'lenh-so-0000000001',
      commandedBy: 'Chủ tịch xã',
      reason: 'Công điện 12/CĐ-UBND',
    },
  });
  await make('POST', '/reports', { span: 'quarter', year: 2025, number: 3 });
  const plan = readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8');
  await make('POST', '/plan-drafts', { source: plan.replace('Đăk Tô', 'Đăk Tô mới') });
  await make('PUT', '/slots/cds-phat-moi/exceptions/2025-09-24', { cancelled: true, reason: 'Đại hội' });
  const { fees } = web.station.stores.settings.find();
  web.station.stores.settings.change({ fees: { ...fees, rate: 50_000 } });
  const [episode] = episodes.list();
  if (episode) await make('POST', '/fees', { episodeId: episode.id, author: 'Y Lan', genre: 'Bài', coefficient: 3 });
  await make('POST', '/clusters/03/checks', { day: '2025-09-14', finding: 'broken', cause: 'cháy loa' });
  await make('POST', '/notices', {
    ...{ title: 'Lịch tiêm chủng tháng 9', source: 'Trạm y tế', recordingId },
    ...{ validFrom: '2025-09-16', validUntil: '2025-09-30', timesPerDay: 1 },
  });
  await make('POST', '/bulletins', {
    ...{ class: 'ordinary', title: 'Tin thời tiết', sender: 'Đài KTTV tỉnh', text: 'Trời nhiều mây, có mưa rào.' },
  });
  const minh = web.user(['editor']).user;
  await make('POST', '/substitutions', {
    ...{ userId: minh.id, forUserId: null, roles: ['operator'], reason: 'Nghỉ phép', document: '20/QĐ-UBND' },
    ...{ from: '2025-09-15T00:00:00+07:00', until: '2025-09-20T00:00:00+07:00' },
  });
  await make('POST', '/sole-modes', { from: '2025-10-01', until: '2025-10-02', reason: 'Chỉ còn một người' });
  web.station.planner.rebuild();
  return { ...room, user, headers, cookie: sessionOf(web, user), refused };
}
