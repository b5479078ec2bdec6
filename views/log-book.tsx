/** Sổ nhật ký phát thanh (domain/documents.md §3.4): oldest first, landscape A4, with its foot and two signatures. */
import { causeWord } from '../src/core/causes.ts';
import { asCorrected } from '../src/core/correction.ts';
import { approverWords, correctionNote } from '../src/core/evidence-words.ts';
import { dayOf, framesToMs } from '../src/core/time.ts';
import {
  formatDateAdministrative,
  formatNumber,
  lengthInWords,
  lowerFirst,
  weekdayName,
} from '../src/core/vietnamese.ts';
import { airingKindWord, outcomeWord, reasonWord } from '../src/core/words.ts';
import { Icon } from './icons.tsx';
import { atOf, clock, type LogPart } from './log-parts.tsx';
import { ButtonLink, Table } from './parts.tsx';

export const LogBook = ({ filter, query, totals, rows, zone }: LogPart) => (
  <div class="book">
    <div class="actions">
      <ButtonLink href={`/nhat-ky${query}`} icon="left">
        Về nhật ký
      </ButtonLink>
      <span>In bằng lệnh In của trình duyệt (Ctrl+P), khổ A4 ngang.</span>
    </div>
    {rows.length < totals.count && (
      <p class="consequence">
        <Icon name="warning" />
        Chỉ có {formatNumber(rows.length)} dòng đầu trong {formatNumber(totals.count)}. Rút ngắn khoảng ngày, hoặc xuất
        Excel.
      </p>
    )}
    <h1>Sổ nhật ký phát thanh</h1>
    <p class="period">
      Từ ngày {formatDateAdministrative(filter.from)} đến ngày {formatDateAdministrative(filter.until)}
    </p>
    <Table caption="Sổ nhật ký phát thanh" head={BOOK_HEAD.map((label) => <th scope="col">{label}</th>)}>
      {rows.map((row, i) => {
        const airing = asCorrected(row);
        const day = dayOf(atOf(row), zone);
        return (
          <tr>
            <td>{i + 1}</td>
            <td class="figure">{formatDateAdministrative(day)}</td>
            <td>{day.dayOfWeek === 7 ? 'CN' : weekdayName(day.dayOfWeek).replace('Thứ ', '')}</td>
            <td class="figure">{clock(airing.startedAt ?? airing.plannedStart, zone)}</td>
            <td class="figure">{clock(airing.endedAt, zone)}</td>
            <td class="figure">{airing.startedAt === null ? '–' : lengthInWords(framesToMs(airing.playedFrames))}</td>
            <td>
              {airing.programmeName ?? airing.title}
              {airing.episodeLabel && `, ${lowerFirst(airing.episodeLabel)}`}
              {airing.programmeName !== null && airing.title !== airing.programmeName && <small>{airing.title}</small>}
            </td>
            <td>{airingKindWord(airing)}</td>
            <td>
              {outcomeWord(airing.outcome)}
              {airing.reason && `: ${lowerFirst(reasonWord(airing.reason))}`}
              {row.cause && <small>Nguyên nhân: {lowerFirst(causeWord(row.cause))}</small>}
              {row.correction && (
                <small>
                  Đính chính (ghi lúc phát: {lowerFirst(outcomeWord(row.outcome))}): {correctionNote(row.correction)}
                </small>
              )}
            </td>
            <td>{airing.onDuty}</td>
            <td>{approverWords(row, zone)}</td>
          </tr>
        );
      })}
    </Table>
    <p>
      Cộng: {counted(totals.aired)} lượt phát, tổng thời lượng {lengthInWords(framesToMs(totals.playedFrames))};{' '}
      {counted(totals.silent)} lượt không phát.
    </p>
    <div class="signatures">
      <p>
        <strong>NGƯỜI LẬP SỔ</strong>
      </p>
      <p>
        <strong>GIÁM ĐỐC</strong>
      </p>
    </div>
  </div>
);

const BOOK_HEAD = [
  'STT',
  'Ngày',
  'Thứ',
  'Giờ bắt đầu',
  'Giờ kết thúc',
  'Thời lượng',
  'Chuyên mục, số',
  'Hình thức',
  'Chất lượng, sự cố',
  'Người trực',
  'Người duyệt',
];

/** Below ten with a nought, as documents write counts. */
const counted = (n: number): string => (n < 10 ? `0${n}` : formatNumber(n));
