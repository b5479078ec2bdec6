/** The golden quarter with twelve cụm loa, what somebody heard of each, and seven ý kiến: documents.md §3.2, II.3 and II.4. */

import { Temporal } from 'temporal-polyfill';
import { startOfDay } from '../../src/core/time.ts';
import { openGoldenStation } from './golden-station.ts';
import { call } from './newsroom.ts';
import { at, ZONE } from './schedule.ts';

export type Village = Awaited<ReturnType<typeof openVillage>>;

export const VILLAGER = { name: 'A Blong', village: 'Thôn 3', phone: '0905 123 456' };

export async function openVillage() {
  const room = await openGoldenStation();
  const { web, reporter } = room;
  const operator = web.user(['operator']);
  const post = async (path: string, body: unknown, headers = operator.headers): Promise<Record<string, unknown>> => {
    const response = await call(web, 'POST', path, headers, body);
    if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const codes = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));
  for (const id of codes)
    await post('/clusters', {
      ...{ id, name: `Cụm ${id}`, village: `Thôn ${Math.ceil(Number(id) / 2)}`, place: 'cột điện trước nhà rông' },
      ...{ kind: Number(id) > 9 ? 'fm' : 'ip-4g', speakers: 2 },
    });
  const span = { from: startOfDay(Temporal.PlainDate.from('2025-08-25'), ZONE), until: at('2025-09-15 00:00') };
  const heard = [...web.station.stores.airings.each(span)].filter(({ programmeId }) => programmeId !== null);
  for (const { id, startedAt } of heard) {
    const isDeaf = startedAt === at('2025-09-10 17:10');
    const clusters = codes.map((code) => ({
      id: code,
      heard: isDeaf && code === '07' ? 'no' : 'yes',
      note: isDeaf && code === '07' ? 'mất kết nối 4G' : '',
    }));
    await post('/cluster-evidence', { airingIds: [id], clusters });
  }
  const fault = { day: '2025-09-10', finding: 'disconnected', cause: 'mất kết nối 4G' };
  const mended = { remedy: 'thay SIM', mendedOn: '2025-09-11', doneBy: 'A Thiu', cost: 150000 };
  await post('/clusters/07/checks', { ...fault, ...mended });
  await post('/clusters/01/checks', { day: '2025-09-02', finding: 'good', doneBy: 'A Thiu' });

  const onAir = heard.find(({ startedAt }) => startedAt === at('2025-09-12 17:10'))!;
  const answered = { answer: 'Đã giải thích thủ tục', answeredOn: '2025-09-12' };
  const sent = { forwardedTo: 'Trung tâm Phục vụ hành chính công xã', forwardedOn: '2025-09-08', dueOn: '2025-09-16' };
  const lines = [
    { ...answered, airingId: onAir.id },
    { ...answered, airingId: onAir.id },
    answered,
    answered,
    sent,
    sent,
    { isHandled: true },
  ];
  for (const [i, line] of lines.entries())
    await post(
      '/feedback',
      {
        receivedAt: `2025-09-0${i + 1}T09:00:00+07:00`,
        channel: i % 2 ? 'zalo' : 'phone',
        words: 'Cụm loa sát nhà phát sớm quá, đề nghị giảm âm lượng buổi sáng',
        topic: 'B.II.7',
        ...(i === 0 && {
          ...VILLAGER,
          words: `${VILLAGER.name} ở ${VILLAGER.village} hỏi cách nộp hồ sơ, gọi lại số ${VILLAGER.phone}`,
        }),
        ...line,
      },
      reporter.headers,
    );
  return { ...room, operator, heard };
}
