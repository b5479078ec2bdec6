/** The books people keep by hand: sổ theo dõi cụm loa, sổ tiếp nhận ý kiến, bảng kê nhuận bút (documents.md §3.6). */
import type { BookCell } from '../core/book.ts';
import { CLUSTER_KINDS, FINDINGS, isOpenFault } from '../core/clusters.ts';
import { paidAs } from '../core/contributors.ts';
import { CHANNELS, FEEDBACK_STATES, feedbackState, withoutPerson } from '../core/feedback.ts';
import { count } from '../core/report-words.ts';
import { startOfDay } from '../core/time.ts';
import { formatDateAdministrative, formatDateTime, formatNumber } from '../core/vietnamese.ts';
import { airedOn } from './aired-on.ts';
import type { BookBody, BookPeriod } from './book-periods.ts';
import { feesOf } from './fees.ts';
import type { Station } from './station.ts';

const day = (iso: string | null): string => iso ?? '';

export function clusterBook({ stores }: Station, { from, until }: BookPeriod): BookBody {
  const clusters = stores.clusters.list({ archived: true });
  const known = new Map(clusters.map((one) => [one.id, one]));
  const checks = stores.clusterChecks.list(String(from), String(until));
  const inUse = clusters.filter(({ archivedAt }) => archivedAt === null);
  const cost = checks.reduce((sum, one) => sum + one.cost, 0);
  return {
    columns: [
      { head: 'STT', width: 10, align: 'center' },
      { head: 'Mã cụm', width: 14, align: 'center' },
      { head: 'Vị trí, thôn', width: 40 },
      { head: 'Loại', width: 22 },
      { head: 'Số loa', width: 12, type: 'number' },
      { head: 'Ngày kiểm tra', width: 24, type: 'day' },
      { head: 'Tình trạng', width: 21 },
      { head: 'Nguyên nhân', width: 34 },
      { head: 'Biện pháp', width: 34 },
      { head: 'Ngày khắc phục', width: 24, type: 'day' },
      { head: 'Người thực hiện', width: 26 },
      { head: 'Kinh phí (đồng)', width: 22, type: 'money' },
    ],
    rows: checks.map((check, i): BookCell[] => {
      const cluster = known.get(check.clusterId);
      return [
        i + 1,
        check.clusterId,
        cluster ? [cluster.place || cluster.name, cluster.village].filter(Boolean).join(', ') : '',
        cluster ? CLUSTER_KINDS[cluster.kind] : '',
        cluster?.speakers ?? null,
        check.day,
        FINDINGS[check.finding],
        check.cause,
        check.remedy,
        day(check.mendedOn),
        check.doneBy,
        check.cost || null,
      ];
    }),
    ...(cost > 0 && { total: ['', 'Cộng', '', '', null, '', '', '', '', '', '', cost] }),
    notes: [
      `Toàn xã có ${count(inUse.length)} cụm loa với ${count(inUse.reduce((sum, { speakers }) => sum + speakers, 0))} loa. Trong kỳ có ${count(checks.length)} lần kiểm tra, ${count(checks.filter(({ finding }) => finding !== 'good').length)} sự cố, còn ${count(checks.filter(isOpenFault).length)} sự cố chưa khắc phục.`,
    ],
    keeper: 'Người lập sổ',
  };
}

/** `names`: who asked works with the book; a file never has them (product J6). */
export function feedbackBook(station: Station, { from, until }: BookPeriod, names = false): BookBody {
  const { stores, config } = station;
  const { zone } = config;
  const all = stores.feedback
    .list(startOfDay(from, zone), startOfDay(until.add({ days: 1 }), zone))
    .map((one) => (names ? one : withoutPerson(one)));
  return {
    columns: [
      { head: 'STT', width: 12, align: 'center' },
      { head: 'Ngày giờ', width: 23, align: 'center' },
      { head: 'Kênh', width: 17 },
      { head: 'Họ tên, thôn, điện thoại', width: 30 },
      { head: 'Nội dung', width: 50 },
      { head: 'Lĩnh vực', width: 20 },
      { head: 'Chuyển đơn vị', width: 28 },
      { head: 'Hạn', width: 23, type: 'day' },
      { head: 'Nội dung trả lời', width: 44 },
      { head: 'Ngày trả lời', width: 23, type: 'day' },
      { head: 'Phát ngày', width: 23, type: 'day' },
      { head: 'Ghi chú', width: 24 },
    ],
    rows: all.map((one, i): BookCell[] => {
      const person = [one.name, one.village, one.phone].filter(Boolean);
      return [
        i + 1,
        formatDateTime(one.receivedAt, zone),
        CHANNELS[one.channel],
        [...new Set(person)].join(', '),
        one.words,
        one.topic,
        one.forwardedTo,
        day(one.dueOn),
        one.answer,
        day(one.answeredOn),
        airedOn(station, one.airingId) ?? '',
        [FEEDBACK_STATES[feedbackState(one)], one.note].filter(Boolean).join('; '),
      ];
    }),
    notes: [
      `Cộng: tiếp nhận ${count(all.length)} ý kiến; đã trả lời ${count(all.filter(({ answeredOn }) => answeredOn !== null).length)} ý kiến.`,
      ...(names ? [] : ['Thông tin cá nhân của người phản ánh được ẩn.']),
    ],
    keeper: 'Người lập sổ',
  };
}

export function feeBook(station: Station, period: BookPeriod): BookBody {
  const { lines } = feesOf(station, period);
  const paid = lines.flatMap(({ fees, issue, day: on }) => fees.map((fee) => ({ ...fee, issue, on })));
  const sum = paid.reduce((all, { coefficient, rate }) => all + Math.round(coefficient * rate), 0);
  const unpaid = lines.filter(({ fees, unpaid: people }) => fees.length === 0 || people.length > 0);
  return {
    columns: [
      { head: 'STT', width: 10, align: 'center' },
      { head: 'Tên tin, bài', width: 70 },
      { head: 'Thể loại', width: 30 },
      { head: 'Tác giả', width: 34 },
      { head: 'Ngày phát', width: 22, type: 'day' },
      { head: 'Hệ số', width: 15, type: 'number' },
      { head: 'Mức chi (đồng)', width: 25, type: 'money' },
      { head: 'Thành tiền (đồng)', width: 28, type: 'money' },
      { head: 'Ký nhận', width: 25 },
    ],
    rows: paid.map(({ issue, genre, author, role, on, coefficient, rate }, i) => [
      i + 1,
      issue,
      genre,
      paidAs({ author, role }),
      String(on),
      coefficient,
      rate,
      Math.round(coefficient * rate),
      '',
    ]),
    total: ['', 'Tổng cộng', '', '', '', null, null, sum, ''],
    notes: [
      `Tổng số tiền: ${formatNumber(sum, 0)} đồng.`,
      ...(unpaid.length > 0
        ? [
            `Chưa kê: ${unpaid.map(({ issue, day: on, unpaid: people }) => `${issue} (phát ngày ${formatDateAdministrative(on)}${people.map(({ name, role }) => `, ${paidAs({ author: name, role })}`).join('')})`).join('; ')}.`,
          ]
        : []),
    ],
    keeper: 'Người lập bảng',
  };
}
