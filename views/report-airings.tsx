/** The airings behind a figure of a report, row by row of the log. */
import { clusterFigure } from '../src/core/clusters.ts';
import { verdictShort } from '../src/core/evidence-words.ts';
import { isEmergency, type ReportAiring, type ReportRow } from '../src/core/report.ts';
import { windowOf } from '../src/core/report-state.ts';
import { count, periodName } from '../src/core/report-words.ts';
import { dayOf } from '../src/core/time.ts';
import { formatClock, formatDate, formatTime, weekdayName } from '../src/core/vietnamese.ts';
import { airingKindWord } from '../src/core/words.ts';
import { ButtonLink, EmptyState, PageHead, Table } from './parts.tsx';
import { lan } from './report.tsx';
import type { ReportSeen } from './reports.tsx';

type AiringsProps = {
  report: ReportSeen;
  row: ReportRow | undefined;
  kind: string | undefined;
  /** What else they are chosen by, in words. */
  about: readonly string[];
  wholeYear: boolean;
  airings: readonly ReportAiring[];
  amendment: number | undefined;
  zone: string;
};

export const FiguresPage = ({ report, row, kind, about, wholeYear, airings, amendment, zone }: AiringsProps) => {
  const KINDS: Readonly<Record<string, string>> = { premiere: 'phát mới', replay: 'phát lại', 'khan-cap': 'khẩn cấp' };
  const which = [
    kind && KINDS[kind],
    row && `${row.name} (${row.code})`,
    ...about,
    wholeYear ? 'từ đầu năm' : 'trong kỳ',
  ];
  return (
    <>
      <PageHead
        title={`${count(airings.length)} lượt phát`}
        lead={`${which.filter(Boolean).join(' · ')}: báo cáo ${periodName(windowOf(report))}`}
      >
        <ButtonLink href={`/bao-cao/${report.id}${lan(amendment)}`} icon="left">
          Về báo cáo
        </ButtonLink>
      </PageHead>
      {airings.length === 0 ? (
        <EmptyState title="Không có lượt phát nào">Con số này bằng không trong bộ số liệu đang xem.</EmptyState>
      ) : (
        <Table
          caption="Các lượt phát đứng sau con số"
          stack
          head={
            <>
              <th scope="col">Ngày</th>
              <th scope="col">Giờ phát</th>
              <th scope="col">Thời lượng</th>
              <th scope="col">Chuyên mục, số</th>
              <th scope="col">Hình thức</th>
              <th scope="col">Cụm phát đạt</th>
              <th scope="col">Đối chiếu</th>
              <th scope="col">Dòng nhật ký</th>
            </>
          }
        >
          {airings.map((airing) => (
            <AiringLine airing={airing} zone={zone} />
          ))}
        </Table>
      )}
    </>
  );
};

const AiringLine = ({ airing, zone }: { airing: ReportAiring; zone: string }) => {
  const on = dayOf(airing.at, zone);
  return (
    <tr>
      <td class="figure">
        {formatDate(on)}
        <small>{weekdayName(on.dayOfWeek)}</small>
      </td>
      <td class="figure" data-label="Giờ phát">
        {formatTime(airing.at, zone, { seconds: true })}
      </td>
      <td class="figure" data-label="Thời lượng">
        {formatClock(airing.lengthMs)}
      </td>
      <td class="what">
        {airing.title}
        {airing.issue && <small>{airing.issue}</small>}
      </td>
      <td data-label="Hình thức">{isEmergency(airing.kind) ? 'Khẩn cấp' : airingKindWord(airing)}</td>
      <td class="figure" data-label="Cụm phát đạt">
        {clusterFigure(airing.clusters) || '–'}
      </td>
      <td data-label="Đối chiếu">{airing.evidence ? verdictShort(airing.evidence) : '–'}</td>
      <td class="figure" data-label="Dòng nhật ký">
        {airing.rowIds.map((id, i) => (
          <>
            {i > 0 && ', '}
            <a href={`/nhat-ky/${id}`}>{String(id)}</a>
          </>
        ))}
      </td>
    </tr>
  );
};
